// RAM users of an account with what hangs on them: groups, a console password, AccessKeys, policies.
//
// RAM names a user, IMS its principal name (`<user>@<account>.onaliyun.com`): both are the same user.

import { Refusal } from "../../loopback.ts";
import type { Account } from "../accounts.ts";
import type { Policy } from "../policies/policy.ts";
import { type Attachment, attachmentKey, checkPolicyExists, policiesInForce, type PolicyType } from "./policies.ts";
import { newId } from "./roles.ts";
import { checkLength, checkName, deleteConflict, GROUP_NAME, limitExceeded, notThere, thereAlready, USER_NAME } from "./rules.ts";

const MOST_USERS = 1000;

export interface LoginProfile {
  readonly status: "Active" | "Inactive";
  readonly mfaBindRequired: boolean;
  readonly passwordResetRequired: boolean;
  readonly updated: Date;
  /** As the person types it. */
  readonly password?: string | undefined;
}

export class RamUser {
  readonly account: Account;
  readonly id = newId();
  readonly created = new Date();
  /** Names of the groups, with the time of joining. */
  readonly groups = new Map<string, Date>();
  readonly attached = new Map<string, Attachment>();
  updated = this.created;
  name: string;
  displayName = "";
  comments = "";
  email = "";
  mobilePhone = "";
  loginProfile: LoginProfile | undefined;
  /** Serial number of the MFA device that is bound to the user. */
  mfaDevice: string | undefined;

  constructor(account: Account, name: string) {
    this.account = account;
    this.name = name;
  }

  get arn(): string {
    return `acs:ram::${this.account.id}:user/${this.name}`;
  }

  get principalName(): string {
    return `${this.name}@${defaultDomain(this.account)}`;
  }

  get policies(): Policy[] {
    return policiesInForce(this.account, this.attached.values());
  }
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly comments: string;
  readonly created: Date;
}

export interface UserTexts {
  readonly displayName?: string | undefined;
  readonly comments?: string | undefined;
  readonly email?: string | undefined;
  readonly mobilePhone?: string | undefined;
}

export function defaultDomain(account: Account): string {
  return `${account.id}.onaliyun.com`;
}

/** The user name in a principal name of this account. */
export function nameOf(account: Account, principalName: string, parameter = "UserPrincipalName"): string {
  if (principalName === "") throw new Refusal(400, `MissingParameter.${parameter}`, `The parameter ${parameter} is required.`);
  const at = principalName.lastIndexOf("@");
  if (at < 1 || principalName.slice(at + 1) !== defaultDomain(account)) throw new Refusal(400, `InvalidParameter.${parameter}.Format`, `The parameter - "${parameter}" must end with @${defaultDomain(account)}.`);
  return principalName.slice(0, at);
}

export function createUser(account: Account, name: string, texts: UserTexts = {}): RamUser {
  const user = new RamUser(account, checkName(name, USER_NAME));
  describe(user, texts);
  if (account.users.has(name)) thereAlready("User", `user ${name}`);
  if (account.users.size >= MOST_USERS) limitExceeded("User", "The count of users beyond the current limits.");
  account.users.set(name, user);
  return user;
}

export function findUser(account: Account, name: string): RamUser {
  return account.users.get(checkName(name, USER_NAME)) ?? notThere("User", `user ${name}`);
}

export function updateUser(account: Account, name: string, texts: UserTexts, newName = name): RamUser {
  const user = findUser(account, name);
  checkName(newName, USER_NAME);
  if (newName !== name && account.users.has(newName)) thereAlready("User", `user ${newName}`);
  describe(user, texts);
  user.updated = new Date();
  account.users.delete(name);
  user.name = newName;
  account.users.set(newName, user);
  return user;
}

export function deleteUser(account: Account, name: string, hasAccessKeys: boolean): void {
  const user = findUser(account, name);
  if (user.groups.size > 0) deleteConflict("User.Group", "The user CAN NOT be in any group while deleting the user.");
  if (hasAccessKeys) deleteConflict("User.AccessKey", "The user CAN NOT has any access key while deleting the user.");
  if (user.mfaDevice !== undefined) deleteConflict("User.MFADevice", "The user CAN NOT has any MFA device while deleting the user.");
  if (user.attached.size > 0) deleteConflict("User.Policy", "The user CAN NOT has any attached policy while deleting the user.");
  account.users.delete(name);
}

