// RAM 2015-05-01: policies and their versions.

import { Refusal } from "../../loopback.ts";
import type { Account } from "../accounts.ts";
import { SYSTEM_POLICY_NAMES, systemPolicyDocument } from "../policies/system_policies.ts";
import {
  addVersion,
  attachmentCount,
  attachmentKey,
  checkPolicyExists,
  createPolicy,
  type CustomPolicy,
  deletePolicy,
  deleteVersion,
  findPolicy,
  findVersion,
  type PolicyType,
  type PolicyVersion,
  setDefaultVersion,
} from "../ram/policies.ts";
import { notThere } from "../ram/rules.ts";
import { instant, markerPage, type Operation, type Question } from "./operation.ts";
import type { Parameters } from "./request.ts";

/** System policies are as old as the service. */
const SYSTEM_POLICY_DATE = "2015-08-28T14:25:42Z";

export function policyType(parameters: Parameters): PolicyType {
  const type = parameters.required("PolicyType");
  if (type !== "System" && type !== "Custom") throw new Refusal(400, "InvalidParameter.PolicyType", "The parameter PolicyType is System or Custom.");
  return type;
}

/** What lists say of a policy. */
export function describePolicy(account: Account, type: PolicyType, name: string): object {
  if (type === "System") return { PolicyName: name, PolicyType: type, Description: "", DefaultVersion: "v1" };
  const { description, defaultVersion } = findPolicy(account, name);
  return { PolicyName: name, PolicyType: type, Description: description, DefaultVersion: defaultVersion };
}

function wholePolicy(account: Account, type: PolicyType, name: string): object {
  const custom = type === "Custom" ? findPolicy(account, name) : undefined;
  return {
    ...describePolicy(account, type, name),
    AttachmentCount: attachmentCount(account, type, name),
    CreateDate: custom ? instant(custom.created) : SYSTEM_POLICY_DATE,
    UpdateDate: custom ? instant(custom.updated) : SYSTEM_POLICY_DATE,
  };
}

function versionBody(policy: CustomPolicy, { id, document, created }: PolicyVersion): object {
  return { VersionId: id, IsDefaultVersion: policy.defaultVersion === id, PolicyDocument: document, CreateDate: instant(created) };
}

function systemVersion(name: string): object {
  return { VersionId: "v1", IsDefaultVersion: true, PolicyDocument: systemPolicyDocument(name), CreateDate: SYSTEM_POLICY_DATE };
}

/** Checks the permission on the policy that the request names, and answers its name. */
function named({ parameters, demand }: Question, action: string, type: PolicyType = "Custom"): string {
  const name = parameters.text("PolicyName");
  demand(action, type === "System" ? `acs:ram:*:system:policy/${name}` : `policy/${name}`);
  return name;
}

/** The policy that the request names by type and name; it is there. */
function typed(question: Question, action: string): { readonly type: PolicyType; readonly name: string } {
  const type = policyType(question.parameters);
  const name = named(question, action, type);
  checkPolicyExists(question.account, type, name);
  return { type, name };
}

function versionsOf(account: Account, type: PolicyType, name: string): object[] {
  if (type === "System") return [systemVersion(name)];
  const policy = findPolicy(account, name);
  return [...policy.versions.values()].map((version) => versionBody(policy, version));
}

function rotates(strategy: string): boolean {
  if (strategy !== "" && strategy !== "None" && strategy !== "DeleteOldestNonDefaultVersionWhenLimitExceeded") throw new Refusal(400, "InvalidParameter.RotateStrategy", "The parameter RotateStrategy is not valid.");
  return strategy === "DeleteOldestNonDefaultVersionWhenLimitExceeded";
}

export const RAM_POLICIES: Readonly<Record<string, Operation>> = {
  CreatePolicy: (question) => {
    const { account, parameters } = question;
    const { name, created } = createPolicy(account, named(question, "ram:CreatePolicy"), parameters.required("PolicyDocument"), parameters.text("Description"));
    return { Policy: { ...describePolicy(account, "Custom", name), CreateDate: instant(created) } };
  },
  GetPolicy: (question) => {
    const { account } = question;
    const { type, name } = typed(question, "ram:GetPolicy");
    const custom = type === "Custom" ? findPolicy(account, name) : undefined;
    return { Policy: wholePolicy(account, type, name), DefaultPolicyVersion: custom ? versionBody(custom, findVersion(custom, custom.defaultVersion)) : systemVersion(name) };
  },
  ListPolicies: ({ account, parameters, demand }) => {
    demand("ram:ListPolicies", "policy/*");
    const wanted = parameters.has("PolicyType") ? [policyType(parameters)] : (["System", "Custom"] as const);
    const names = wanted.flatMap((type) => (type === "System" ? SYSTEM_POLICY_NAMES : [...account.policies.keys()]).map((name): [PolicyType, string] => [type, name]));
    const { page, rest } = markerPage(names, ([, name]) => name, parameters);
    return { Policies: { Policy: page.map(([type, name]) => wholePolicy(account, type, name)) }, ...rest };
  },
  DeletePolicy: (question) => {
    deletePolicy(question.account, named(question, "ram:DeletePolicy"), question.parameters.flag("CascadingDelete") ?? false);
    return {};
  },
  CreatePolicyVersion: (question) => {
    const { account, parameters } = question;
    const name = named(question, "ram:CreatePolicyVersion");
    const version = addVersion(account, name, parameters.required("PolicyDocument"), parameters.flag("SetAsDefault") ?? false, rotates(parameters.text("RotateStrategy")));
    return { PolicyVersion: versionBody(findPolicy(account, name), version) };
  },
  GetPolicyVersion: (question) => {
    const { account, parameters } = question;
    const { type, name } = typed(question, "ram:GetPolicyVersion");
    const id = parameters.required("VersionId");
    if (type === "System") return { PolicyVersion: id === "v1" ? systemVersion(name) : notThere("Policy.Version", `version ${id} of the policy ${name}`) };
    const policy = findPolicy(account, name);
    return { PolicyVersion: versionBody(policy, findVersion(policy, id)) };
  },
  ListPolicyVersions: (question) => {
    const { type, name } = typed(question, "ram:ListPolicyVersions");
    return { PolicyVersions: { PolicyVersion: versionsOf(question.account, type, name) } };
  },
  DeletePolicyVersion: (question) => {
    deleteVersion(question.account, named(question, "ram:DeletePolicyVersion"), question.parameters.required("VersionId"));
    return {};
  },
  SetDefaultPolicyVersion: (question) => {
    setDefaultVersion(question.account, named(question, "ram:SetDefaultPolicyVersion"), question.parameters.required("VersionId"));
    return {};
  },
  ListEntitiesForPolicy: (question) => {
    const { account } = question;
    const { type, name } = typed(question, "ram:ListEntitiesForPolicy");
    const key = attachmentKey(type, name);
    const roles = [...account.roles.values()].filter((role) => role.attached.has(key)).map((role) => ({ RoleId: role.id, RoleName: role.name, Arn: role.arn, Description: role.description }));
    const users = [...account.users.values()].filter((user) => user.attached.has(key)).map((user) => ({ UserId: user.id, UserName: user.name, DisplayName: user.displayName }));
    return { Roles: { Role: roles }, Users: { User: users }, Groups: { Group: [] } };
  },
};
