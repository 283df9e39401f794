// The SAML Response as Microsoft Entra ID sends it: the assertion signed, the response not.
//
// It decides how the message is written and signed, and carries out faults. Who gets one is decided elsewhere.

import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from "node:crypto";
import { SignedXml } from "xml-crypto";
import { type KeyAndCertificate, makeCertificate } from "../certificate.ts";
import { escape } from "../html.ts";
import { NS } from "../xml.ts";
import type { Fault } from "./faults.ts";
import { type Application, newId, type Tenant, type User } from "./tenant.ts";

export const ALGORITHM = {
  rsaSha256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  rsaSha1: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
  sha256: "http://www.w3.org/2001/04/xmlenc#sha256",
  sha1: "http://www.w3.org/2000/09/xmldsig#sha1",
  exclusive: "http://www.w3.org/2001/10/xml-exc-c14n#",
  enveloped: "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
} as const;

const STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

export interface TokenRequest {
  readonly tenant: Tenant;
  readonly application: Application;
  readonly user: User;
  readonly inResponseTo: string | undefined;
  readonly now: Date;
  readonly fault: Fault;
}

/** The whole response, as XML. */
export function samlResponse(request: TokenRequest): string {
  const { tenant, application, fault } = request;
  const issuer = fault.issuer ?? tenant.entityId;
  const status = fault.status;
  const content = status ? statusElement(status) : statusElement({ code: `${STATUS}Success` }) + assertionElement(request, issuer);
  return (
    `<samlp:Response ID="${newId()}" Version="2.0" IssueInstant="${instant(request, 0)}" Destination="${escape(fault.destination ?? application.replyUrl)}"` +
    `${inResponseToAttribute(request)} xmlns:samlp="${NS.protocol}"><Issuer xmlns="${NS.assertion}">${escape(issuer)}</Issuer>${content}</samlp:Response>`
  );
}

function statusElement(status: NonNullable<Fault["status"]>): string {
  const code = status.code.startsWith("urn:") ? status.code : STATUS + status.code;
  const inner = status.subCode ? `<samlp:StatusCode Value="${escape(STATUS + status.subCode)}"/>` : "";
  const message = status.message ? `<samlp:StatusMessage>${escape(status.message)}</samlp:StatusMessage>` : "";
  return `<samlp:Status><samlp:StatusCode Value="${escape(code)}">${inner}</samlp:StatusCode>${message}</samlp:Status>`;
}

function assertionElement(request: TokenRequest, issuer: string): string {
  const { fault, tenant } = request;
  const name = fault.nameId ?? nameIdOf(request.application, request.user);
  const plain = writeAssertion(request, issuer, name);
  if (fault.unsigned) return plain;
  let signed = signAssertion(plain, fault.unknownKey ? makeCertificate("Unknown") : tenant.signingKey, fault.sha1 === true);
  if (fault.nameIdAfterSigning !== undefined) signed = signed.replace(`>${escape(name)}</NameID>`, `>${escape(fault.nameIdAfterSigning)}</NameID>`);
  if (fault.commentInNameId) signed = signed.replace(`>${escape(name)}</NameID>`, `>${escape(name.slice(0, -1))}<!-- -->${escape(name.slice(-1))}</NameID>`);
  if (fault.wrappedNameId !== undefined) signed = writeAssertion(request, issuer, fault.wrappedNameId) + signed;
  return fault.encrypted ? encrypt(signed, request.application) : signed;
}

function nameIdOf(application: Application, user: User): string {
  return application.nameIdSource === "user.mail" ? user.mail : user.upn;
}

function writeAssertion(request: TokenRequest, issuer: string, name: string): string {
  const { application, fault } = request;
  const until = instant(request, 3600);
  return (
    `<Assertion ID="${newId()}" IssueInstant="${instant(request, 0)}" Version="2.0" xmlns="${NS.assertion}"><Issuer>${escape(issuer)}</Issuer>` +
    `<Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${escape(name)}</NameID>` +
    `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData${inResponseToAttribute(request)} NotOnOrAfter="${until}"` +
    ` Recipient="${escape(fault.recipient ?? application.replyUrl)}"/></SubjectConfirmation></Subject>` +
    `<Conditions NotBefore="${instant(request, -300)}" NotOnOrAfter="${until}"><AudienceRestriction><Audience>${escape(fault.audience ?? application.identifier)}</Audience></AudienceRestriction></Conditions>` +
    `<AttributeStatement>${claims(request)}</AttributeStatement>` +
    `<AuthnStatement AuthnInstant="${instant(request, -5)}" SessionIndex="${newId()}"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion>`
  );
}

