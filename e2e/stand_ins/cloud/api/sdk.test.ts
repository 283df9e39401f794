// The cloud's official SDKs for Node, as they come from npm, against the stand-in: nothing set but endpoint and key.
// What they accept and understand is the second opinion on this stand-in's signatures, shapes and codes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Ims from "@alicloud/ims20190815";
import * as ims from "@alicloud/ims20190815";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import Ram from "@alicloud/ram20150501";
import * as ram from "@alicloud/ram20150501";
import ResourceManager from "@alicloud/resourcemanager20200331";
import * as resourceManager from "@alicloud/resourcemanager20200331";
import Sts from "@alicloud/sts20150401";
import * as sts from "@alicloud/sts20150401";
import { RuntimeOptions } from "@darabonba/typescript";
import { makeCertificate } from "../../certificate.ts";
import { ACCESS_ROLE } from "../organization.ts";
import { idpMetadata, roleResponse } from "../role_responses.ts";
import { Cloud } from "../server.ts";

const MANAGEMENT = "1000000000000001";
const MEMBER = "1000000000000011";
const ISSUER = "http://localhost:8080/saml/idp/d-1";
const PROVIDER = "AliyunReservedSSO-d-1";
const ROLE = "AliyunReservedSSO-ecs-operator";
const POLICY = `${ROLE}-InlinePolicy`;
const key = makeCertificate("an identity provider");

interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

let cloud: Cloud;
let manager: Credential;
let shop: string;

before(async () => {
  cloud = await Cloud.start();
  const { organization, accessKey } = cloud.organize({ id: MANAGEMENT, name: "Example Holding" });
  shop = organization.addFolder("Shop").id;
  for (let index = 1; index <= 12; index += 1) organization.addFolder(`Team ${String(index).padStart(2, "0")}`, shop);
  organization.addMember({ id: MEMBER, name: "Shop production" }, shop);
  manager = { accessKeyId: accessKey.id, accessKeySecret: accessKey.secret };
});
after(() => cloud.stop());

function config(credential: Partial<Credential> = {}, more: object = {}): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({ ...credential, endpoint: new URL(cloud.origin).host, protocol: "http", ...more });
}

/** A key for the member account, as the management account gets it. */
async function memberKey(): Promise<Credential> {
  const client = new Sts.default(config(manager));
  const { body } = await client.assumeRole(new sts.AssumeRoleRequest({ roleArn: `acs:ram::${MEMBER}:role/${ACCESS_ROLE}`, roleSessionName: "cloudsso", durationSeconds: 900 }));
  return credentialOf(body?.credentials);
}

function credentialOf(given: { accessKeyId?: string; accessKeySecret?: string; securityToken?: string; expiration?: string } = {}): Required<Credential> {
  const { accessKeyId = "", accessKeySecret = "", securityToken = "", expiration = "" } = given;
  assert.ok(accessKeyId.startsWith("STS.") && accessKeySecret !== "" && securityToken !== "");
  assert.match(expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  return { accessKeyId, accessKeySecret, securityToken };
}

async function refusedAs(code: string, status: number, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: string; statusCode?: number; data?: { RequestId?: string; HostId?: string; Recommend?: string } }) => {
    assert.equal(error.code, code, error.message);
    assert.equal(error.statusCode, status);
    assert.match(error.data?.RequestId ?? "", /^[0-9A-F-]{36}$/);
    assert.ok(error.data?.HostId && error.data.Recommend);
    return true;
  });
}

/** ECS by the SDKs' generic call: its own package is larger than everything else here. */
function ecs(credential: Credential, action: string, query: Record<string, string>): Promise<{ [name: string]: unknown }> {
  const client = new OpenApi.default(config(credential));
  const parameters = new $OpenApiUtil.Params({ action, version: "2014-05-26", protocol: "HTTPS", pathname: "/", method: "POST", authType: "AK", style: "RPC", reqBodyType: "formData", bodyType: "json" });
  return client.callApi(parameters, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
}

const TRUST = JSON.stringify({
  Version: "1",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Federated: [`acs:ram::${MEMBER}:saml-provider/${PROVIDER}`] } }],
});
const STOP_ONLY_TEST = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "ecs:StopInstance", Resource: "*", Condition: { StringEquals: { "ecs:tag/stage": "test" } } }] });

