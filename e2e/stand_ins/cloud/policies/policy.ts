// A RAM policy document: its shape, and how it is read from JSON.
//
// It decides what a well-formed policy is. What one allows is decided in evaluator.ts.

import { isOperator } from "./conditions.ts";

export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** True when the actions are exceptions (NotAction). */
  readonly actionsExcluded: boolean;
  readonly resources: readonly string[];
  /** True when the resources are exceptions (NotResource). */
  readonly resourcesExcluded: boolean;
  readonly conditions: ConditionBlock;
}

export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

export class PolicyInvalid extends Error {}

/** Reads a policy document; what cannot be understood is refused, never skipped. */
export function readPolicy(name: string, document: string | object): Policy {
  const fail = (why: string): never => {
    throw new PolicyInvalid(`The policy ${name} cannot be used: ${why}.`);
  };
  let value: unknown = document;
  if (typeof document === "string") {
    try {
      value = JSON.parse(document);
    } catch {
      fail("it is not JSON");
    }
  }
  const policy = objectOf(value) ?? fail("it is not an object");
  if (policy["Version"] !== "1") fail('Version must be "1"');
  const statements = Array.isArray(policy["Statement"]) ? policy["Statement"] : [policy["Statement"]];
  return { name, statements: statements.map((statement: unknown) => readStatement(objectOf(statement) ?? fail("Statement is not an object"), fail)) };
}

type Fail = (why: string) => never;

function readStatement(statement: Record<string, unknown>, fail: Fail): Statement {
  const known = new Set(["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Sid"]);
  for (const key of Object.keys(statement)) if (!known.has(key)) fail(`the element ${key} is unknown`);
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") return fail("Effect must be Allow or Deny");
  const actions = eitherOf(statement, "Action", "NotAction", fail);
  for (const action of actions.values) if (action !== "*" && !/^[A-Za-z0-9*?-]+:[A-Za-z0-9*?:-]+$/.test(action)) fail(`${action} is no action`);
  const resources = eitherOf(statement, "Resource", "NotResource", fail);
  for (const resource of resources.values) if (resource !== "*" && !resource.startsWith("acs:")) fail(`${resource} is no resource name`);
  return {
    effect,
    actions: actions.values,
    actionsExcluded: actions.excluded,
    resources: resources.values,
    resourcesExcluded: resources.excluded,
    conditions: readConditions(statement["Condition"], fail),
  };
}

function eitherOf(statement: Record<string, unknown>, plain: string, negated: string, fail: Fail): { values: readonly string[]; excluded: boolean } {
  const excluded = negated in statement;
  if (excluded === plain in statement) fail(`exactly one of ${plain} and ${negated} is needed`);
  const values = stringsOf(statement[excluded ? negated : plain]);
  return { values: values ?? fail(`${excluded ? negated : plain} must be a text or a list of texts`), excluded };
}

function readConditions(value: unknown, fail: Fail): ConditionBlock {
  if (value === undefined) return {};
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(objectOf(value) ?? fail("Condition is not an object"))) {
    if (!isOperator(operator)) fail(`the operator ${operator} is unknown`);
    const read: Record<string, readonly string[]> = {};
    for (const [key, values] of Object.entries(objectOf(keys) ?? fail(`${operator} is not an object`))) {
      read[key] = stringsOf(values) ?? fail(`${key} must be a text or a list of texts`);
    }
    block[operator] = read;
  }
  return block;
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function stringsOf(value: unknown): readonly string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === "string" && item !== "") ? (list as string[]) : undefined;
}
