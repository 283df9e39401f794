// Decides whether policies allow an action on a resource, in RAM's order: an explicit Deny wins, then an Allow,
// and what nothing mentions is denied.
//
// Actions are compared without regard to case, resources with it, as RAM's documents say.

import { holds, type RequestContext } from "./conditions.ts";
import type { Policy, Statement } from "./policy.ts";
import { matches } from "./wildcard.ts";

export interface AccessRequest {
  /** `ecs:StopInstance` */
  readonly action: string;
  /** `acs:ecs:cn-hangzhou:<account>:instance/<id>` */
  readonly resource: string;
  readonly context: RequestContext;
}

export type Verdict =
  | { readonly allowed: true; readonly by: string }
  | { readonly allowed: false; readonly reason: "ExplicitDeny" | "ImplicitDeny"; readonly by?: string };

export function evaluate(policies: readonly Policy[], request: AccessRequest): Verdict {
  const deciding = (effect: Statement["effect"]): Policy | undefined =>
    policies.find((policy) => policy.statements.some((statement) => statement.effect === effect && applies(statement, request)));
  const denied = deciding("Deny");
  if (denied) return { allowed: false, reason: "ExplicitDeny", by: denied.name };
  const allowed = deciding("Allow");
  return allowed ? { allowed: true, by: allowed.name } : { allowed: false, reason: "ImplicitDeny" };
}

function applies(statement: Statement, request: AccessRequest): boolean {
  const action = request.action.toLowerCase();
  const named = statement.actions.some((pattern) => matches(pattern.toLowerCase(), action));
  const meant = statement.resources.some((pattern) => matches(pattern, request.resource));
  if (named === statement.actionsExcluded || meant === statement.resourcesExcluded) return false;
  return Object.entries(statement.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, values, request.context)),
  );
}