function claims({ tenant, user, fault }: TokenRequest): string {
  const microsoft = "http://schemas.microsoft.com/identity/claims/";
  const soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
  const attributes: (readonly [string, readonly string[]])[] = [
    [`${microsoft}tenantid`, [tenant.id]],
    [`${microsoft}objectidentifier`, [user.objectId]],
    [`${microsoft}displayname`, [user.displayName]],
    ["http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", user.groups],
    [`${microsoft}identityprovider`, [fault.issuer ?? tenant.entityId]],
    ["http://schemas.microsoft.com/claims/authnmethodsreferences", ["http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"]],
    [`${soap}givenname`, [user.givenName]],
    [`${soap}surname`, [user.surname]],
    [`${soap}emailaddress`, [user.mail]],
    [`${soap}name`, [user.upn]],
  ];
  return attributes
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `<Attribute Name="${name}">${values.map((value) => `<AttributeValue>${escape(value)}</AttributeValue>`).join("")}</Attribute>`)
    .join("");
}

function inResponseToAttribute({ inResponseTo, fault }: TokenRequest): string {
  const value = fault.inResponseTo === undefined ? inResponseTo : fault.inResponseTo;
  return value ? ` InResponseTo="${escape(value)}"` : "";
}

function instant({ now, fault }: TokenRequest, offsetSeconds: number): string {
  return new Date(now.getTime() + (offsetSeconds + (fault.shiftSeconds ?? 0)) * 1000).toISOString();
}

function signAssertion(assertion: string, key: KeyAndCertificate, sha1: boolean): string {
  const signer = new SignedXml({
    privateKey: key.privateKeyPem,
    publicCert: key.pem,
    signatureAlgorithm: sha1 ? ALGORITHM.rsaSha1 : ALGORITHM.rsaSha256,
    canonicalizationAlgorithm: ALGORITHM.exclusive,
  });
  signer.addReference({ xpath: "/*", digestAlgorithm: sha1 ? ALGORITHM.sha1 : ALGORITHM.sha256, transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] });
  signer.computeSignature(assertion, { location: { reference: "/*/*[local-name(.)='Issuer']", action: "after" } });
  return signer.getSignedXml();
}

/** XML Encryption 1.1 as Entra does it: AES-256-CBC, the key under RSA-OAEP with MGF1 and SHA-1. */
function encrypt(assertion: string, application: Application): string {
  const certificate = application.requestCertificates[0];
  if (!certificate) throw new Error("the service provider's metadata holds no certificate to encrypt for");
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const data = Buffer.concat([iv, cipher.update(assertion, "utf8"), cipher.final()]);
  const publicKey = new X509Certificate(Buffer.from(certificate, "base64")).publicKey;
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, key);
  const enc = "http://www.w3.org/2001/04/xmlenc#";
  return (
    `<EncryptedAssertion xmlns="${NS.assertion}"><xenc:EncryptedData xmlns:xenc="${enc}" Type="${enc}Element"><xenc:EncryptionMethod Algorithm="${enc}aes256-cbc"/>` +
    `<KeyInfo xmlns="${NS.dsig}"><e:EncryptedKey xmlns:e="${enc}"><e:EncryptionMethod Algorithm="${enc}rsa-oaep-mgf1p"><DigestMethod Algorithm="${ALGORITHM.sha1}"/></e:EncryptionMethod>` +
    `<e:CipherData><e:CipherValue>${wrapped.toString("base64")}</e:CipherValue></e:CipherData></e:EncryptedKey></KeyInfo>` +
    `<xenc:CipherData><xenc:CipherValue>${data.toString("base64")}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></EncryptedAssertion>`
  );
}
