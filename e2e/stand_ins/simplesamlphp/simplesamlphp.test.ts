import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verifySignature } from "../cloud/signature.ts";
import { attribute, BINDING, children, NS, only, parse, rootOf, textOf } from "../xml.ts";
import { SimpleSamlPhp } from "./start.ts";

const SP = { entityId: "http://localhost:8080/saml/sp/d-1", acsUrl: "http://localhost:8080/saml/acs/d-1" };
let idp: SimpleSamlPhp;

before(async () => {
  idp = await SimpleSamlPhp.start({ people: { "alice@example.com": { password: "alice-password", displayName: "Alice" } } });
  idp.register(SP);
});
after(() => idp.stop());

test("its metadata names one identity provider with a certificate and a sign-in address", async () => {
  const descriptor = only(rootOf(parse(await idp.metadata()), NS.metadata, "EntityDescriptor"), NS.metadata, "IDPSSODescriptor");
  const service = children(descriptor, NS.metadata, "SingleSignOnService").find((one) => attribute(one, "Binding") === BINDING.redirect);
  assert.equal(service && attribute(service, "Location"), `${idp.origin}/saml2/idp/SSOService.php`);
});

test("its login page ends in an unsolicited response with a signed assertion and the user principal name", async () => {
  const jar = new Map<string, string>();
  const visit = async (url: string, form?: URLSearchParams): Promise<{ url: string; text: string }> => {
    const answer = await fetch(url, { redirect: "manual", headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }, ...(form ? { method: "POST", body: form } : {}) });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = answer.headers.get("location");
    return location ? visit(new URL(location, url).href) : { url, text: await answer.text() };
  };
  const unescape = (text: string): string => text.replace(/&amp;/g, "&").replace(/&quot;/g, '"');
  const login = await visit(idp.userAccessUrl(SP.entityId, "http://localhost:8080/portal"));
  const state = unescape(/name="AuthState" value="([^"]*)"/.exec(login.text)?.[1] ?? assert.fail(login.text));
  const page = await visit(login.url, new URLSearchParams({ username: "alice@example.com", password: "alice-password", AuthState: state }));
  const response = /name="SAMLResponse" value="([^"]*)"/.exec(page.text)?.[1] ?? assert.fail(page.text);
  assert.match(page.text, /name="RelayState" value="http:\/\/localhost:8080\/portal"/);
  const document = parse(Buffer.from(response, "base64").toString());
  const assertion = only(rootOf(document, NS.protocol, "Response"), NS.assertion, "Assertion");
  const key = only(rootOf(parse(await idp.metadata()), NS.metadata, "EntityDescriptor"), NS.metadata, "IDPSSODescriptor");
  const certificates = children(key, NS.metadata, "KeyDescriptor").map((one) => textOf(only(only(only(one, NS.dsig, "KeyInfo"), NS.dsig, "X509Data"), NS.dsig, "X509Certificate")));
  await verifySignature(document, assertion, certificates);
  assert.equal(textOf(only(only(assertion, NS.assertion, "Subject"), NS.assertion, "NameID")), "alice@example.com");
});
