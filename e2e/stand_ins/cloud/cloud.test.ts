import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type KeyAndCertificate, makeCertificate } from "../certificate.ts";
import { at, type Changes, idpMetadata, roleResponse } from "./role_responses.ts";
import { Cloud } from "./server.ts";

const ISSUER = "http://localhost:8080/saml/idp/d-1";
const ACCOUNT = "1000000000000001";
const PROVIDER = "AliyunReservedSSO-d-1";
const key = makeCertificate("our identity provider");
const otherKey = makeCertificate("somebody else");

let cloud: Cloud;

before(async () => {
  cloud = await Cloud.start();
});
after(() => cloud.stop());
beforeEach(() => {
  cloud.site = "international";
  cloud.accounts.clear();
  cloud.accounts.put({ id: ACCOUNT, name: "Production" });
  cloud.accounts.put({ id: "2000000000000002", name: "Development" });
  cloud.accounts.putProvider(ACCOUNT, PROVIDER, metadataOf(key));
  cloud.accounts.putProvider(ACCOUNT, "other-provider", metadataOf(key));
  cloud.accounts.putRole(ACCOUNT, { name: "AliyunReservedSSO-ecs-reader", provider: PROVIDER, systemPolicies: ["AliyunECSReadOnlyAccess"] });
  cloud.accounts.putRole(ACCOUNT, { name: "AliyunReservedSSO-short", provider: PROVIDER, systemPolicies: ["AdministratorAccess"], maxSessionSeconds: 3600 });
});

const ROLE = `acs:ram::${ACCOUNT}:role/AliyunReservedSSO-ecs-reader,acs:ram::${ACCOUNT}:saml-provider/${PROVIDER}`;

function metadataOf(...keys: readonly KeyAndCertificate[]): string {
  return idpMetadata(ISSUER, ...keys);
}

function response(changes: Changes = {}): string {
  return roleResponse(cloud.origin, { issuer: ISSUER, key, role: ROLE }, changes);
}

