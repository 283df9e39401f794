// What every API operation has in common: who calls, what it asks for, and the policies' word before anything is done.

import { Refusal } from "../../loopback.ts";
import type { Account, Accounts } from "../accounts.ts";
import type { Organization } from "../organization.ts";
import type { Judged } from "../role_sso.ts";
import type { Caller, Keys } from "./keys.ts";
import type { Parameters } from "./request.ts";

/** The cloud, as operations see it. */
export interface Estate {
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly organization: Organization | undefined;
  judge(samlResponse: string, now: Date): Promise<Judged>;
}

export interface Question {
  readonly estate: Estate;
  readonly caller: Caller;
  /** The caller's account, which is the one that operations act in. */
  readonly account: Account;
  readonly parameters: Parameters;
  readonly now: Date;
  /** Refuses unless the caller's policies allow the action on the resource, written without `acs:<product>:*:<account>:`. */
  demand(action: string, resource: string): void;
}

/** An operation for callers who have signed. */
export type Operation = (question: Question) => object | Promise<object>;

/** An operation that nobody signs: what it is given proves who asks. */
export type OpenOperation = (question: Pick<Question, "estate" | "parameters" | "now">) => Promise<object>;

/** Makes `demand` for a caller. */
export function demandOf(caller: Caller, now: Date): Question["demand"] {
  return (action, resource) => {
    const product = action.split(":")[0] ?? "";
    const context = { "acs:SourceIp": "127.0.0.1", "acs:SecureTransport": "true", "acs:MFAPresent": "false", "acs:CurrentTime": now.toISOString() };
    const name = resource.startsWith("acs:") ? resource : `acs:${product}:*:${caller.account.id}:${resource}`;
    const verdict = caller.judge({ action, resource: name, context });
    if (!verdict.allowed) throw new NoPermission(caller, action, verdict.reason);
  };
}

/** Carries what the real answer tells beside code and message. */
export class NoPermission extends Refusal {
  readonly detail: Readonly<Record<string, string>>;

  constructor(caller: Caller, action: string, reason: "ExplicitDeny" | "ImplicitDeny") {
    super(403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.");
    this.detail = {
      AuthAction: action,
      AuthPrincipalType: caller.type,
      AuthPrincipalDisplayName: caller.principalId,
      AuthPrincipalOwnerId: caller.account.id,
      NoPermissionType: reason,
      PolicyType: "AccountLevelIdentityBasedPolicy",
    };
  }
}

/** `2015-01-23T12:33:18Z` */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** One page of a list in the order of its names, as RAM and IMS cut it: Marker says after which name it begins. */
export function markerPage<T>(items: readonly T[], nameOf: (item: T) => string, parameters: Parameters): { readonly page: readonly T[]; readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string } } {
  const size = parameters.number("MaxItems", 1, 1000) ?? 100;
  const after = Buffer.from(parameters.text("Marker"), "base64url").toString("utf8");
  const sorted = items.filter((item) => nameOf(item) > after).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const page = sorted.slice(0, size);
  const last = page.at(-1);
  const truncated = sorted.length > page.length && last !== undefined;
  return { page, rest: { IsTruncated: truncated, ...(truncated ? { Marker: Buffer.from(nameOf(last)).toString("base64url") } : {}) } };
}
