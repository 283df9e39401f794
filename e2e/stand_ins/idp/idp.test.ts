import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { makeCertificate } from "../certificate.ts";
import { verifySignature } from "../cloud/signature.ts";
import { attribute, children, elements, NS, only, parse, rootOf, textOf } from "../xml.ts";
import { IdentityProvider } from "./server.ts";
import type { Application } from "./tenant.ts";

const ENTITY_ID = "http://localhost:8080/saml/sp/d-1";
const ACS = "http://localhost:8080/saml/acs/d-1";
const SCHEMAS = "/usr/share/simplesamlphp/schemas";

let idp: IdentityProvider;
let application: Application;
const sp = makeCertificate("service provider");

const spMetadata = `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="${NS.metadata}" entityID="${ENTITY_ID}"><md:SPSSODescriptor protocolSupportEnumeration="${NS.protocol}">
  <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${NS.dsig}"><ds:X509Data><ds:X509Certificate>${sp.base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
  <md:AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${ACS}"/></md:SPSSODescriptor></md:EntityDescriptor>`;

before(async () => {
  idp = await IdentityProvider.start();
  idp.tenant.putUser({ upn: "alice@example.com", password: "alice-password", groups: ["5f0c9e5c-6f6e-4b8f-9a55-0a9cf7f3c001"] });
  idp.tenant.putUser({ upn: "mallory@example.com", password: "mallory-password" });
  idp.tenant.putUser({ upn: "gone@example.com", password: "gone-password", enabled: false });
  application = idp.putApplication({ name: "CloudSSODemo", metadata: spMetadata, assigned: ["alice@example.com", "gone@example.com"] });
});
after(() => idp.stop());
beforeEach(() => {
  idp.tenant.nextFault = undefined;
  application.relayState = "";
  application.requireSignedRequests = false;
});

function authnRequest(changes: { id?: string; issuer?: string; acs?: string; extra?: string } = {}): string {
  const { id = "_a1", issuer = ENTITY_ID, acs = ACS, extra = "" } = changes;
  return `<samlp:AuthnRequest xmlns:samlp="${NS.protocol}" ID="${id}" Version="2.0" IssueInstant="2026-01-01T00:00:00Z" AssertionConsumerServiceURL="${acs}"><Issuer xmlns="${NS.assertion}">${issuer}</Issuer>${extra}</samlp:AuthnRequest>`;
}

function redirectUrl(request: string, extra = ""): string {
  return `${idp.origin}/${idp.tenant.id}/saml2?SAMLRequest=${encodeURIComponent(deflateRawSync(request).toString("base64"))}${extra}`;
}

async function visit(url: string, form?: Record<string, string>, cookie = ""): Promise<{ status: number; text: string; location: string; cookie: string }> {
  const answer = await fetch(url, { redirect: "manual", headers: { cookie }, ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}) });
  return {
    status: answer.status,
    text: await answer.text(),
    location: new URL(answer.headers.get("location") ?? "/", idp.origin).href,
    cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "",
  };
}

async function signIn(start: string, upn: string, password: string): ReturnType<typeof visit> {
  const { location } = await visit(start);
  const first = await visit(location, { upn });
  assert.match(first.text, /Enter password/);
  return visit(location, { upn, password });
}

function fieldOf(page: string, name: string): string | undefined {
  const value = new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(page)?.[1];
  return value?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

function responseIn(page: string): string {
  return Buffer.from(fieldOf(page, "SAMLResponse") ?? assert.fail("no SAMLResponse on the page"), "base64").toString();
}

test("the metadata has Entra's shape and a signature that another library accepts", async () => {
  const answer = await fetch(`${idp.origin}/${idp.tenant.id}/federationmetadata/2007-06/federationmetadata.xml`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "starts with a byte order mark");
  const document = parse(bytes.toString());
  const entity = rootOf(document, NS.metadata, "EntityDescriptor");
  assert.equal(attribute(entity, "entityID"), `https://sts.windows.net/${idp.tenant.id}/`);
  assert.deepEqual(elements(entity).map((child) => child.localName), ["Signature", "RoleDescriptor", "RoleDescriptor", "IDPSSODescriptor"]);
  await verifySignature(document, entity, [idp.tenant.signingKey.base64]);
  const services = children(only(entity, NS.metadata, "IDPSSODescriptor"), NS.metadata, "SingleSignOnService");
  assert.deepEqual(services.map((service) => attribute(service, "Location")), Array(2).fill(`${idp.origin}/${idp.tenant.id}/saml2`));
});

test("metadata and response are valid against the OASIS schemas", { skip: !existsSync(SCHEMAS) && "simplesamlphp, which brings the schemas, is not installed" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "schemas-"));
  const imports = ["saml-schema-protocol-2.0.xsd", "saml-schema-metadata-2.0.xsd"];
  const namespaces = [NS.protocol, NS.metadata];
  writeFileSync(join(folder, "all.xsd"), `<schema xmlns="http://www.w3.org/2001/XMLSchema">${imports.map((file, index) => `<import namespace="${namespaces[index]}" schemaLocation="${SCHEMAS}/${file}"/>`).join("")}</schema>`);
  const response = Buffer.from(idp.mint(application, "alice@example.com", "_a1").samlResponse, "base64").toString();
  // The schemas know no fed: types; those two roles are theirs alone and are left out here.
  const metadata = idp.metadata.replace("\uFEFF", "").replace(/<RoleDescriptor.*<\/RoleDescriptor>/s, "");
  for (const [name, xml] of [["response.xml", response], ["metadata.xml", metadata]] as const) {
    writeFileSync(join(folder, name), xml);
    execFileSync("xmllint", ["--nonet", "--noout", "--schema", join(folder, "all.xsd"), join(folder, name)], { stdio: "pipe" });
  }
  rmSync(folder, { recursive: true });
});