async function refusedAs(code: string, samlResponse: string): Promise<void> {
  await assert.rejects(cloud.accept(samlResponse), (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

test("a response as the documents ask for opens a session with role, name and end", async () => {
  const logon = await cloud.accept(response());
  assert.equal(logon.account.name, "Production");
  assert.equal(logon.role.name, "AliyunReservedSSO-ecs-reader");
  assert.equal(logon.sessionName, "alice@example.com");
  const seconds = (logon.until.getTime() - Date.now()) / 1000;
  assert.ok(seconds > 1790 && seconds <= 1800, String(seconds));
});

test("role and provider may stand in either order", async () => {
  await cloud.accept(response({ role: ROLE.split(",").reverse().join(",") }));
});

test("the session ends at the earliest of all limits", async () => {
  const minutes = async (changes: Changes): Promise<number> => Math.round(((await cloud.accept(response(changes))).until.getTime() - Date.now()) / 60_000);
  assert.equal(await minutes({ duration: null }), 60);
  assert.equal(await minutes({ duration: "43200" }), 360, "the account's own limit is six hours");
  assert.equal(await minutes({ duration: "1800", authnStatement: `<AuthnStatement AuthnInstant="${at(0, {})}" SessionNotOnOrAfter="${at(600, {})}"/>` }), 10);
});

test("the signature has to fit the provider named in the role attribute", async () => {
  await refusedAs("InvalidSignature", response({ key: otherKey }));
  await refusedAs("InvalidSignature", response({ unsigned: true }));
  await refusedAs("InvalidSignature", response({ algorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" }));
  await refusedAs("InvalidSignature", response({ transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"] }));
});

test("a response changed after signing is refused", async () => {
  await refusedAs("InvalidSignature", response({ after: (xml) => xml.replace("alice@example.com</AttributeValue>", "admin@example.com</AttributeValue>") }));
  await refusedAs("InvalidSignature", response({ after: (xml) => xml.replace(/<SignatureValue>..../, "<SignatureValue>AAAA") }));
});

test("an assertion wrapped around the signed one is refused", async () => {
  const inside = (xml: string): string => {
    const signed = /<Assertion .*<\/Assertion>/s.exec(xml)?.[0] ?? assert.fail();
    const forged = signed.replace(/ID="_assertion\d+"/, 'ID="_forged"').replace("alice@example.com</AttributeValue>", "admin@example.com</AttributeValue>");
    return xml.replace(signed, forged.replace("</Assertion>", `<Advice>${signed}</Advice></Assertion>`));
  };
  await refusedAs("InvalidSignature", response({ after: inside }));
  await refusedAs("InvalidSAMLResponse", response({ after: (xml) => xml.replace(/(<Assertion .*<\/Assertion>)/s, "$1$1") }));
});

test("two certificates in the provider's metadata are both accepted, and an old one no more once it is gone", async () => {
  cloud.accounts.putProvider(ACCOUNT, PROVIDER, metadataOf(otherKey, key));
  await cloud.accept(response());
  await cloud.accept(response({ key: otherKey }));
  cloud.accounts.putProvider(ACCOUNT, PROVIDER, metadataOf(otherKey));
  await refusedAs("InvalidSignature", response());
});

test("audience, destination, recipient and issuer have to be exact", async () => {
  await refusedAs("InvalidAudience", response({ audience: "urn:alibaba:cloudcomputing" }));
  await refusedAs("InvalidAudience", response({ rewrite: (xml) => xml.replace(/<AudienceRestriction>.*<\/AudienceRestriction>/, "") }));
  await refusedAs("InvalidDestination", response({ destination: `${cloud.origin}/saml-role/sso/` }));
  await refusedAs("InvalidRecipient", response({ recipient: "https://signin.alibabacloud.com/saml-role/sso" }));
  await refusedAs("InvalidIssuer", response({ issuer: `${ISSUER}/` }));
});

test("the China site takes its own audience only", async () => {
  cloud.site = "china";
  await cloud.accept(response({ audience: "urn:alibaba:cloudcomputing" }));
  await refusedAs("InvalidAudience", response());
});

test("an assertion is valid at its time only, and once", async () => {
  await refusedAs("Expired", response({ seconds: -1000 }));
  await refusedAs("NotYetValid", response({ seconds: 1000 }));
  const once = response();
  await cloud.accept(once);
  await refusedAs("Replayed", once);
});

test("a refused response does not use up its assertion", async () => {
  const early = response();
  await assert.rejects(cloud.accept(early, new Date(Date.now() - 3_600_000)));
  await cloud.accept(early);
});

test("the role attribute names an existing role and a provider it trusts, in one account", async () => {
  const pair = (account: string, role: string, provider: string, providerAccount = account): string => `acs:ram::${account}:role/${role},acs:ram::${providerAccount}:saml-provider/${provider}`;
  const reader = "AliyunReservedSSO-ecs-reader";
  await refusedAs("EntityNotExist.Account", response({ role: pair("3000000000000003", reader, PROVIDER) }));
  await refusedAs("EntityNotExist.SAMLProvider", response({ role: pair("2000000000000002", reader, PROVIDER) }));
  await refusedAs("EntityNotExist.RoleArn", response({ role: pair(ACCOUNT, "AliyunReservedSSO-none", PROVIDER) }));
  await refusedAs("NoPermission.Trust", response({ role: pair(ACCOUNT, reader, "other-provider") }));
  await refusedAs("InvalidRoleAttribute", response({ role: pair(ACCOUNT, reader, PROVIDER, "2000000000000002") }));
  for (const role of ["", "acs:ram::1:role/x", `${ROLE},${ROLE}`, ROLE.replace("acs:", "arn:"), `${ROLE}</AttributeValue><AttributeValue>${ROLE}`]) {
    await refusedAs("InvalidRoleAttribute", response({ role }));
  }
});

test("the session name keeps to its characters and its length", async () => {
  for (const sessionName of ["ab", "a".repeat(64), "A-Za-z0-9-_.@=,+"]) await cloud.accept(response({ sessionName }));
  for (const sessionName of [null, "", "a", "a".repeat(65), "alice smith", "álice", "a/b", "alice</AttributeValue><AttributeValue>bob"]) {
    await refusedAs("InvalidRoleSessionName", response({ sessionName }));
  }
});

test("the session duration lies between 900 seconds and the role's maximum", async () => {
  await cloud.accept(response({ duration: "900" }));
  for (const duration of ["", "899", "43201", "1h", "-900", "900.5"]) await refusedAs("InvalidSessionDuration", response({ duration }));
  await refusedAs("InvalidSessionDuration", response({ role: ROLE.replace("ecs-reader", "short"), duration: "3601" }));
});

test("subject, confirmation and authentication statement have to be there, once", async () => {
  await refusedAs("InvalidSubject", response({ nameId: "" }));
  await refusedAs("InvalidSAMLResponse", response({ rewrite: (xml) => xml.replace(/<NameID>.*<\/NameID>/, "") }));
  await refusedAs("InvalidSAMLResponse", response({ rewrite: (xml) => xml.replace(/(<NameID>.*<\/NameID>)/, "$1$1") }));
  await refusedAs("InvalidSubject", response({ rewrite: (xml) => xml.replace("cm:bearer", "cm:holder-of-key") }));
  await refusedAs("InvalidTime", response({ rewrite: (xml) => xml.replace(/(<SubjectConfirmationData) NotOnOrAfter="[^"]*"/, "$1") }));
  await refusedAs("InvalidAuthnStatement", response({ authnStatement: "" }));
  await refusedAs("StatusNotSuccess", response({ status: "Requester" }));
});

test("what is no response at all is refused and nothing breaks", async () => {
  const encode = (xml: string): string => Buffer.from(xml).toString("base64");
  for (const body of ["", "%%%", encode(""), encode("text"), encode("<a>"), encode(`<!DOCTYPE a [<!ENTITY b "c">]>${Buffer.from(response(), "base64")}`), Buffer.from([0xff, 0xfe, 0x00]).toString("base64")]) {
    await refusedAs("InvalidSAMLResponse", body);
  }
});

async function signIn(changes: Changes = {}, relayState = ""): Promise<{ cookie: string; location: string }> {
  const answer = await fetch(`${cloud.origin}/saml-role/sso`, { method: "POST", redirect: "manual", body: new URLSearchParams({ SAMLResponse: response(changes), RelayState: relayState }) });
  assert.equal(answer.status, 303);
  return { cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "", location: answer.headers.get("location") ?? "" };
}

async function visit(path: string, cookie: string, form?: Record<string, string>): Promise<{ status: number; text: string }> {
  const answer = await fetch(cloud.origin + path, { headers: { cookie }, ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}) });
  return { status: answer.status, text: await answer.text() };
}

test("the console says who acts where", async () => {
  const { cookie, location } = await signIn();
  assert.equal(location, "/console");
  const home = await visit("/console", cookie);
  assert.match(home.text, /Production/);
  assert.match(home.text, new RegExp(ACCOUNT));
  assert.match(home.text, /AliyunReservedSSO-ecs-reader\/alice@example\.com/);
});

test("a read-only role sees an instance and is refused Stop, and the instance keeps running", async () => {
  const { cookie } = await signIn();
  assert.match((await visit("/console/ecs", cookie)).text, /web-1<\/td><td>Running/);
  const id = cloud.accounts.get(ACCOUNT).instances[0]?.id;
  const refused = await visit(`/console/ecs/${id}/stop`, cookie, {});
  assert.equal(refused.status, 403);
  assert.match(refused.text, /NoPermission<\/strong> You are not authorized to do ecs:StopInstance/);
  assert.match(refused.text, /web-1<\/td><td>Running/);
  assert.match((await visit("/console/oss", cookie)).text, /NoPermission/);
});

test("an administrator stops and starts an instance, and reads, writes and deletes objects", async () => {
  const { cookie } = await signIn({ role: ROLE.replace("ecs-reader", "short") });
  const id = cloud.accounts.get(ACCOUNT).instances[0]?.id;
  assert.match((await visit(`/console/ecs/${id}/stop`, cookie, {})).text, /Stopped web-1\./);
  assert.equal((await visit(`/console/ecs/${id}/stop`, cookie, {})).status, 409);
  assert.match((await visit(`/console/ecs/${id}/start`, cookie, {})).text, /Started web-1\./);
  const bucket = `/console/oss/reports-0001`;
  assert.match((await visit(`${bucket}/read`, cookie, { key: "read-me.txt" })).text, /Monthly and quarterly/);
  assert.match((await visit(`${bucket}/write`, cookie, { key: "new.txt", content: "<b>" })).text, /new\.txt<\/td>/);
  assert.match((await visit(`${bucket}/read`, cookie, { key: "new.txt" })).text, /<pre>&#60;b&#62;<\/pre>/);
  assert.doesNotMatch((await visit(`${bucket}/delete`, cookie, { key: "new.txt" })).text, /new\.txt<\/td>/);
  assert.equal((await visit(`${bucket}/read`, cookie, { key: "new.txt" })).status, 404);
});

test("an inline policy narrows what a system policy grants", async () => {
  cloud.accounts.putRole(ACCOUNT, {
    name: "AliyunReservedSSO-inline",
    provider: PROVIDER,
    systemPolicies: ["AliyunECSFullAccess"],
    inlinePolicy: JSON.stringify({ Version: "1", Statement: { Effect: "Deny", Action: "ecs:StopInstance", Resource: "*", Condition: { StringEquals: { "acs:ResourceTag/stage": "production" } } } }),
  });
  const { cookie } = await signIn({ role: ROLE.replace("ecs-reader", "inline") });
  const [web, , jobs] = cloud.accounts.get(ACCOUNT).instances;
  assert.match((await visit(`/console/ecs/${web?.id}/stop`, cookie, {})).text, /denied by the policy AliyunReservedSSO-inline-InlinePolicy/);
  assert.match((await visit(`/console/ecs/${jobs?.id}/start`, cookie, {})).text, /Started nightly-jobs/);
  assert.match((await visit(`/console/ecs/${jobs?.id}/stop`, cookie, {})).text, /Stopped nightly-jobs/);
});

test("a RelayState leads to this console's pages or nowhere", async () => {
  const lands = async (relayState: string): Promise<string> => (await signIn({}, relayState)).location;
  assert.equal(await lands(`${cloud.origin}/console/ecs`), "/console/ecs");
  assert.equal(await lands("https://ecs.console.alibabacloud.com/"), "/console/ecs");
  assert.equal(await lands("https://oss.console.aliyun.com/bucket"), "/console/oss");
  for (const foreign of ["https://evil.example/console/ecs", "https://ecs.console.alibabacloud.com.evil.example/", "https://ecs.evilalibabacloud.com/", "http://ecs.console.alibabacloud.com/", "//evil.example", "javascript:alert(1)", `${cloud.origin}/control/reset`]) {
    assert.equal(await lands(foreign), "/console", foreign);
  }
});

test("there is no console without a session", async () => {
  assert.equal((await visit("/console", "")).status, 401);
  const { cookie } = await signIn();
  await visit("/console/sign-out", cookie, {});
  assert.equal((await visit("/console", cookie)).status, 401);
});

test("the control door refuses what cannot be set up", async () => {
  const post = async (path: string, body: unknown): Promise<number> => (await fetch(`${cloud.origin}/control${path}`, { method: "POST", body: JSON.stringify(body) })).status;
  assert.equal(await post("/accounts", { id: "3000000000000003", name: "Sandbox" }), 200);
  assert.equal(await post("/accounts", { id: "x", name: "Sandbox" }), 400);
  assert.equal(await post("/accounts", []), 400);
  assert.equal(await post("/accounts/3000000000000003/saml-providers", { name: "p", metadata: "<a/>" }), 400);
  assert.equal(await post("/accounts/3000000000000003/saml-providers", { name: "p", metadata: metadataOf(key) }), 200);
  assert.equal(await post("/accounts/3000000000000003/roles", { name: "r", provider: "none" }), 404);
  assert.equal(await post("/accounts/3000000000000003/roles", { name: "r", provider: "p", systemPolicies: ["NoSuchAccess"] }), 404);
  assert.equal(await post("/accounts/3000000000000003/roles", { name: "r", provider: "p", inlinePolicy: "{" }), 400);
  assert.equal(await post("/accounts/3000000000000003/roles", { name: "r", provider: "p", systemPolicies: ["ReadOnlyAccess"] }), 200);
  assert.equal(await post("/site", { site: "constructor" }), 400);
});
