// RAM 2015-05-01: roles, and the policies attached to them.

import { attachToRole, createRole, deleteRole, detachFromRole, findRole, type Role, updateRole } from "../ram/roles.ts";
import { instant, markerPage, type Operation, type Question } from "./operation.ts";
import { describePolicy, policyType } from "./ram_policies.ts";
import type { Parameters } from "./request.ts";

function roleBody(role: Role): object {
  const { id, name, arn, description, maxSessionSeconds, created, updated } = role;
  return { RoleId: id, RoleName: name, Arn: arn, Description: description, MaxSessionDuration: maxSessionSeconds, CreateDate: instant(created), UpdateDate: instant(updated) };
}

function wholeRole(role: Role): object {
  return { ...roleBody(role), AssumeRolePolicyDocument: role.trust.document };
}

/** Checks the permission on the role that the request names, and answers its name. */
function namedRole({ parameters, demand }: Question, action: string): string {
  const name = parameters.text("RoleName");
  demand(action, `role/${name}`);
  return name;
}

/** A number, or Not-a-Number: the role's own rule says what is wrong with it. */
function seconds(parameters: Parameters, name: string): number | undefined {
  const text = parameters.optional(name);
  return text === undefined ? undefined : Number(text);
}

export const RAM_ROLES: Readonly<Record<string, Operation>> = {
  CreateRole: (question) => {
    const { account, parameters } = question;
    const texts = { trustDocument: parameters.text("AssumeRolePolicyDocument"), description: parameters.text("Description"), maxSessionSeconds: seconds(parameters, "MaxSessionDuration") };
    return { Role: wholeRole(createRole(account, namedRole(question, "ram:CreateRole"), texts)) };
  },
  GetRole: (question) => ({ Role: wholeRole(findRole(question.account, namedRole(question, "ram:GetRole"))) }),
  UpdateRole: (question) => {
    const { account, parameters } = question;
    const texts = { trustDocument: parameters.optional("NewAssumeRolePolicyDocument"), description: parameters.optional("NewDescription"), maxSessionSeconds: seconds(parameters, "NewMaxSessionDuration") };
    return { Role: wholeRole(updateRole(account, namedRole(question, "ram:UpdateRole"), texts)) };
  },
  ListRoles: ({ account, parameters, demand }) => {
    demand("ram:ListRoles", "role/*");
    const { page, rest } = markerPage([...account.roles.values()], (role) => role.name, parameters);
    return { Roles: { Role: page.map(roleBody) }, ...rest };
  },
  DeleteRole: (question) => {
    deleteRole(question.account, namedRole(question, "ram:DeleteRole"));
    return {};
  },
  AttachPolicyToRole: (question) => {
    const { account, parameters } = question;
    attachToRole(account, namedRole(question, "ram:AttachPolicyToRole"), policyType(parameters), parameters.text("PolicyName"));
    return {};
  },
  DetachPolicyFromRole: (question) => {
    const { account, parameters } = question;
    detachFromRole(account, namedRole(question, "ram:DetachPolicyFromRole"), policyType(parameters), parameters.text("PolicyName"));
    return {};
  },
  ListPoliciesForRole: (question) => {
    const { account } = question;
    const role = findRole(account, namedRole(question, "ram:ListPoliciesForRole"));
    return { Policies: { Policy: [...role.attached.values()].map(({ type, name, attached }) => ({ ...describePolicy(account, type, name), AttachDate: instant(attached) })) } };
  },
};
