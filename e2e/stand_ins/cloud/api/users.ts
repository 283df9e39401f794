// RAM users through both doors: RAM 2015-05-01 names them by user name, IMS 2019-08-15 by principal name or id.

import { Refusal } from "../../loopback.ts";
import {
  attachToUser,
  createGroup,
  createUser,
  deleteGroup,
  deleteLoginProfile,
  deleteUser,
  detachFromUser,
  findGroup,
  findLoginProfile,
  findUser,
  type Group,
  joinGroup,
  leaveGroup,
  type LoginProfile,
  membersOf,
  nameOf,
  putLoginProfile,
  type RamUser,
  unbindMfaDevice,
  updateUser,
  type UserTexts,
} from "../ram/users.ts";
import { checkLength, notThere } from "../ram/rules.ts";
import type { AccessKey } from "./keys.ts";
import { instant, markerPage, type Operation, type Question } from "./operation.ts";
import { describePolicy, policyType } from "./ram_policies.ts";
import type { Parameters } from "./request.ts";

type Door = "RAM" | "IMS";

function userBody(user: RamUser, door: Door): object {
  const texts = { DisplayName: user.displayName, Comments: user.comments, Email: user.email, MobilePhone: user.mobilePhone };
  const body = { UserId: user.id, ...texts, CreateDate: instant(user.created), UpdateDate: instant(user.updated) };
  return door === "RAM" ? { ...body, UserName: user.name } : { ...body, UserName: user.name, UserPrincipalName: user.principalName, ProvisionType: "Manual" };
}

function groupBody({ id, name, displayName, comments, created }: Group): object {
  return { GroupId: id, GroupName: name, DisplayName: displayName, Comments: comments, CreateDate: instant(created), UpdateDate: instant(created) };
}

function profileBody(user: RamUser, profile: LoginProfile, door: Door): object {
  const body = { MFABindRequired: profile.mfaBindRequired, PasswordResetRequired: profile.passwordResetRequired };
  if (door === "RAM") return { ...body, UserName: user.name, CreateDate: instant(profile.updated) };
  return { ...body, UserPrincipalName: user.principalName, Status: profile.status, UpdateDate: instant(profile.updated) };
}

/** The user name that the request gives, after the permission on that user. */
function named({ account, parameters, demand }: Question, action: string, door: Door): string {
  const id = door === "IMS" ? parameters.text("UserId") : "";
  const name =
    id !== "" ? ([...account.users.values()].find((user) => user.id === id)?.name ?? notThere("User", `user ${id}`)) : door === "IMS" ? nameOf(account, parameters.text("UserPrincipalName")) : parameters.text("UserName");
  demand(`ram:${action}`, `user/${name}`);
  return name;
}

/** IMS takes shorter display names than RAM. */
const LONGEST_DISPLAY_NAME = { RAM: 128, IMS: 24 } as const;

function texts(parameters: Parameters, prefix: "" | "New", door: Door): UserTexts {
  const read = (name: string): string | undefined => parameters.optional(prefix + name);
  for (const name of ["DisplayName", "Comments"]) {
    if (read(name) === "") throw new Refusal(400, `InvalidParameter.${prefix}${name}.Length`, `The parameter - "${prefix}${name}" beyond the length limit.`);
  }
  checkLength(read("DisplayName") ?? "", `${prefix}DisplayName`, LONGEST_DISPLAY_NAME[door]);
  return { displayName: read("DisplayName"), comments: read("Comments"), email: read("Email"), mobilePhone: read("MobilePhone") };
}

/** Only what the request says about the login profile. */
function profileOf(parameters: Parameters, isNew: boolean): Partial<LoginProfile> {
  if (isNew && parameters.text("Status") !== "Inactive") parameters.required("Password");
  const status = parameters.optional("Status");
  if (status !== undefined && status !== "Active" && status !== "Inactive") throw new Refusal(400, "InvalidParameter.Status", "The parameter Status is Active or Inactive.");
  const [mfaBindRequired, passwordResetRequired] = [parameters.flag("MFABindRequired"), parameters.flag("PasswordResetRequired")];
  const password = parameters.optional("Password");
  return { ...(status ? { status } : {}), ...(password === undefined ? {} : { password }), ...(mfaBindRequired === undefined ? {} : { mfaBindRequired }), ...(passwordResetRequired === undefined ? {} : { passwordResetRequired }) };
}

