// The official SDKs for Node against the stand-in's RAM users and user-based SSO: the whole life of a RAM user that a
// directory provisions, as the cloud's own clients see it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Ims from "@alicloud/ims20190815";
import * as ims from "@alicloud/ims20190815";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import Ram from "@alicloud/ram20150501";
import * as ram from "@alicloud/ram20150501";
import { makeCertificate } from "../../certificate.ts";
import { bindMfaDevice } from "../ram/users.ts";
import { idpMetadata } from "../role_responses.ts";
import { Cloud } from "../server.ts";

const ACCOUNT = "1000000000000001";
const userPrincipalName = `ada@${ACCOUNT}.onaliyun.com`;
const key = makeCertificate("an identity provider");

let cloud: Cloud;
let imsClient: InstanceType<typeof Ims.default>;
let ramClient: InstanceType<typeof Ram.default>;

before(async () => {
  cloud = await Cloud.start();
  cloud.accounts.put({ id: ACCOUNT, name: "Production" });
  const { id, secret } = cloud.accessKey(ACCOUNT, "operator", ["AliyunRAMFullAccess"]);
  const config = new $OpenApiUtil.Config({ accessKeyId: id, accessKeySecret: secret, endpoint: new URL(cloud.origin).host, protocol: "http" });
  [imsClient, ramClient] = [new Ims.default(config), new Ram.default(config)];
});
after(() => cloud.stop());

async function refusedAs(code: string, status: number, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: string; statusCode?: number }) => {
    assert.deepEqual([error.code, error.statusCode], [code, status], error.message);
    return true;
  });
}

test("user-based SSO is off until it is set, and set back where something is left out", async () => {
  const settings = async (): Promise<(string | boolean | undefined)[]> => {
    const found = (await imsClient.getUserSsoSettings()).body?.userSsoSettings;
    return [found?.ssoEnabled, found?.metadataDocument, found?.auxiliaryDomain, found?.ssoLoginWithDomain, found?.authnSignAlgo];
  };
  assert.deepEqual(await settings(), [false, "", "", true, "rsa-sha1"]);
  const metadataDocument = Buffer.from(idpMetadata("http://localhost/idp", key)).toString("base64");
  const set = (more: object): Promise<unknown> => imsClient.setUserSsoSettings(new ims.SetUserSsoSettingsRequest({ metadataDocument, ...more }));
  await set({ ssoEnabled: true, auxiliaryDomain: "example.com", ssoLoginWithDomain: false, authnSignAlgo: "rsa-sha256" });
  assert.deepEqual(await settings(), [true, metadataDocument, "example.com", false, "rsa-sha256"]);
  await set({ ssoEnabled: true });
  assert.deepEqual(await settings(), [true, metadataDocument, "", true, "rsa-sha1"]);
  await refusedAs("MalformedSAMLMetadataDocument", 400, set({ metadataDocument: "PGEvPg==", ssoEnabled: true }));
  await refusedAs("MissingParameter.MetadataDocument", 400, set({ metadataDocument: "", ssoEnabled: true }));
  await refusedAs("InvalidParameter.AuthnSignAlgo", 400, set({ authnSignAlgo: "rsa-md5" }));
  await set({});
  assert.equal((await settings())[0], false);
});

