// A role's trust policy: who may take the role. Its principals are RAM identities, SAML or OIDC providers, services.
//
// It decides whether a document is well formed and whether it lets somebody in; it knows no role.

import { Refusal } from "../../loopback.ts";
import { holds, isOperator, type RequestContext } from "../policies/conditions.ts";

type PrincipalKind = "RAM" | "Federated" | "Service";

interface TrustStatement {
  readonly allows: boolean;
  readonly principals: ReadonlyMap<PrincipalKind, readonly string[]>;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Somebody who wants to take a role. One that belongs to an account is also meant by that account's root. */
export interface Candidate {
  readonly kind: PrincipalKind;
  readonly names: readonly string[];
  readonly context: RequestContext;
}

export class Trust {
  readonly document: string;
  readonly #statements: readonly TrustStatement[];

  constructor(document: string) {
    this.document = document;
    this.#statements = readTrust(document);
  }

  admits(candidate: Candidate): boolean {
    const matching = this.#statements.filter((statement) => applies(statement, candidate));
    return matching.some((statement) => statement.allows) && matching.every((statement) => statement.allows);
  }

  /** Every provider the document names. */
  get providers(): string[] {
    return this.#statements.flatMap((statement) => statement.principals.get("Federated") ?? []);
  }
}

function applies(statement: TrustStatement, { kind, names, context }: Candidate): boolean {
  if (!(statement.principals.get(kind) ?? []).some((name) => names.includes(name))) return false;
  return Object.entries(statement.conditions).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => holds(operator, key, values, context)));
}

function fail(why: string): never {
  throw new Refusal(400, "MalformedPolicyDocument", `The trust policy cannot be used: ${why}.`);
}

function readTrust(document: string): TrustStatement[] {
  if (document.length > 4096) throw new Refusal(400, "InvalidParameter.AssumeRolePolicyDocument.Length", 'The parameter - "AssumeRolePolicyDocument" beyond the length limit.');
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    fail("it is not JSON");
  }
  const policy = objectOf(value) ?? fail("it is not an object");
  if (policy["Version"] !== "1") fail('Version must be "1"');
  const statements = policy["Statement"];
  if (!Array.isArray(statements) || statements.length === 0) return fail("Statement must be a list with at least one element");
  return statements.map((one: unknown) => readStatement(objectOf(one) ?? fail("Statement is not an object")));
}

function readStatement(statement: Record<string, unknown>): TrustStatement {
  for (const key of Object.keys(statement)) if (!["Effect", "Action", "Principal", "Condition", "Sid"].includes(key)) fail(`the element ${key} is unknown`);
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") fail("Effect must be Allow or Deny");
  for (const action of stringsOf(statement["Action"], "Action")) if (action !== "sts:AssumeRole" && action !== "sts:SetSourceIdentity") fail(`the action ${action} is not sts:AssumeRole`);
  const principals = new Map<PrincipalKind, readonly string[]>();
  for (const [kind, names] of Object.entries(objectOf(statement["Principal"]) ?? fail("Principal is not an object"))) {
    if (kind !== "RAM" && kind !== "Federated" && kind !== "Service") return fail(`the principal ${kind} is unknown`);
    principals.set(kind, stringsOf(names, kind));
  }
  if (principals.size === 0) fail("Principal is empty");
  for (const name of principals.get("Federated") ?? []) if (!/^acs:ram::\d+:(saml|oidc)-provider\/[A-Za-z0-9._-]{1,128}$/.test(name)) fail(`${name} is no provider`);
  for (const name of principals.get("RAM") ?? []) if (!/^acs:ram::(\d+|\*):(root|(user|role)\/[A-Za-z0-9._-]{1,64})$/.test(name)) fail(`${name} is no RAM identity`);
  return { allows: effect === "Allow", principals, conditions: readConditions(statement["Condition"]) };
}

function readConditions(value: unknown): TrustStatement["conditions"] {
  if (value === undefined) return {};
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(objectOf(value) ?? fail("Condition is not an object"))) {
    if (!isOperator(operator)) fail(`the operator ${operator} is unknown`);
    block[operator] = Object.fromEntries(Object.entries(objectOf(keys) ?? fail(`${operator} is not an object`)).map(([key, values]) => [key, stringsOf(values, key)]));
  }
  return block;
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function stringsOf(value: unknown, what: string): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === "string" && item !== "") ? (list as string[]) : fail(`${what} must be a text or a list of texts`);
}
