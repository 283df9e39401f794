// How Entra ID's provisioning service writes a PATCH. It has two manners: its own, which every tenant gets, and the
// one that keeps to RFC 7644, which the flag aadOptscim062020 in the tenant URL asks for.
//
// It decides the form of the operations. What differs, and who is a member, is decided elsewhere.

import { type Json, type Mapping, type Value, valueAt } from "./attributes.ts";

export type Manner = "own" | "aadOptscim062020";

export interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export interface Difference {
  readonly kind: "Add" | "Replace" | "Remove";
  readonly path: string;
  readonly value?: Value;
}

/** What must change of the resource so that it holds what the mapping says. */
export function differences(resource: Json, mapping: Mapping): Difference[] {
  const found: Difference[] = [];
  for (const [path, value] of mapping) {
    const there = valueAt(resource, path);
    if (there === value) continue;
    if (value === undefined) found.push({ kind: "Remove", path });
    else found.push({ kind: there === undefined ? "Add" : "Replace", path, value });
  }
  return found;
}

export function patchOp(operations: readonly Operation[]): Json {
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: operations };
}

/** The operations that make the changes. */
export function operations(changes: readonly Difference[], manner: Manner): Operation[] {
  if (manner === "own") return changes.map(({ kind, path, value }) => operation(kind, path, typeof value === "boolean" ? asText(value) : value));
  const written: Operation[] = [];
  for (const kind of ["Remove", "Add", "Replace"] as const) {
    const some = changes.filter((change) => change.kind === kind);
    // Elements of a list keep their path; everything else goes into one object, when it is more than one.
    const plain = kind === "Remove" ? [] : some.filter(({ path }) => !path.includes("["));
    const alone = plain.length > 1 ? some.filter((change) => !plain.includes(change)) : some;
    written.push(...alone.map(({ path, value }) => operation(kind.toLowerCase(), path, value)));
    if (plain.length > 1) written.push({ op: kind.toLowerCase(), value: Object.fromEntries(plain.map(({ path, value }) => [path, value])) });
  }
  return written;
}

function operation(op: string, path: string, value: unknown): Operation {
  return value === undefined ? { op, path } : { op, path, value };
}

function asText(value: boolean): string {
  return value ? "True" : "False";
}

/** Adds members, by their ids at the target. */
export function memberAdditions(ids: readonly string[], manner: Manner): Operation[] {
  if (manner === "own") return [{ op: "Add", path: "members", value: ids.map((value) => ({ $ref: null, value })) }];
  return [{ op: "add", path: "members", value: ids.map((value) => ({ value })) }];
}

/** Removes members, by their ids at the target. */
export function memberRemovals(ids: readonly string[], manner: Manner): Operation[] {
  if (manner === "own") return [{ op: "Remove", path: "members", value: ids.map((value) => ({ $ref: null, value })) }];
  return ids.map((id) => ({ op: "remove", path: `members[value eq "${id}"]` }));
}