test("a RAM user is made, marked, and removed once nothing hangs on it", async () => {
  const comments = "CloudSSO d-1 u-1";
  await imsClient.createUser(new ims.CreateUserRequest({ userPrincipalName, displayName: "Ada", comments }));
  const read = async (): Promise<string | undefined> => (await imsClient.getUser(new ims.GetUserRequest({ userPrincipalName }))).body?.user?.comments;
  assert.equal(await read(), comments);
  await refusedAs("EntityAlreadyExists.User", 409, imsClient.createUser(new ims.CreateUserRequest({ userPrincipalName, displayName: "Ada" })));
  await refusedAs("InvalidParameter.DisplayName.Length", 400, imsClient.createUser(new ims.CreateUserRequest({ userPrincipalName: `eva@${ACCOUNT}.onaliyun.com`, displayName: "x".repeat(25) })));
  await refusedAs("InvalidParameter.UserPrincipalName.Format", 400, imsClient.getUser(new ims.GetUserRequest({ userPrincipalName: "ada@elsewhere.example" })));
  await imsClient.updateUser(new ims.UpdateUserRequest({ userPrincipalName, newComments: `${comments} taken over` }));
  assert.equal(await read(), `${comments} taken over`);

  await ramClient.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ userName: "ada", policyName: "AliyunECSReadOnlyAccess", policyType: "System" }));
  await imsClient.createGroup(new ims.CreateGroupRequest({ groupName: "web", displayName: "Web" }));
  await imsClient.addUserToGroup(new ims.AddUserToGroupRequest({ userPrincipalName, groupName: "web" }));
  const made = (await imsClient.createAccessKey(new ims.CreateAccessKeyRequest({ userPrincipalName }))).body?.accessKey;
  assert.ok(made?.accessKeyId && made.accessKeySecret);
  const device = bindMfaDevice(cloud.accounts.get(ACCOUNT), "ada");

  const remove = (): Promise<unknown> => imsClient.deleteUser(new ims.DeleteUserRequest({ userPrincipalName }));
  await refusedAs("DeleteConflict.User.Group", 409, remove());
  await imsClient.removeUserFromGroup(new ims.RemoveUserFromGroupRequest({ userPrincipalName, groupName: "web" }));
  await refusedAs("DeleteConflict.User.AccessKey", 409, remove());
  const keys = (await imsClient.listAccessKeys(new ims.ListAccessKeysRequest({ userPrincipalName }))).body?.accessKeys?.accessKey;
  assert.deepEqual(keys?.map(({ accessKeyId, status }) => [accessKeyId, status]), [[made.accessKeyId, "Active"]]);
  const deleteKey = (): Promise<unknown> => imsClient.deleteAccessKey(new ims.DeleteAccessKeyRequest({ userPrincipalName, userAccessKeyId: made.accessKeyId ?? "" }));
  await deleteKey();
  await refusedAs("EntityNotExist.User.AccessKey", 404, deleteKey());
  await refusedAs("DeleteConflict.User.MFADevice", 409, remove());
  const info = async (): Promise<[boolean | undefined, string | undefined]> => {
    const { body } = await imsClient.getUserMFAInfo(new ims.GetUserMFAInfoRequest({ userPrincipalName }));
    return [body?.isMFAEnable, body?.MFADevice?.serialNumber];
  };
  assert.deepEqual(await info(), [true, device]);
  await imsClient.unbindMFADevice(new ims.UnbindMFADeviceRequest({ userPrincipalName }));
  assert.deepEqual(await info(), [false, undefined]);
  await refusedAs("EntityNotExist.User.MFADevice", 404, imsClient.unbindMFADevice(new ims.UnbindMFADeviceRequest({ userPrincipalName })));
  await refusedAs("DeleteConflict.User.Policy", 409, remove());
  await ramClient.detachPolicyFromUser(new ram.DetachPolicyFromUserRequest({ userName: "ada", policyName: "AliyunECSReadOnlyAccess", policyType: "System" }));
  await remove();
  await refusedAs("EntityNotExist.User", 404, remove());
});

test("a login profile ends when it is deleted", async () => {
  await imsClient.createUser(new ims.CreateUserRequest({ userPrincipalName, displayName: "Ada" }));
  await imsClient.createLoginProfile(new ims.CreateLoginProfileRequest({ userPrincipalName, password: "correct horse battery", status: "Active" }));
  await imsClient.deleteLoginProfile(new ims.DeleteLoginProfileRequest({ userPrincipalName }));
  await refusedAs("EntityNotExist.User.LoginProfile", 404, imsClient.deleteLoginProfile(new ims.DeleteLoginProfileRequest({ userPrincipalName })));
  await refusedAs("EntityNotExist.User.LoginProfile", 404, imsClient.getLoginProfile(new ims.GetLoginProfileRequest({ userPrincipalName })));
  await imsClient.deleteUser(new ims.DeleteUserRequest({ userPrincipalName }));
});