test("a request ends, after user name and password, in a response that answers it", async () => {
  const page = await signIn(redirectUrl(authnRequest(), "&RelayState=handle%3D1"), "alice@example.com", "alice-password");
  assert.match(page.text, new RegExp(`action="${ACS}"`));
  assert.equal(fieldOf(page.text, "RelayState"), "handle=1");
  const document = parse(responseIn(page.text));
  const response = rootOf(document, NS.protocol, "Response");
  assert.equal(attribute(response, "InResponseTo"), "_a1");
  assert.equal(attribute(response, "Destination"), ACS);
  assert.equal(children(response, NS.dsig, "Signature").length, 0, "the response itself is not signed");
  const assertion = only(response, NS.assertion, "Assertion");
  await verifySignature(document, assertion, [idp.tenant.signingKey.base64]);
  const subject = only(assertion, NS.assertion, "Subject");
  assert.equal(textOf(only(subject, NS.assertion, "NameID")), "alice@example.com");
  const claims = children(only(assertion, NS.assertion, "AttributeStatement"), NS.assertion, "Attribute").map((claim) => attribute(claim, "Name")?.split("/").at(-1));
  assert.deepEqual(claims, ["tenantid", "objectidentifier", "displayname", "groups", "identityprovider", "authnmethodsreferences", "givenname", "surname", "emailaddress", "name"]);
});

test("a second visit finds the session and asks nothing", async () => {
  const { cookie } = await signIn(redirectUrl(authnRequest()), "alice@example.com", "alice-password");
  const again = await visit(redirectUrl(authnRequest({ id: "_a2" })), undefined, cookie);
  assert.match(responseIn(again.text), /InResponseTo="_a2"/);
});

test("a request by POST is taken as well", async () => {
  const { location } = await visit(`${idp.origin}/${idp.tenant.id}/saml2`, { SAMLRequest: Buffer.from(authnRequest({ id: "_p1" })).toString("base64") });
  await visit(location, { upn: "alice@example.com" });
  const page = await visit(location, { upn: "alice@example.com", password: "alice-password" });
  assert.match(responseIn(page.text), /InResponseTo="_p1"/);
});

test("the user access URL gives an unsolicited response with the relay state of the application", async () => {
  application.relayState = "http://localhost:8080/portal";
  const page = await signIn(idp.userAccessUrl(application), "alice@example.com", "alice-password");
  assert.equal(fieldOf(page.text, "RelayState"), "http://localhost:8080/portal");
  assert.doesNotMatch(responseIn(page.text), /InResponseTo/);
});

test("requests Entra would refuse are refused with its codes", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [redirectUrl(authnRequest({ id: "1a" })), /AADSTS7500529/],
    [redirectUrl(authnRequest({ issuer: "http://elsewhere/sp" })), /AADSTS700016/],
    [redirectUrl(authnRequest({ acs: `${ACS}x` })), /AADSTS50011/],
    [redirectUrl(authnRequest({ extra: `<Subject xmlns="${NS.assertion}"><NameID>a</NameID></Subject>` })), /AADSTS900236/],
    [redirectUrl("<not-a-request/>"), /AADSTS75005/],
    [redirectUrl(`<!DOCTYPE a>${authnRequest()}`), /AADSTS75005/],
    [`${idp.origin}/${idp.tenant.id}/saml2?SAMLRequest=%20`, /AADSTS75005/],
    [`${idp.origin}/${idp.tenant.id}/saml2`, /AADSTS750054/],
    [`${idp.origin}/another-tenant/saml2`, /AADSTS90002/],
  ];
  for (const [url, code] of cases) {
    const answer = await visit(url);
    assert.equal(answer.status, 400, url);
    assert.match(answer.text, code);
  }
});

