// RAM roles of an account: who may take them, for how long, and which policies they carry.

import { randomInt } from "node:crypto";
import { Refusal } from "../../loopback.ts";
import type { Account } from "../accounts.ts";
import type { Policy } from "../policies/policy.ts";
import { type Attachment, attachmentKey, checkPolicyExists, policiesInForce, type PolicyType } from "./policies.ts";
import { checkLength, checkName, deleteConflict, limitExceeded, notThere, ROLE_NAME, thereAlready } from "./rules.ts";
import { Trust } from "./trust.ts";

const MOST_ROLES = 1000;
const MOST_ATTACHED = { System: 20, Custom: 10 } as const;

export class Role {
  readonly account: Account;
  readonly id = newId();
  readonly name: string;
  readonly created = new Date();
  readonly attached = new Map<string, Attachment>();
  updated = this.created;
  trust: Trust;
  description = "";
  maxSessionSeconds = 3600;

  constructor(account: Account, name: string, trust: Trust) {
    this.account = account;
    this.name = name;
    this.trust = trust;
  }

  get arn(): string {
    return `acs:ram::${this.account.id}:role/${this.name}`;
  }

  /** What the role may do at this moment. */
  get policies(): Policy[] {
    return policiesInForce(this.account, this.attached.values());
  }
}

export interface RoleTexts {
  readonly trustDocument?: string | undefined;
  readonly description?: string | undefined;
  readonly maxSessionSeconds?: number | undefined;
}

export function createRole(account: Account, name: string, { trustDocument = "", description = "", maxSessionSeconds = 3600 }: RoleTexts): Role {
  checkName(name, ROLE_NAME);
  if (trustDocument === "") throw new Refusal(400, "MissingParameter.AssumeRolePolicyDocument", "The parameter AssumeRolePolicyDocument is required.");
  const role = new Role(account, name, readTrust(account, trustDocument));
  change(role, { description, maxSessionSeconds });
  if (account.roles.has(name)) thereAlready("Role", `role ${name}`);
  if (account.roles.size >= MOST_ROLES) limitExceeded("Role", "The count of roles beyond the current limits.");
  account.roles.set(name, role);
  return role;
}

export function findRole(account: Account, name: string): Role {
  checkName(name, ROLE_NAME);
  return account.roles.get(name) ?? notThere("Role", `role ${name}`);
}

export function updateRole(account: Account, name: string, texts: RoleTexts): Role {
  const role = findRole(account, name);
  const trust = texts.trustDocument === undefined ? role.trust : readTrust(account, texts.trustDocument);
  change(role, texts);
  role.trust = trust;
  role.updated = new Date();
  return role;
}

export function deleteRole(account: Account, name: string): void {
  if (findRole(account, name).attached.size > 0) deleteConflict("Role.Policy", "The role CAN NOT has any attached policy while deleting the role.");
  account.roles.delete(name);
}

export function attachToRole(account: Account, name: string, type: PolicyType, policy: string): void {
  const role = findRole(account, name);
  checkPolicyExists(account, type, policy);
  const key = attachmentKey(type, policy);
  if (role.attached.has(key)) thereAlready("Role.Policy", `policy ${policy} of the role ${name}`);
  if ([...role.attached.values()].filter((one) => one.type === type).length >= MOST_ATTACHED[type]) limitExceeded("Role.Policy", "The count of policies attached to the role beyond the current limits.");
  role.attached.set(key, { type, name: policy, attached: new Date() });
}

export function detachFromRole(account: Account, name: string, type: PolicyType, policy: string): void {
  const role = findRole(account, name);
  if (!role.attached.delete(attachmentKey(type, policy))) notThere("Role.Policy", `policy ${policy} of the role ${name}`);
}

/** A trust policy names providers of the account itself, and such as exist. */
function readTrust(account: Account, document: string): Trust {
  const trust = new Trust(document);
  for (const provider of trust.providers) {
    const [, owner, kind, name = ""] = /^acs:ram::(\d+):(saml|oidc)-provider\/(.+)$/.exec(provider) ?? [];
    const known = kind === "saml" ? account.providers.has(name) : account.oidcProviders.has(name);
    if (owner !== account.id || !known) throw new Refusal(400, "MalformedPolicyDocument", `The trust policy cannot be used: there is no ${provider}.`);
  }
  return trust;
}

function change(role: Role, { description, maxSessionSeconds }: RoleTexts): void {
  if (description !== undefined) checkLength(description, "Description", 1024);
  if (maxSessionSeconds !== undefined && !(Number.isInteger(maxSessionSeconds) && maxSessionSeconds >= 3600 && maxSessionSeconds <= 43_200)) {
    throw new Refusal(400, "InvalidParameter.MaxSessionDuration", "The parameter MaxSessionDuration must be 3600 to 43200.");
  }
  role.description = description ?? role.description;
  role.maxSessionSeconds = maxSessionSeconds ?? role.maxSessionSeconds;
}

/** RAM's ids are numbers of sixteen digits and more. */
export function newId(): string {
  return `3${String(randomInt(2 ** 47)).padStart(15, "0")}`;
}
