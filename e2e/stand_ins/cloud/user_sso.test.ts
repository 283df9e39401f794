import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { makeCertificate } from "../certificate.ts";
import { putUser } from "./control.ts";
import { setUserSso } from "./ram/user_sso.ts";
import { deleteUser } from "./ram/users.ts";
import { type Changes, idpMetadata, roleResponse } from "./role_responses.ts";
import { Cloud } from "./server.ts";

const ISSUER = "http://localhost:8080/saml/idp/d-1";
const ACCOUNT = "1000000000000001";
const OTHER = "2000000000000002";
const ADA = `ada@${ACCOUNT}.onaliyun.com`;
const key = makeCertificate("our identity provider");
const otherKey = makeCertificate("somebody else");
const REDIRECT = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="http://localhost:8080/saml/log-on"/>`;
const metadata = idpMetadata(ISSUER, key).replace("<SingleSignOnService", `${REDIRECT}<SingleSignOnService`);

let cloud: Cloud;

before(async () => {
  cloud = await Cloud.start();
});
after(() => cloud.stop());
beforeEach(() => {
  cloud.clear();
  for (const [id, name] of [[ACCOUNT, "Production"], [OTHER, "Development"]] as const) {
    const account = cloud.accounts.put({ id, name });
    setUserSso(account, { metadata, enabled: true });
    putUser(account, { name: "ada", password: "correct horse", groups: ["web"], systemPolicies: ["AliyunECSReadOnlyAccess"] });
  }
});

function response(changes: Changes = {}): string {
  const url = `${cloud.origin}/saml/SSO`;
  const withoutAttributes = (assertion: string): string => assertion.replace(/<AttributeStatement>.*<\/AttributeStatement>/s, "");
  const usual = { nameId: ADA, destination: url, recipient: url, audience: `${cloud.origin}/${ACCOUNT}/saml/SSO`, rewrite: withoutAttributes };
  return roleResponse(cloud.origin, { issuer: ISSUER, key, role: "" }, { ...usual, ...changes });
}

async function refusedAs(code: string, samlResponse: string): Promise<void> {
  await assert.rejects(cloud.acceptUser(samlResponse), (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(cloud.origin + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

const session = (answer: Response): { headers: { cookie: string } } => ({ headers: { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" } });

test("a response as the documents ask for opens a session of the RAM user, as RAM has it", async () => {
  const accessKey = cloud.accessKey(ACCOUNT, "ada");
  const answer = await post("/saml/SSO", { SAMLResponse: response(), RelayState: "https://homenew.console.aliyun.com" });
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/console"]);
  const page = await (await fetch(`${cloud.origin}/console`, session(answer))).text();
  for (const shown of ["Production", ACCOUNT, ADA, "AliyunECSReadOnlyAccess", "web", accessKey.id]) assert.ok(page.includes(`<dd>${shown}</dd>`), shown);
  assert.equal((await fetch(`${cloud.origin}/console/ecs`, session(answer))).status, 200);
  assert.equal((await fetch(`${cloud.origin}/console/oss`, session(answer))).status, 403);
});

test("a session ends with the RAM user, and at the earliest of all limits", async () => {
  const authn = (end: number): string => `<AuthnStatement AuthnInstant="${new Date().toISOString()}" SessionNotOnOrAfter="${new Date(Date.now() + end * 1000).toISOString()}"><AuthnContext><AuthnContextClassRef>x</AuthnContextClassRef></AuthnContext></AuthnStatement>`;
  const seconds = async (changes: Changes): Promise<number> => Math.round(((await cloud.acceptUser(response(changes))).until.getTime() - Date.now()) / 1000);
  assert.equal(await seconds({}), 6 * 3600);
  assert.equal(await seconds({ authnStatement: authn(900) }), 900);
  assert.equal(await seconds({ authnStatement: authn(24 * 3600) }), 6 * 3600);
  const answer = await post("/saml/SSO", { SAMLResponse: response() });
  const account = cloud.accounts.get(ACCOUNT);
  account.users.get("ada")?.groups.clear();
  account.users.get("ada")?.attached.clear();
  deleteUser(account, "ada", false);
  putUser(account, { name: "ada" });
  assert.equal((await fetch(`${cloud.origin}/console`, session(answer))).status, 401, "another of the same name is somebody else");
});

test("what is meant for somebody or somewhere else is refused", async () => {
  const url = `${cloud.origin}/saml-role/sso`;
  await refusedAs("InvalidDestination", response({ destination: url }));
  await refusedAs("InvalidRecipient", response({ recipient: url }));
  await refusedAs("InvalidAudience", response({ audience: "urn:alibaba:cloudcomputing:international" }));
  await refusedAs("InvalidAudience", response({ audience: `${cloud.origin}/3000000000000003/saml/SSO` }));
  await refusedAs("EntityNotExist.User", response({ nameId: `eva@${ACCOUNT}.onaliyun.com` }));
  await refusedAs("EntityNotExist.User", response({ nameId: `ada@${OTHER}.onaliyun.com` }));
  await refusedAs("EntityNotExist.User", response({ nameId: "ada" }));
  await refusedAs("InvalidIssuer", response({ issuer: "http://localhost:8080/saml/idp/d-2" }));
  await refusedAs("Expired", response({ seconds: -3600 }));
  await refusedAs("NotYetValid", response({ seconds: 3600 }));
  await refusedAs("StatusNotSuccess", response({ status: "Responder" }));
  await refusedAs("InvalidAuthnStatement", response({ authnStatement: "" }));
});

test("only the account's own identity provider lets in, once, and only while the switch is on", async () => {
  await refusedAs("InvalidSignature", response({ key: otherKey }));
  await refusedAs("InvalidSignature", response({ unsigned: true }));
  await refusedAs("InvalidSignature", response({ after: (xml) => xml.replace(`${ADA}</NameID>`, `admin@${ACCOUNT}.onaliyun.com</NameID>`) }));
  setUserSso(cloud.accounts.get(OTHER), { metadata: idpMetadata("http://adfs.example", otherKey), enabled: true });
  await refusedAs("InvalidSignature", response({ audience: `${cloud.origin}/${OTHER}/saml/SSO`, nameId: `ada@${OTHER}.onaliyun.com` }));
  const good = response();
  await cloud.acceptUser(good);
  await refusedAs("Replayed", good);
  setUserSso(cloud.accounts.get(ACCOUNT), { metadata, enabled: false });
  await refusedAs("UserSsoDisabled", response());
});

test("a name without domain and one with the auxiliary domain are taken where the account says so", async () => {
  setUserSso(cloud.accounts.get(ACCOUNT), { metadata, enabled: true, loginWithDomain: false });
  assert.equal((await cloud.acceptUser(response({ nameId: "ada" }))).user.principalName, ADA);
  await refusedAs("EntityNotExist.User", response());
  setUserSso(cloud.accounts.get(ACCOUNT), { metadata, enabled: true, auxiliaryDomain: "example.com" });
  assert.equal((await cloud.acceptUser(response({ nameId: "ada@example.com" }))).user.principalName, ADA);
});

test("a password is taken only while user-based SSO is off; while it is on the identity provider is asked", async () => {
  const enter = (password: string): Promise<Response> => post("/login", { name: ADA, password });
  const asked = await enter("correct horse");
  const to = new URL(asked.headers.get("location") ?? "");
  assert.deepEqual([asked.status, to.origin + to.pathname, asked.headers.get("set-cookie")], [303, "http://localhost:8080/saml/log-on", null]);
  const request = inflateRawSync(Buffer.from(to.searchParams.get("SAMLRequest") ?? "", "base64")).toString();
  assert.ok(request.includes(`>${cloud.origin}/${ACCOUNT}/saml/SSO<`) && request.includes(`AssertionConsumerServiceURL="${cloud.origin}/saml/SSO"`));
  setUserSso(cloud.accounts.get(ACCOUNT), { metadata, enabled: false });
  assert.equal((await enter("wrong horse")).status, 403);
  assert.equal((await post("/login", { name: "ada@nowhere.example", password: "x" })).status, 403);
  const answer = await enter("correct horse");
  assert.equal((await fetch(`${cloud.origin}/console`, session(answer))).status, 200);
  putUser(cloud.accounts.get(ACCOUNT), { name: "eva" });
  assert.equal((await post("/login", { name: `eva@${ACCOUNT}.onaliyun.com`, password: "" })).status, 403);
});

test("the back door makes RAM users and another identity provider, and shows both", async () => {
  const control = (path: string, body?: object): Promise<Response> => fetch(`${cloud.origin}/control/${path}`, body ? { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {});
  assert.equal((await control(`accounts/${ACCOUNT}/users`, { name: "eva", comments: "payroll", password: "x", mfaDevice: true, groups: ["data"] })).status, 200);
  assert.equal((await control(`accounts/${ACCOUNT}/users`, { name: "eva" })).status, 409);
  assert.equal((await control(`accounts/${ACCOUNT}/user-sso`, { metadata: idpMetadata("http://adfs.example", otherKey), enabled: true })).status, 200);
  const { accounts } = (await (await control("state")).json()) as { accounts: { id: string; users: { name: string }[]; userSso: object }[] };
  const account = accounts.find(({ id }) => id === ACCOUNT);
  assert.deepEqual(account?.userSso, { enabled: true, entityId: "http://adfs.example" });
  const expected = { name: "eva", principalName: `eva@${ACCOUNT}.onaliyun.com`, displayName: "", comments: "payroll", password: true, mfa: true, groups: ["data"], policies: [] };
  assert.deepEqual(account.users.find(({ name }) => name === "eva"), expected);
});
