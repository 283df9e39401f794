// Responses as an identity provider sends them to the cloud, good ones and wrong ones, for tests of the stand-in.

import { SignedXml } from "xml-crypto";
import type { KeyAndCertificate } from "../certificate.ts";
import { NS } from "../xml.ts";

const ATTRIBUTE = "https://www.aliyun.com/SAML-Role/Attributes/";
let serial = 0;

/** Metadata of an identity provider with these keys. */
export function idpMetadata(issuer: string, ...keys: readonly KeyAndCertificate[]): string {
  const descriptors = keys.map(({ base64 }) => `<KeyDescriptor use="signing"><KeyInfo xmlns="${NS.dsig}"><X509Data><X509Certificate>${base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`);
  return `<EntityDescriptor xmlns="${NS.metadata}" entityID="${issuer}"><IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">${descriptors.join("")}<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="http://localhost:8080/saml/log-on"/></IDPSSODescriptor></EntityDescriptor>`;
}

export interface Changes {
  readonly key?: KeyAndCertificate;
  readonly unsigned?: boolean;
  readonly algorithm?: string;
  readonly transforms?: readonly string[];
  readonly role?: string;
  readonly sessionName?: string | null;
  readonly duration?: string | null;
  readonly nameId?: string;
  readonly destination?: string;
  readonly recipient?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly authnStatement?: string;
  readonly status?: string;
  readonly seconds?: number;
  readonly rewrite?: (assertion: string) => string;
  readonly after?: (response: string) => string;
}

/** Now, moved by the offset and by what the test moves the whole response. */
export function at(offset: number, changes: Changes): string {
  return new Date(Date.now() + (offset + (changes.seconds ?? 0)) * 1000).toISOString();
}

function attributeElement(name: string, value: string | null): string {
  return value === null ? "" : `<Attribute Name="${ATTRIBUTE}${name}"><AttributeValue>${value}</AttributeValue></Attribute>`;
}

/** Who answers, with which key, for which role. */
export interface Speaker {
  readonly issuer: string;
  readonly key: KeyAndCertificate;
  /** The value of the attribute Role. */
  readonly role: string;
}

/** A signed response in Base64 for the sign-in page of that origin; the changes make it wrong, or otherwise special. */
export function roleResponse(origin: string, speaker: Speaker, changes: Changes = {}): string {
  const url = `${origin}/saml-role/sso`;
  serial += 1;
  let assertion =
    `<Assertion xmlns="${NS.assertion}" ID="_assertion${serial}" Version="2.0" IssueInstant="${at(0, changes)}"><Issuer>${changes.issuer ?? speaker.issuer}</Issuer>` +
    `<Subject><NameID>${changes.nameId ?? "alice@example.com"}</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData NotOnOrAfter="${at(300, changes)}" Recipient="${changes.recipient ?? url}"/></SubjectConfirmation></Subject>` +
    `<Conditions NotBefore="${at(-60, changes)}" NotOnOrAfter="${at(300, changes)}"><AudienceRestriction><Audience>${changes.audience ?? "urn:alibaba:cloudcomputing:international"}</Audience></AudienceRestriction></Conditions>` +
    (changes.authnStatement ?? `<AuthnStatement AuthnInstant="${at(0, changes)}"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</AuthnContextClassRef></AuthnContext></AuthnStatement>`) +
    `<AttributeStatement>${attributeElement("Role", changes.role ?? speaker.role)}${attributeElement("RoleSessionName", changes.sessionName === undefined ? "alice@example.com" : changes.sessionName)}${attributeElement("SessionDuration", changes.duration === undefined ? "1800" : changes.duration)}</AttributeStatement></Assertion>`;
  assertion = changes.rewrite?.(assertion) ?? assertion;
  const signed = changes.unsigned ? assertion : sign(assertion, changes.key ?? speaker.key, changes);
  const xml = `<samlp:Response xmlns:samlp="${NS.protocol}" ID="_response${serial}" Version="2.0" IssueInstant="${at(0, changes)}" Destination="${changes.destination ?? url}"><Issuer xmlns="${NS.assertion}">${speaker.issuer}</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${changes.status ?? "Success"}"/></samlp:Status>${signed}</samlp:Response>`;
  return Buffer.from(changes.after?.(xml) ?? xml).toString("base64");
}

function sign(assertion: string, key: KeyAndCertificate, changes: Changes): string {
  const sha1 = changes.algorithm?.endsWith("sha1");
  const signer = new SignedXml({
    privateKey: key.privateKeyPem,
    signatureAlgorithm: (changes.algorithm ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256") as "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
  });
  const transforms = changes.transforms ?? ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"];
  signer.addReference({ xpath: "/*", digestAlgorithm: sha1 ? "http://www.w3.org/2000/09/xmldsig#sha1" : "http://www.w3.org/2001/04/xmlenc#sha256", transforms: [...transforms] as "http://www.w3.org/2001/10/xml-exc-c14n#"[] });
  signer.computeSignature(assertion, { location: { reference: "/*/*[local-name(.)='Issuer']", action: "after" } });
  return signer.getSignedXml();
}
