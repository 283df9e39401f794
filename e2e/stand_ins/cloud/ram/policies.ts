// Custom policies of an account, with up to five versions of which one is in force, and the system policies beside them.
//
// It decides what may be made and deleted. What a document means is decided in ../policies/.

import { Refusal } from "../../loopback.ts";
import type { Account } from "../accounts.ts";
import { type Policy, PolicyInvalid, readPolicy } from "../policies/policy.ts";
import { SYSTEM_POLICY_NAMES, systemPolicy } from "../policies/system_policies.ts";
import { checkLength, checkName, deleteConflict, limitExceeded, notThere, POLICY_NAME, thereAlready } from "./rules.ts";

export type PolicyType = "System" | "Custom";

const LONGEST_DOCUMENT = 6144;
const MOST_VERSIONS = 5;
const MOST_POLICIES = 1500;

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly policy: Policy;
  readonly created: Date;
}

export interface CustomPolicy {
  readonly name: string;
  readonly description: string;
  readonly created: Date;
  updated: Date;
  readonly versions: Map<string, PolicyVersion>;
  defaultVersion: string;
  /** Versions are counted for ever: a deleted number is not used again. */
  made: number;
}

export function createPolicy(account: Account, name: string, document: string, description = ""): CustomPolicy {
  checkName(name, POLICY_NAME);
  checkLength(description, "Description", 1024);
  const version = makeVersion(name, "v1", document);
  if (account.policies.has(name) || SYSTEM_POLICY_NAMES.includes(name)) thereAlready("Policy", `policy ${name}`);
  if (account.policies.size >= MOST_POLICIES) limitExceeded("Policy", "The count of policy beyond the current limits.");
  const policy: CustomPolicy = { name, description, created: version.created, updated: version.created, versions: new Map([["v1", version]]), defaultVersion: "v1", made: 1 };
  account.policies.set(name, policy);
  return policy;
}

export function findPolicy(account: Account, name: string): CustomPolicy {
  checkName(name, POLICY_NAME);
  return account.policies.get(name) ?? notThere("Policy", `policy ${name}`);
}

export function findVersion(policy: CustomPolicy, id: string): PolicyVersion {
  return policy.versions.get(id) ?? notThere("Policy.Version", `version ${id} of the policy ${policy.name}`);
}

export function addVersion(account: Account, name: string, document: string, asDefault: boolean, rotate: boolean): PolicyVersion {
  const policy = findPolicy(account, name);
  const version = makeVersion(name, `v${policy.made + 1}`, document);
  if (policy.versions.size >= MOST_VERSIONS) {
    const oldest = rotate ? [...policy.versions.keys()].find((id) => id !== policy.defaultVersion) : undefined;
    if (oldest === undefined) limitExceeded("Policy.Version", "The count of policy version beyond the current limits.");
    policy.versions.delete(oldest);
  }
  policy.made += 1;
  policy.versions.set(version.id, version);
  policy.updated = version.created;
  if (asDefault) policy.defaultVersion = version.id;
  return version;
}

export function setDefaultVersion(account: Account, name: string, id: string): void {
  const policy = findPolicy(account, name);
  policy.defaultVersion = findVersion(policy, id).id;
  policy.updated = new Date();
}

export function deleteVersion(account: Account, name: string, id: string): void {
  const policy = findPolicy(account, name);
  findVersion(policy, id);
  if (policy.defaultVersion === id) deleteConflict("Policy.Version.Default", "The default policy version CAN NOT been deleted directly.");
  policy.versions.delete(id);
}

export function deletePolicy(account: Account, name: string, withVersions: boolean): void {
  const policy = findPolicy(account, name);
  const key = attachmentKey("Custom", name);
  if ([...account.roles.values()].some((role) => role.attached.has(key))) deleteConflict("Policy.Role", "The policy CAN NOT been attached to any role while deleting the policy.");
  if ([...account.users.values()].some((user) => user.attached.has(key))) deleteConflict("Policy.User", "The policy CAN NOT been attached to any user while deleting the policy.");
  if (policy.versions.size > 1 && !withVersions) deleteConflict("Policy.Version", "The policy CAN NOT has any version except the default version.");
  account.policies.delete(name);
}

/** One policy that hangs on a role or a user. */
export interface Attachment {
  readonly type: PolicyType;
  readonly name: string;
  readonly attached: Date;
}

export function attachmentKey(type: PolicyType, name: string): string {
  return `${type}:${name}`;
}

/** Whether there is such a policy; RAM attaches no other. */
export function checkPolicyExists(account: Account, type: PolicyType, name: string): void {
  if (type === "Custom") findPolicy(account, name);
  else if (!SYSTEM_POLICY_NAMES.includes(checkName(name, POLICY_NAME))) notThere("Policy", `policy ${name}`);
}

/** What the attached policies say at this moment: the default version of the custom ones. */
export function policiesInForce(account: Account, attached: Iterable<Attachment>): Policy[] {
  return [...attached].map(({ type, name }) => {
    if (type === "System") return systemPolicy(name);
    const policy = findPolicy(account, name);
    return findVersion(policy, policy.defaultVersion).policy;
  });
}

export function attachmentCount(account: Account, type: PolicyType, name: string): number {
  const key = attachmentKey(type, name);
  return [...account.roles.values(), ...account.users.values()].filter(({ attached }) => attached.has(key)).length;
}

function makeVersion(name: string, id: string, document: string): PolicyVersion {
  checkLength(document, "PolicyDocument", LONGEST_DOCUMENT);
  return { id, document, policy: readDocument(name, document), created: new Date() };
}

/** A policy document as RAM reads it; what it cannot read is a MalformedPolicyDocument. */
export function readDocument(name: string, document: string): Policy {
  try {
    return readPolicy(name, document);
  } catch (error) {
    if (error instanceof PolicyInvalid) throw new Refusal(400, "MalformedPolicyDocument", error.message);
    throw error;
  }
}
