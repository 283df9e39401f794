// A small part of the system policies that RAM brings, with what they grant to the products the console shows.

import { type Policy, PolicyInvalid, readPolicy } from "./policy.ts";

const allow = (...actions: readonly string[]): object => ({ Effect: "Allow", Action: actions, Resource: "*" });

const DOCUMENTS: Readonly<Record<string, readonly object[]>> = {
  AdministratorAccess: [allow("*")],
  ReadOnlyAccess: [allow("*:Describe*", "*:List*", "*:Get*", "*:BatchGet*", "*:Query*", "*:BatchQuery*", "*:Check*")],
  AliyunECSFullAccess: [allow("ecs:*"), allow("vpc:DescribeVpcs", "vpc:DescribeVSwitches")],
  AliyunECSReadOnlyAccess: [allow("ecs:Describe*", "ecs:List*", "ecs:Get*"), allow("vpc:DescribeVpcs", "vpc:DescribeVSwitches")],
  AliyunOSSFullAccess: [allow("oss:*")],
  AliyunOSSReadOnlyAccess: [allow("oss:Get*", "oss:List*")],
  AliyunRDSFullAccess: [allow("rds:*")],
  AliyunRDSReadOnlyAccess: [allow("rds:Describe*", "rds:List*")],
  AliyunVPCFullAccess: [allow("vpc:*")],
  AliyunVPCReadOnlyAccess: [allow("vpc:Describe*", "vpc:List*", "vpc:Get*")],
  AliyunRAMFullAccess: [allow("ram:*", "ims:*")],
  AliyunRAMReadOnlyAccess: [allow("ram:Get*", "ram:List*", "ims:Get*", "ims:List*")],
  AliyunSTSAssumeRoleAccess: [allow("sts:AssumeRole")],
  AliyunResourceDirectoryFullAccess: [allow("resourcemanager:*")],
  AliyunResourceDirectoryReadOnlyAccess: [allow("resourcemanager:Get*", "resourcemanager:List*")],
  AliyunLogFullAccess: [allow("log:*")],
  AliyunLogReadOnlyAccess: [allow("log:Get*", "log:List*", "log:Query*")],
};

export const SYSTEM_POLICY_NAMES: readonly string[] = Object.keys(DOCUMENTS);

/** The document of a system policy, as text. */
export function systemPolicyDocument(name: string): string {
  return JSON.stringify({ Version: "1", Statement: DOCUMENTS[name] ?? [] });
}

/** The system policy of that name; an unknown name is refused, as RAM refuses to attach it. */
export function systemPolicy(name: string): Policy {
  const statements = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (!statements) throw new PolicyInvalid(`There is no system policy named ${name}.`);
  return readPolicy(name, { Version: "1", Statement: statements });
}