test("an application that wants signed requests takes no other", async () => {
  application.requireSignedRequests = true;
  assert.match((await visit(redirectUrl(authnRequest()))).text, /AADSTS76021/);
  const { sign } = await import("node:crypto");
  const unsigned = new URL(redirectUrl(authnRequest(), `&RelayState=x&SigAlg=${encodeURIComponent("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")}`));
  const signature = (key = sp.privateKey): string => encodeURIComponent(sign("sha256", Buffer.from(unsigned.search.slice(1)), key).toString("base64"));
  assert.equal((await visit(`${unsigned.href}&Signature=${signature()}`)).status, 303);
  assert.match((await visit(`${unsigned.href}&Signature=${signature(makeCertificate("other").privateKey)}`)).text, /AADSTS76021/);
});

test("wrong passwords, unknown, disabled and unassigned people get no response", async () => {
  const { location } = await visit(redirectUrl(authnRequest()));
  assert.match((await visit(location, { upn: "nobody@example.com" })).text, /username may be incorrect/);
  assert.match((await visit(location, { upn: "alice@example.com", password: "wrong" })).text, /AADSTS50126/);
  assert.match((await visit(location, { upn: "gone@example.com", password: "gone-password" })).text, /AADSTS50057/);
  assert.match((await visit(location, { upn: "mallory@example.com", password: "mallory-password" })).text, /AADSTS50105/);
});

test("a user disabled later is asked again and let in no more", async () => {
  idp.tenant.putUser({ upn: "leaver@example.com", password: "p" });
  idp.tenant.assign(application, "leaver@example.com");
  const { cookie } = await signIn(redirectUrl(authnRequest()), "leaver@example.com", "p");
  idp.tenant.putUser({ upn: "leaver@example.com", password: "p", enabled: false });
  assert.equal((await visit(redirectUrl(authnRequest()), undefined, cookie)).status, 303);
});

test("a certificate rolls over in three steps", async () => {
  const [old] = idp.tenant.keys;
  assert.ok(old);
  const signer = async (certificate: string): Promise<void> => {
    const document = parse(Buffer.from(idp.mint(application, "alice@example.com", undefined).samlResponse, "base64").toString());
    await verifySignature(document, only(rootOf(document, NS.protocol, "Response"), NS.assertion, "Assertion"), [certificate]);
  };
  idp.tenant.rollOver("publish");
  assert.equal(idp.metadata.split(old.base64).length - 1, 4, "both stand in the metadata, the old one signs it");
  await signer(old.base64);
  idp.tenant.rollOver("switch");
  await assert.rejects(signer(old.base64));
  await signer(idp.tenant.signingKey.base64);
  idp.tenant.rollOver("remove");
  assert.equal(idp.metadata.includes(old.base64), false);
});

test("a fault spoils one response and no more", async () => {
  const minted = (): string => Buffer.from(idp.mint(application, "alice@example.com", "_a1").samlResponse, "base64").toString();
  const spoiled = (fault: object): string => {
    idp.tenant.nextFault = fault;
    return minted();
  };
  assert.match(spoiled({ audience: "urn:other" }), /<Audience>urn:other</);
  assert.match(spoiled({ recipient: "http://other/" }), /Recipient="http:\/\/other\/"/);
  assert.match(spoiled({ inResponseTo: "_other" }), /InResponseTo="_other"/);
  assert.doesNotMatch(spoiled({ inResponseTo: null }), /InResponseTo/);
  assert.doesNotMatch(spoiled({ unsigned: true }), /SignatureValue/);
  assert.doesNotMatch(spoiled({ status: { code: "Responder", message: "no" } }), /<Assertion/);
  assert.match(spoiled({ encrypted: true }), /EncryptedAssertion/);
  assert.equal(spoiled({ wrappedNameId: "admin" }).match(/<Assertion /g)?.length, 2);
  const last = minted();
  assert.equal(spoiled({ replay: true }), last);
  for (const fault of [{ unknownKey: true }, { nameIdAfterSigning: "admin" }]) {
    const document = parse(spoiled(fault));
    const assertion = only(rootOf(document, NS.protocol, "Response"), NS.assertion, "Assertion");
    await assert.rejects(verifySignature(document, assertion, [idp.tenant.signingKey.base64]));
  }
  assert.match(minted(), /<Audience>http:\/\/localhost:8080\/saml\/sp\/d-1</);
});

test("the application page takes the metadata file and shows what it read", async () => {
  const created = await visit(`${idp.origin}/applications`, { name: "Another" });
  const body = new FormData();
  body.set("file", new File([spMetadata], "sp.xml"));
  await fetch(`${created.location}/metadata`, { method: "POST", body });
  const shown = await visit(created.location);
  assert.equal(fieldOf(shown.text, "identifier"), ENTITY_ID);
  assert.equal(fieldOf(shown.text, "replyUrl"), ACS);
  body.set("file", new File(["<a/>"], "sp.xml"));
  const refused = await fetch(`${created.location}/metadata`, { method: "POST", body });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /MetadataFileInvalid/);
});