function usersThrough(door: Door): Readonly<Record<string, Operation>> {
  return {
    CreateUser: (question) => ({ User: userBody(createUser(question.account, named(question, "CreateUser", door), texts(question.parameters, "", door)), door) }),
    GetUser: (question) => ({ User: userBody(findUser(question.account, named(question, "GetUser", door)), door) }),
    UpdateUser: (question) => {
      const { account, parameters } = question;
      const name = named(question, "UpdateUser", door);
      const newName = door === "RAM" ? parameters.optional("NewUserName") : parameters.has("NewUserPrincipalName") ? nameOf(account, parameters.text("NewUserPrincipalName"), "NewUserPrincipalName") : undefined;
      return { User: userBody(updateUser(account, name, texts(parameters, "New", door), newName ?? name), door) };
    },
    DeleteUser: (question) => {
      const { account, estate } = question;
      const name = named(question, "DeleteUser", door);
      deleteUser(account, name, estate.keys.ofUser(findUser(account, name)).length > 0);
      return {};
    },
    ListUsers: ({ account, parameters, demand }) => {
      demand("ram:ListUsers", "user/*");
      const { page, rest } = markerPage([...account.users.values()], (user) => user.name, parameters);
      return { Users: { User: page.map((user) => userBody(user, door)) }, ...rest };
    },
    CreateLoginProfile: (question) => {
      const { account, parameters } = question;
      const name = named(question, "CreateLoginProfile", door);
      return { LoginProfile: profileBody(findUser(account, name), putLoginProfile(account, name, profileOf(parameters, true), true), door) };
    },
    UpdateLoginProfile: (question) => {
      const { account, parameters } = question;
      const name = named(question, "UpdateLoginProfile", door);
      const profile = putLoginProfile(account, name, profileOf(parameters, false), false);
      return door === "RAM" ? {} : { LoginProfile: profileBody(findUser(account, name), profile, door) };
    },
    GetLoginProfile: (question) => {
      const { account } = question;
      const name = named(question, "GetLoginProfile", door);
      return { LoginProfile: profileBody(findUser(account, name), findLoginProfile(account, name), door) };
    },
    DeleteLoginProfile: (question) => {
      deleteLoginProfile(question.account, named(question, "DeleteLoginProfile", door));
      return {};
    },
    CreateGroup: ({ account, parameters, demand }) => {
      const name = parameters.text("GroupName");
      demand("ram:CreateGroup", `group/${name}`);
      return { Group: groupBody(createGroup(account, name, parameters.text("DisplayName"), parameters.text("Comments"))) };
    },
    GetGroup: ({ account, parameters, demand }) => {
      demand("ram:GetGroup", `group/${parameters.text("GroupName")}`);
      return { Group: groupBody(findGroup(account, parameters.text("GroupName"))) };
    },
    DeleteGroup: ({ account, parameters, demand }) => {
      demand("ram:DeleteGroup", `group/${parameters.text("GroupName")}`);
      deleteGroup(account, parameters.text("GroupName"));
      return {};
    },
    ListGroups: ({ account, parameters, demand }) => {
      demand("ram:ListGroups", "group/*");
      const { page, rest } = markerPage([...account.groups.values()], (group) => group.name, parameters);
      return { Groups: { Group: page.map(groupBody) }, ...rest };
    },
    AddUserToGroup: (question) => {
      joinGroup(question.account, named(question, "AddUserToGroup", door), question.parameters.text("GroupName"));
      return {};
    },
    RemoveUserFromGroup: (question) => {
      leaveGroup(question.account, named(question, "RemoveUserFromGroup", door), question.parameters.text("GroupName"));
      return {};
    },
    ListGroupsForUser: (question) => {
      const { account } = question;
      const user = findUser(account, named(question, "ListGroupsForUser", door));
      return { Groups: { Group: [...user.groups].map(([name, joined]) => ({ ...groupBody(findGroup(account, name)), JoinDate: instant(joined) })) } };
    },
    ListUsersForGroup: ({ account, parameters, demand }) => {
      const name = parameters.text("GroupName");
      demand("ram:ListUsersForGroup", `group/${name}`);
      findGroup(account, name);
      const { page, rest } = markerPage(membersOf(account, name), (user) => user.name, parameters);
      return { Users: { User: page.map((user) => userBody(user, door)) }, ...rest };
    },
  };
}

/** AccessKeys of users, as both doors have them. */
function keysThrough(door: Door): Readonly<Record<string, Operation>> {
  const shown = ({ id, created, active }: AccessKey): object => ({ AccessKeyId: id, Status: active ? "Active" : "Inactive", CreateDate: instant(created), UpdateDate: instant(created) });
  return {
    CreateAccessKey: (question) => {
      const key = question.estate.keys.createForUser(findUser(question.account, named(question, "CreateAccessKey", door)));
      return { AccessKey: { ...shown(key), AccessKeySecret: key.secret } };
    },
    ListAccessKeys: (question) => {
      const user = findUser(question.account, named(question, "ListAccessKeys", door));
      return { AccessKeys: { AccessKey: question.estate.keys.ofUser(user).map(shown) } };
    },
    DeleteAccessKey: (question) => {
      const user = findUser(question.account, named(question, "DeleteAccessKey", door));
      const id = question.parameters.required("UserAccessKeyId");
      if (!question.estate.keys.ofUser(user).some((key) => key.id === id)) notThere("User.AccessKey", `AccessKey ${id}`);
      question.estate.keys.delete(id);
      return {};
    },
  };
}

export const IMS_USERS: Readonly<Record<string, Operation>> = {
  ...usersThrough("IMS"),
  ...keysThrough("IMS"),
  GetUserMFAInfo: (question) => {
    const { mfaDevice } = findUser(question.account, named(question, "GetUserMFAInfo", "IMS"));
    return mfaDevice === undefined ? { IsMFAEnable: false } : { IsMFAEnable: true, MFADevice: { SerialNumber: mfaDevice, Type: "VMFA" } };
  },
  UnbindMFADevice: (question) => ({ MFADevice: { SerialNumber: unbindMfaDevice(question.account, named(question, "UnbindMFADevice", "IMS")) } }),
};

export const RAM_USERS: Readonly<Record<string, Operation>> = {
  ...usersThrough("RAM"),
  AttachPolicyToUser: (question) => {
    attachToUser(question.account, named(question, "AttachPolicyToUser", "RAM"), policyType(question.parameters), question.parameters.text("PolicyName"));
    return {};
  },
  DetachPolicyFromUser: (question) => {
    detachFromUser(question.account, named(question, "DetachPolicyFromUser", "RAM"), policyType(question.parameters), question.parameters.text("PolicyName"));
    return {};
  },
  ListPoliciesForUser: (question) => {
    const { account } = question;
    const user = findUser(account, named(question, "ListPoliciesForUser", "RAM"));
    return { Policies: { Policy: [...user.attached.values()].map(({ type, name, attached }) => ({ ...describePolicy(account, type, name), AttachDate: instant(attached) })) } };
  },
};