test("a provider, a role and its policies are made, read, changed and removed in a member account", async () => {
  const credential = await memberKey();
  const [imsClient, ramClient] = [new Ims.default(config(credential)), new Ram.default(config(credential))];
  const metadata = idpMetadata(ISSUER, key);
  const made = await imsClient.createSAMLProvider(new ims.CreateSAMLProviderRequest({ SAMLProviderName: PROVIDER, description: "from a test", encodedSAMLMetadataDocument: Buffer.from(metadata).toString("base64") }));
  assert.equal(made.body?.SAMLProvider?.arn, `acs:ram::${MEMBER}:saml-provider/${PROVIDER}`);
  const read = await imsClient.getSAMLProvider(new ims.GetSAMLProviderRequest({ SAMLProviderName: PROVIDER }));
  assert.equal(Buffer.from(read.body?.SAMLProvider?.encodedSAMLMetadataDocument ?? "", "base64").toString(), metadata);
  const role = await ramClient.createRole(new ram.CreateRoleRequest({ roleName: ROLE, assumeRolePolicyDocument: TRUST, maxSessionDuration: 43_200, description: "Operates “servers” + storage & more" }));
  assert.equal(role.body?.role?.arn, `acs:ram::${MEMBER}:role/${ROLE}`);
  await ramClient.createPolicy(new ram.CreatePolicyRequest({ policyName: POLICY, policyDocument: STOP_ONLY_TEST }));
  await ramClient.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ roleName: ROLE, policyName: "AliyunECSReadOnlyAccess", policyType: "System" }));
  await ramClient.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ roleName: ROLE, policyName: POLICY, policyType: "Custom" }));

  const got = await ramClient.getRole(new ram.GetRoleRequest({ roleName: ROLE }));
  assert.deepEqual([got.body?.role?.maxSessionDuration, got.body?.role?.assumeRolePolicyDocument, got.body?.role?.description], [43_200, TRUST, "Operates “servers” + storage & more"]);
  const listed = await ramClient.listPoliciesForRole(new ram.ListPoliciesForRoleRequest({ roleName: ROLE }));
  assert.deepEqual(listed.body?.policies?.policy?.map(({ policyName, policyType }) => [policyName, policyType]), [["AliyunECSReadOnlyAccess", "System"], [POLICY, "Custom"]]);
  const updated = await ramClient.updateRole(new ram.UpdateRoleRequest({ roleName: ROLE, newMaxSessionDuration: 7200 }));
  assert.equal(updated.body?.role?.maxSessionDuration, 7200);

  await logOnAndAct();

  await refusedAs("DeleteConflict.Role.Policy", 409, ramClient.deleteRole(new ram.DeleteRoleRequest({ roleName: ROLE })));
  await refusedAs("DeleteConflict.Policy.Role", 409, ramClient.deletePolicy(new ram.DeletePolicyRequest({ policyName: POLICY })));
  await ramClient.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest({ roleName: ROLE, policyName: POLICY, policyType: "Custom" }));
  await ramClient.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest({ roleName: ROLE, policyName: "AliyunECSReadOnlyAccess", policyType: "System" }));
  await ramClient.deletePolicy(new ram.DeletePolicyRequest({ policyName: POLICY }));
  await ramClient.deleteRole(new ram.DeleteRoleRequest({ roleName: ROLE }));
  await imsClient.deleteSAMLProvider(new ims.DeleteSAMLProviderRequest({ SAMLProviderName: PROVIDER }));
  await refusedAs("EntityNotExist.Role", 404, ramClient.getRole(new ram.GetRoleRequest({ roleName: ROLE })));
  await refusedAs("EntityNotExist.SAMLProvider", 404, imsClient.getSAMLProvider(new ims.GetSAMLProviderRequest({ SAMLProviderName: PROVIDER })));
});

