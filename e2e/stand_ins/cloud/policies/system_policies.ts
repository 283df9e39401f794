// The system policies that RAM brings: a few with what they grant to the products the console shows, the others by name.

import { readFileSync } from "node:fs";
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

/** Every name there is: those above, and the published list of names that the server's catalogue is made of. */
export const SYSTEM_POLICY_NAMES: readonly string[] = [...new Set([...Object.keys(DOCUMENTS), ...publishedNames()])];
const NAMES = new Set(SYSTEM_POLICY_NAMES);

function publishedNames(): string[] {
  const list = new URL("../../../../backend/src/access/access_configurations/system_policies.tsv", import.meta.url);
  return readFileSync(list, "utf8").split("\n").flatMap((line) => line.split("\t")[0] || []);
}

/** What a policy grants that is not spelt out above: its product's actions, as far as its name says which. */
function byName(name: string): readonly object[] {
  const [, product = name, kind] = /^Aliyun(.+?)(FullAccess|ReadOnlyAccess)?$/.exec(name) ?? [];
  const prefix = product.toLowerCase().replace(/[^a-z0-9]/g, "");
  return [kind === "ReadOnlyAccess" ? allow(`${prefix}:Describe*`, `${prefix}:Get*`, `${prefix}:List*`, `${prefix}:Query*`) : allow(`${prefix}:*`)];
}

/** The document of a system policy, as text. */
export function systemPolicyDocument(name: string): string {
  return JSON.stringify({ Version: "1", Statement: (Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined) ?? byName(name) });
}

/** The system policy of that name; an unknown name is refused, as RAM refuses to attach it. */
export function systemPolicy(name: string): Policy {
  if (!NAMES.has(name)) throw new PolicyInvalid(`There is no system policy named ${name}.`);
  return readPolicy(name, systemPolicyDocument(name));
}
