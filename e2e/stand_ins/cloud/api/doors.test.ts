// The API's doors beneath the SDKs: requests signed by hand, right and wrong, and faults on demand.

import assert from "node:assert/strict";
import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { Cloud } from "../server.ts";
import type { AccessKey } from "./keys.ts";
import { BUSY, THROTTLED } from "./faults.ts";

const ACCOUNT = "1000000000000001";

/** The parameter PolicyDocument, encoded as it is signed. */
const POLICY = `PolicyDocument=${encodeURIComponent(JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "ecs:x", Resource: "*" }] })).replaceAll("*", "%2A")}`;

let cloud: Cloud;
let key: AccessKey;

before(async () => {
  cloud = await Cloud.start();
});
after(() => cloud.stop());
beforeEach(() => {
  cloud.clear();
  key = cloud.organize({ id: ACCOUNT, name: "Example Holding" }).accessKey;
});

interface Changes {
  readonly action?: string;
  readonly version?: string;
  readonly query?: string;
  readonly body?: string;
  readonly sentBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly authorization?: (value: string) => string;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const stamp = (date = new Date()): string => date.toISOString().replace(/\.\d+Z$/, "Z");

/** One V3 request; the query is written as it is signed. */
async function ask(changes: Changes = {}): Promise<{ status: number; code: string; body: Record<string, unknown> }> {
  const { query = "", body = "" } = changes;
  const signed: Record<string, string> = {
    host: new URL(cloud.origin).host,
    "x-acs-action": changes.action ?? "GetCallerIdentity",
    "x-acs-version": changes.version ?? "2015-04-01",
    "x-acs-date": stamp(),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": sha256(body),
    ...(body === "" ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    ...changes.headers,
  };
  const names = Object.keys(signed).sort();
  const canonical = ["POST", "/", query, names.map((name) => `${name}:${signed[name]}\n`).join(""), names.join(";"), sha256(body)].join("\n");
  const signature = createHmac("sha256", key.secret).update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`).digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(";")},Signature=${signature}`;
  const answer = await fetch(`${cloud.origin}/?${query}`, {
    method: "POST",
    headers: { ...signed, ...changes.unsigned, authorization: changes.authorization?.(authorization) ?? authorization },
    body: changes.sentBody ?? body,
  });
  const answered = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, code: String(answered["Code"] ?? "OK"), body: answered };
}

async function refused(code: string, changes: Changes): Promise<void> {
  assert.equal((await ask(changes)).code, code);
}

test("a request signed by hand is answered, with parameters in the address or in a form", async () => {
  const { status, body } = await ask();
  assert.deepEqual([status, body["AccountId"], body["IdentityType"]], [200, ACCOUNT, "RAMUser"]);
  const trust = encodeURIComponent(JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${ACCOUNT}:root`] } }] }));
  assert.equal((await ask({ action: "CreateRole", version: "2015-05-01", query: `AssumeRolePolicyDocument=${trust.replace(/\*/g, "%2A")}&RoleName=by-address` })).code, "OK");
  assert.equal((await ask({ action: "CreateRole", version: "2015-05-01", body: `RoleName=by-form&AssumeRolePolicyDocument=${trust}` })).code, "OK");
  assert.deepEqual([...cloud.accounts.get(ACCOUNT).roles.keys()], ["by-address", "by-form"]);
});

test("what was signed is what has to arrive", async () => {
  await refused("InvalidContentSha256", { body: "A=1", sentBody: "A=2" });
  await refused("SignatureDoesNotMatch", { authorization: (value) => value.replace(/.$/, (last) => (last === "0" ? "1" : "0")) });
  await refused("SignatureDoesNotMatch", { query: "B=1&A=2" });
  await refused("IncompleteSignature", { unsigned: { "x-acs-security-token": "CAIS" } });
  await refused("IncompleteSignature", { authorization: (value) => value.replace("SignedHeaders=host;", "SignedHeaders=") });
  await refused("IncompleteSignature", { authorization: () => "Basic abc" });
  await refused("InvalidSignatureMethod", { authorization: (value) => value.replace("SHA256", "SM3") });
  await refused("InvalidSecurityToken.MismatchWithAccessKey", { headers: { "x-acs-security-token": "CAIS" } });
});

test("a nonce is used once, and a time is of now", async () => {
  const headers = { "x-acs-signature-nonce": "the-same" };
  assert.equal((await ask({ headers })).code, "OK");
  await refused("SignatureNonceUsed", { headers });
  await refused("InvalidTimeStamp.Expired", { headers: { "x-acs-date": stamp(new Date(Date.now() - 16 * 60_000)) } });
  await refused("InvalidTimeStamp.Expired", { headers: { "x-acs-date": stamp(new Date(Date.now() + 16 * 60_000)) } });
  await refused("InvalidTimeStamp.Format", { headers: { "x-acs-date": "yesterday" } });
});

test("a switched-off key, an unknown operation, an unknown version and no signature are refused", async () => {
  await refused("InvalidAction.NotFound", { action: "MakeCoffee" });
  await refused("InvalidAction.NotFound", { action: "constructor" });
  await refused("InvalidVersion", { version: "1999-01-01" });
  await refused("InvalidVersion", { version: "toString" });
  key.active = false;
  await refused("InvalidAccessKeyId.Inactive", {});
  const anonymous = await fetch(`${cloud.origin}/?Action=ListRoles&Version=2015-05-01&Format=JSON`, { method: "POST" });
  assert.deepEqual([anonymous.status, ((await anonymous.json()) as { Code: string }).Code], [400, "MissingParameter"]);
});

test("somebody without permission is told so", async () => {
  key = cloud.accessKey(ACCOUNT, "reader", ["AliyunRAMReadOnlyAccess"]);
  assert.equal((await ask({ action: "ListRoles", version: "2015-05-01" })).code, "OK");
  const { status, code, body } = await ask({ action: "DeleteRole", version: "2015-05-01", query: "RoleName=any" });
  assert.deepEqual([status, code, (body["AccessDeniedDetail"] as { AuthAction: string }).AuthAction], [403, "NoPermission", "ram:DeleteRole"]);
});

test("the next calls fail as they are told, and the log says what reached the cloud", async () => {
  const create: Changes = { action: "CreatePolicy", version: "2015-05-01", query: `${POLICY}&PolicyName=p` };
  cloud.api.faults.inject(BUSY, { action: "CreatePolicy" });
  cloud.api.faults.inject(THROTTLED, { action: "CreatePolicy", account: ACCOUNT });
  assert.deepEqual([(await ask(create)).status, (await ask()).code], [503, "OK"]);
  await refused("Throttling.User", create);
  assert.equal(cloud.accounts.get(ACCOUNT).policies.size, 0);
  cloud.api.faults.inject({ kind: "HangUp" }, { action: "CreatePolicy" });
  await assert.rejects(ask(create));
  assert.equal(cloud.accounts.get(ACCOUNT).policies.size, 0);
  cloud.api.faults.inject({ kind: "LoseAnswer" }, { action: "CreatePolicy" });
  await assert.rejects(ask(create));
  await refused("EntityAlreadyExists.Policy", create);
  assert.deepEqual(
    cloud.api.faults.log.filter(({ action }) => action === "CreatePolicy").map(({ outcome }) => outcome),
    ["ServiceUnavailable", "Throttling.User", "HungUp", "AnswerLost", "EntityAlreadyExists.Policy"],
  );
  assert.equal(cloud.api.faults.done("CreatePolicy"), 1);
});

test("a call is held before or after it takes effect, until it is let go or dropped", async () => {
  const create = (name: string): Promise<{ code: string }> => ask({ action: "CreatePolicy", version: "2015-05-01", query: `${POLICY}&PolicyName=${name}` });
  const { policies } = cloud.accounts.get(ACCOUNT);
  const before = cloud.api.faults.hold({ action: "CreatePolicy" }, 2, "before");
  assert.equal((await create("first")).code, "OK");
  const second = create("second");
  assert.equal((await before.reached).action, "CreatePolicy");
  assert.deepEqual([...policies.keys()], ["first"]);
  before.release();
  assert.equal((await second).code, "OK");
  const after = cloud.api.faults.hold({}, 1, "after");
  const third = create("third").catch(() => "gone");
  await after.reached;
  assert.deepEqual([...policies.keys()], ["first", "second", "third"]);
  after.drop();
  assert.equal(await third, "gone");
});

test("a token of an OIDC provider that the account knows opens the role that trusts it", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const account = cloud.accounts.get(ACCOUNT);
  account.oidcProviders.set("cluster", { name: "cluster", issuer: "https://oidc.example", clientIds: ["sts.aliyuncs.com"], key: publicKey.export({ type: "spki", format: "pem" }).toString() });
  const provider = `acs:ram::${ACCOUNT}:oidc-provider/cluster`;
  const trust = { Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Federated: [provider] }, Condition: { StringEquals: { "oidc:sub": "system:serviceaccount:sso:server" } } }] };
  const encoded = encodeURIComponent(JSON.stringify(trust));
  assert.equal((await ask({ action: "CreateRole", version: "2015-05-01", query: `AssumeRolePolicyDocument=${encoded}&RoleName=pod` })).code, "OK");
  const tokenOf = (changes: object): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: "https://oidc.example", aud: "sts.aliyuncs.com", sub: "system:serviceaccount:sso:server", iat: now, exp: now + 60, ...changes };
    const text = [{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64url")}`;
  };
  const assume = async (token: string): Promise<string> => {
    const query = new URLSearchParams({ Action: "AssumeRoleWithOIDC", Version: "2015-04-01", Format: "JSON", RoleArn: `acs:ram::${ACCOUNT}:role/pod`, OIDCProviderArn: provider, OIDCToken: token, RoleSessionName: "server" });
    const answer = (await (await fetch(`${cloud.origin}/?${query}`, { method: "POST" })).json()) as { Code?: string; AssumedRoleUser?: { Arn: string } };
    return answer.Code ?? answer.AssumedRoleUser?.Arn ?? "";
  };
  assert.equal(await assume(tokenOf({})), `acs:ram::${ACCOUNT}:assumed-role/pod/server`);
  assert.equal(await assume(tokenOf({ exp: 1 })), "AuthenticationFail.OIDCToken.Expired");
  assert.equal(await assume(tokenOf({ aud: "another" })), "AuthenticationFail.OIDCToken.Invalid");
  assert.equal(await assume(tokenOf({ sub: "another" })), "AuthenticationFail.NoPermission");
  assert.equal(await assume(`${tokenOf({})}x`), "AuthenticationFail.OIDCToken.Invalid");
});