/** What a person gets through a SAML response: a key that may look, and stop what is a test, and nothing else. */
async function logOnAndAct(): Promise<void> {
  const SAMLAssertion = roleResponse(cloud.origin, { issuer: ISSUER, key, role: `acs:ram::${MEMBER}:role/${ROLE},acs:ram::${MEMBER}:saml-provider/${PROVIDER}` });
  const { body } = await new Sts.default(config()).assumeRoleWithSAML(new sts.AssumeRoleWithSAMLRequest({ roleArn: `acs:ram::${MEMBER}:role/${ROLE}`, SAMLProviderArn: `acs:ram::${MEMBER}:saml-provider/${PROVIDER}`, SAMLAssertion, durationSeconds: 900 }));
  assert.equal(body?.SAMLAssertionInfo?.subject, "alice@example.com");
  const person = credentialOf(body?.credentials);
  const who = await new Sts.default(config(person)).getCallerIdentity();
  assert.deepEqual([who.body?.identityType, who.body?.arn], ["AssumedRoleUser", `acs:ram::${MEMBER}:assumed-role/${ROLE}/alice@example.com`]);
  const { body: seen } = await ecs(person, "DescribeInstances", { RegionId: "cn-hangzhou" });
  assert.equal((seen as { TotalCount: number }).TotalCount, 2);
  await refusedAs("Forbidden.RAM", 403, ecs(person, "StopInstance", { InstanceId: `i-bp1web0${MEMBER.slice(-4)}` }));
  await ecs(person, "StartInstance", { InstanceId: `i-gw8job0${MEMBER.slice(-4)}` }).then(() => assert.fail("only stopping is allowed"), (error: { code?: string }) => assert.equal(error.code, "Forbidden.RAM"));
  await refusedAs("NoPermission", 403, new Ram.default(config(person)).listRoles(new ram.ListRolesRequest({})));
  await refusedAs("AuthenticationFail.SAMLAssertion.Invalid", 401, new Sts.default(config()).assumeRoleWithSAML(new sts.AssumeRoleWithSAMLRequest({ roleArn: `acs:ram::${MEMBER}:role/${ROLE}`, SAMLProviderArn: `acs:ram::${MEMBER}:saml-provider/${PROVIDER}`, SAMLAssertion })));
}

test("a policy keeps five versions, and the one in force counts", async () => {
  const client = new Ram.default(config(manager));
  const document = (action: string): string => JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
  await client.createPolicy(new ram.CreatePolicyRequest({ policyName: "versioned", policyDocument: document("ecs:a") }));
  for (const action of ["b", "c", "d", "e"]) await client.createPolicyVersion(new ram.CreatePolicyVersionRequest({ policyName: "versioned", policyDocument: document(`ecs:${action}`), setAsDefault: action === "e" }));
  const next = new ram.CreatePolicyVersionRequest({ policyName: "versioned", policyDocument: document("ecs:f"), setAsDefault: true });
  await refusedAs("LimitExceeded.Policy.Version", 409, client.createPolicyVersion(next));
  await refusedAs("DeleteConflict.Policy.Version.Default", 409, client.deletePolicyVersion(new ram.DeletePolicyVersionRequest({ policyName: "versioned", versionId: "v5" })));
  await client.deletePolicyVersion(new ram.DeletePolicyVersionRequest({ policyName: "versioned", versionId: "v1" }));
  assert.equal((await client.createPolicyVersion(next)).body?.policyVersion?.versionId, "v6");
  const whole = await client.getPolicy(new ram.GetPolicyRequest({ policyName: "versioned", policyType: "Custom" }));
  assert.deepEqual([whole.body?.policy?.defaultVersion, whole.body?.defaultPolicyVersion?.policyDocument], ["v6", document("ecs:f")]);
  next.rotateStrategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded";
  await client.createPolicyVersion(next);
  const { body } = await client.listPolicyVersions(new ram.ListPolicyVersionsRequest({ policyName: "versioned", policyType: "Custom" }));
  assert.deepEqual(body?.policyVersions?.policyVersion?.map(({ versionId }) => versionId), ["v3", "v4", "v5", "v6", "v7"]);
  await refusedAs("DeleteConflict.Policy.Version", 409, client.deletePolicy(new ram.DeletePolicyRequest({ policyName: "versioned" })));
  await client.deletePolicy(new ram.DeletePolicyRequest({ policyName: "versioned", cascadingDelete: true }));
});