function describe(user: RamUser, { displayName, comments, email, mobilePhone }: UserTexts): void {
  if (displayName !== undefined) user.displayName = checkLength(displayName, "DisplayName", 128);
  if (comments !== undefined) user.comments = checkLength(comments, "Comments", 128);
  if (email !== undefined) user.email = email;
  if (mobilePhone !== undefined) user.mobilePhone = mobilePhone;
}

export function attachToUser(account: Account, name: string, type: PolicyType, policy: string): void {
  const user = findUser(account, name);
  checkPolicyExists(account, type, policy);
  const key = attachmentKey(type, policy);
  if (user.attached.has(key)) thereAlready("User.Policy", `policy ${policy} of the user ${name}`);
  user.attached.set(key, { type, name: policy, attached: new Date() });
}

export function detachFromUser(account: Account, name: string, type: PolicyType, policy: string): void {
  if (!findUser(account, name).attached.delete(attachmentKey(type, policy))) notThere("User.Policy", `policy ${policy} of the user ${name}`);
}

export function putLoginProfile(account: Account, name: string, profile: Partial<LoginProfile>, isNew: boolean): LoginProfile {
  const user = findUser(account, name);
  if (isNew && user.loginProfile) thereAlready("User.LoginProfile", `login profile of the user ${name}`);
  if (!isNew && !user.loginProfile) notThere("User.LoginProfile", `login profile of the user ${name}`);
  const known: Omit<LoginProfile, "updated"> = user.loginProfile ?? { status: "Active", mfaBindRequired: false, passwordResetRequired: false };
  user.loginProfile = { ...known, ...profile, updated: new Date() };
  return user.loginProfile;
}

export function findLoginProfile(account: Account, name: string): LoginProfile {
  return findUser(account, name).loginProfile ?? notThere("User.LoginProfile", `login profile of the user ${name}`);
}

export function deleteLoginProfile(account: Account, name: string): void {
  findLoginProfile(account, name);
  findUser(account, name).loginProfile = undefined;
}

export function bindMfaDevice(account: Account, name: string): string {
  const user = findUser(account, name);
  user.mfaDevice ??= `acs:ram::${account.id}:mfa/${name}`;
  return user.mfaDevice;
}

export function unbindMfaDevice(account: Account, name: string): string {
  const user = findUser(account, name);
  const device = user.mfaDevice ?? notThere("User.MFADevice", `MFA device of the user ${name}`);
  user.mfaDevice = undefined;
  return device;
}

export function createGroup(account: Account, name: string, displayName: string, comments: string): Group {
  const group = { id: `g-${newId()}`, name: checkName(name, GROUP_NAME), displayName, comments, created: new Date() };
  if (account.groups.has(name)) thereAlready("Group", `group ${name}`);
  account.groups.set(name, group);
  return group;
}

export function findGroup(account: Account, name: string): Group {
  return account.groups.get(checkName(name, GROUP_NAME)) ?? notThere("Group", `group ${name}`);
}

export function deleteGroup(account: Account, name: string): void {
  findGroup(account, name);
  if (membersOf(account, name).length > 0) deleteConflict("Group.User", "The group CAN NOT has any user member while deleting the group.");
  account.groups.delete(name);
}

export function membersOf(account: Account, group: string): RamUser[] {
  return [...account.users.values()].filter((user) => user.groups.has(group));
}

export function joinGroup(account: Account, name: string, group: string): void {
  const user = findUser(account, name);
  findGroup(account, group);
  if (user.groups.has(group)) thereAlready("User.Group", `user ${name} in the group ${group}`);
  user.groups.set(group, new Date());
}

export function leaveGroup(account: Account, name: string, group: string): void {
  const user = findUser(account, name);
  findGroup(account, group);
  if (!user.groups.delete(group)) notThere("User.Group", `user ${name} in the group ${group}`);
}