test("what RAM would not take is refused with its code", async () => {
  const client = new Ram.default(config(manager));
  const trust = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${MANAGEMENT}:root`] } }] });
  const create = (roleName: string, more: object = {}): Promise<unknown> => client.createRole(new ram.CreateRoleRequest({ roleName, assumeRolePolicyDocument: trust, ...more }));
  await create("twice");
  await refusedAs("EntityAlreadyExists.Role", 409, create("twice"));
  await refusedAs("InvalidParameter.RoleName.InvalidChars", 400, create("under_score"));
  await refusedAs("InvalidParameter.RoleName.Length", 400, create("r".repeat(65)));
  await refusedAs("MalformedPolicyDocument", 400, create("odd", { assumeRolePolicyDocument: "{" }));
  await refusedAs("MalformedPolicyDocument", 400, create("odd", { assumeRolePolicyDocument: TRUST }));
  await refusedAs("InvalidParameter.MaxSessionDuration", 400, create("odd", { maxSessionDuration: 43_201 }));
  await refusedAs("EntityNotExist.Policy", 404, client.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ roleName: "twice", policyName: "AliyunNoSuchAccess", policyType: "System" })));
  const attach = new ram.AttachPolicyToRoleRequest({ roleName: "twice", policyName: "ReadOnlyAccess", policyType: "System" });
  await client.attachPolicyToRole(attach);
  await refusedAs("EntityAlreadyExists.Role.Policy", 409, client.attachPolicyToRole(attach));
  await client.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest(attach));
  await refusedAs("EntityNotExist.Role.Policy", 404, client.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest(attach)));
  await refusedAs("InvalidParameter.PolicyDocument.Length", 400, client.createPolicy(new ram.CreatePolicyRequest({ policyName: "long", policyDocument: " ".repeat(6145) })));
  await refusedAs("MalformedSAMLMetadataDocument", 400, new Ims.default(config(manager)).createSAMLProvider(new ims.CreateSAMLProviderRequest({ SAMLProviderName: "p", encodedSAMLMetadataDocument: "PGEvPg==" })));
  await client.deleteRole(new ram.DeleteRoleRequest({ roleName: "twice" }));
});

test("lists come in pages, by marker and by number", async () => {
  const client = new Ram.default(config(manager));
  const first = await client.listPolicies(new ram.ListPoliciesRequest({ policyType: "System", maxItems: 5 }));
  assert.deepEqual([first.body?.policies?.policy?.length, first.body?.isTruncated], [5, true]);
  const second = await client.listPolicies(new ram.ListPoliciesRequest({ policyType: "System", maxItems: 1000, ...(first.body?.marker ? { marker: first.body.marker } : {}) }));
  assert.equal(second.body?.isTruncated, false);
  assert.ok((second.body?.policies?.policy?.[0]?.policyName ?? "") > (first.body?.policies?.policy?.[4]?.policyName ?? ""));

  const directory = new ResourceManager.default(config(manager));
  assert.equal((await directory.getResourceDirectory()).body?.resourceDirectory?.masterAccountId, MANAGEMENT);
  const folders = await directory.listFoldersForParent(new resourceManager.ListFoldersForParentRequest({ parentFolderId: shop, pageNumber: 2, pageSize: 10 }));
  assert.deepEqual(folders.body?.folders?.folder?.map(({ folderName }) => folderName), ["Team 11", "Team 12"]);
  assert.equal(folders.body?.totalCount, 12);
  const accounts = await directory.listAccountsForParent(new resourceManager.ListAccountsForParentRequest({ parentFolderId: shop }));
  assert.deepEqual(accounts.body?.accounts?.account?.map(({ accountId, displayName }) => [accountId, displayName]), [[MEMBER, "Shop production"]]);
  await refusedAs("EntityNotExists.ResourceDirectory.Folder", 404, directory.listAccountsForParent(new resourceManager.ListAccountsForParentRequest({ parentFolderId: "fd-none" })));
  await refusedAs("NoPermission.ResourceDirectory.MemberAccount", 403, new ResourceManager.default(config(await memberKey())).listAccounts(new resourceManager.ListAccountsRequest({})));
});

test("the older signature, RPC with HMAC-SHA1, is understood as well", async () => {
  const credential = await memberKey();
  const old = { signatureAlgorithm: "v2" };
  assert.equal((await new Sts.default(config(credential, old)).getCallerIdentity()).body?.accountId, MEMBER);
  const client = new Ram.default(config(credential, old));
  await client.createPolicy(new ram.CreatePolicyRequest({ policyName: "signed-the-old-way", policyDocument: STOP_ONLY_TEST, description: "ümläut ~ * ' ( ) + %20" }));
  const { body } = await client.getPolicy(new ram.GetPolicyRequest({ policyName: "signed-the-old-way", policyType: "Custom" }));
  assert.equal(body?.policy?.description, "ümläut ~ * ' ( ) + %20");
  await refusedAs("SignatureDoesNotMatch", 400, new Sts.default(config({ ...credential, accessKeySecret: "wrong" }, old)).getCallerIdentity());
});

test("RAM users with groups and passwords are the same through RAM and IMS", async () => {
  const [imsClient, ramClient] = [new Ims.default(config(manager)), new Ram.default(config(manager))];
  const domain = (await imsClient.getDefaultDomain()).body?.defaultDomainName;
  const userPrincipalName = `alice@${domain}`;
  await imsClient.createUser(new ims.CreateUserRequest({ userPrincipalName, displayName: "Alice" }));
  assert.equal((await ramClient.getUser(new ram.GetUserRequest({ userName: "alice" }))).body?.user?.displayName, "Alice");
  await refusedAs("EntityAlreadyExists.User", 409, ramClient.createUser(new ram.CreateUserRequest({ userName: "alice" })));
  await imsClient.createGroup(new ims.CreateGroupRequest({ groupName: "sso", displayName: "SSO" }));
  await imsClient.addUserToGroup(new ims.AddUserToGroupRequest({ userPrincipalName, groupName: "sso" }));
  assert.deepEqual((await ramClient.listGroupsForUser(new ram.ListGroupsForUserRequest({ userName: "alice" }))).body?.groups?.group?.map(({ groupName }) => groupName), ["sso"]);
  await refusedAs("DeleteConflict.User.Group", 409, imsClient.deleteUser(new ims.DeleteUserRequest({ userPrincipalName })));
  await imsClient.createLoginProfile(new ims.CreateLoginProfileRequest({ userPrincipalName, status: "Inactive" }));
  assert.equal((await imsClient.getLoginProfile(new ims.GetLoginProfileRequest({ userPrincipalName }))).body?.loginProfile?.status, "Inactive");
  await imsClient.removeUserFromGroup(new ims.RemoveUserFromGroupRequest({ userPrincipalName, groupName: "sso" }));
  await imsClient.deleteUser(new ims.DeleteUserRequest({ userPrincipalName }));
  await refusedAs("EntityNotExist.User", 404, ramClient.getUser(new ram.GetUserRequest({ userName: "alice" })));
});

test("keys that are unknown, wrong or without their token are refused", async () => {
  const temporary = await memberKey();
  const asks = (credential: Credential): Promise<unknown> => new Sts.default(config(credential)).getCallerIdentity();
  await refusedAs("InvalidAccessKeyId.NotFound", 404, asks({ accessKeyId: "LTAInobody", accessKeySecret: "x" }));
  await refusedAs("SignatureDoesNotMatch", 400, asks({ ...manager, accessKeySecret: "x" }));
  await refusedAs("MissingSecurityToken", 400, asks({ accessKeyId: temporary.accessKeyId, accessKeySecret: temporary.accessKeySecret }));
  await refusedAs("InvalidSecurityToken.MismatchWithAccessKey", 400, asks({ ...temporary, securityToken: "CAISother" }));
  await refusedAs("InvalidSecurityToken.Malformed", 400, asks({ ...temporary, securityToken: "no token" }));
});

test("a role is taken only by whom it trusts, and for as long as it allows", async () => {
  const client = new Sts.default(config(manager));
  const assume = (changes: object): Promise<unknown> => client.assumeRole(new sts.AssumeRoleRequest({ roleArn: `acs:ram::${MEMBER}:role/${ACCESS_ROLE}`, roleSessionName: "cloudsso", ...changes }));
  await refusedAs("EntityNotExist.Role", 404, assume({ roleArn: `acs:ram::${MEMBER}:role/none` }));
  await refusedAs("EntityNotExist.Role", 404, assume({ roleArn: "acs:ram::9999999999999999:role/none" }));
  await refusedAs("InvalidParameter.RoleArn", 400, assume({ roleArn: "role" }));
  await refusedAs("InvalidParameter.RoleSessionName", 400, assume({ roleSessionName: "a b" }));
  await refusedAs("InvalidParameter.DurationSeconds", 400, assume({ durationSeconds: 899 }));
  await refusedAs("InvalidParameter.DurationSeconds", 400, assume({ durationSeconds: 3601 }));
  const outsider = cloud.accounts.put({ id: "3000000000000003", name: "Elsewhere" });
  const stranger = cloud.accessKey(outsider.id, "mallory", ["AdministratorAccess"]);
  await refusedAs("NoPermission", 403, new Sts.default(config({ accessKeyId: stranger.id, accessKeySecret: stranger.secret })).assumeRole(new sts.AssumeRoleRequest({ roleArn: `acs:ram::${MEMBER}:role/${ACCESS_ROLE}`, roleSessionName: "mallory" })));
  const policy = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "ecs:Describe*", Resource: "*" }] });
  const { body } = await client.assumeRole(new sts.AssumeRoleRequest({ roleArn: `acs:ram::${MEMBER}:role/${ACCESS_ROLE}`, roleSessionName: "narrowed", policy }));
  const narrowed = credentialOf(body?.credentials);
  await ecs(narrowed, "DescribeInstances", { RegionId: "cn-hangzhou" });
  await refusedAs("NoPermission", 403, new Ram.default(config(narrowed)).listRoles(new ram.ListRolesRequest({})));
});
