// Federation metadata in the shape Microsoft Entra ID publishes: signed as a whole, WS-Federation roles first.

import { SignedXml } from "xml-crypto";
import { escape } from "../html.ts";
import { BINDING, NS } from "../xml.ts";
import { ALGORITHM } from "./token.ts";
import { newId, type Tenant } from "./tenant.ts";

const FED = "http://docs.oasis-open.org/wsfed/federation/200706";
const AUTH = "http://docs.oasis-open.org/wsfed/authorization/200706";
const ADDRESSING = "http://www.w3.org/2005/08/addressing";

const CLAIMS_OFFERED: readonly (readonly [uri: string, name: string, description: string])[] = [
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "Name", "The mutable display name of the user."],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "Subject", "An immutable identifier of the user."],
  ["http://schemas.microsoft.com/identity/claims/tenantid", "Tenant Identifier", "The tenant the user belongs to."],
  ["http://schemas.microsoft.com/identity/claims/objectidentifier", "Object Identifier", "The user's object in the tenant."],
  ["http://schemas.microsoft.com/identity/claims/identityprovider", "Identity Provider", "Who authenticated the user."],
  ["http://schemas.microsoft.com/claims/authnmethodsreferences", "Authentication Methods", "How the user was authenticated."],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "Given Name", "First name."],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "Surname", "Last name."],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "Email", "Mail address."],
  ["http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", "Groups", "Object identifiers of the user's groups."],
];

/** The document behind "Federation Metadata XML". */
export function federationMetadata(tenant: Tenant, origin: string): string {
  const keys = tenant.keys.map((key) => keyDescriptor(key.base64)).join("");
  const saml = `${origin}/${tenant.id}/saml2`;
  const wsFederation = `${origin}/${tenant.id}/wsfed`;
  const wanted = tenant.wantsSignedRequests ? ' WantAuthnRequestsSigned="true"' : "";
  const document =
    `<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="${newId()}" entityID="${escape(tenant.entityId)}" xmlns="${NS.metadata}">` +
    role("SecurityTokenServiceType", keys, claimsOffered() + endpoint("SecurityTokenServiceEndpoint", wsFederation) + endpoint("PassiveRequestorEndpoint", wsFederation)) +
    role("ApplicationServiceType", keys, endpoint("TargetScopes", tenant.entityId) + endpoint("ApplicationServiceEndpoint", wsFederation) + endpoint("PassiveRequestorEndpoint", wsFederation)) +
    `<IDPSSODescriptor${wanted} protocolSupportEnumeration="${NS.protocol}">${keys}` +
    `<SingleLogoutService Binding="${BINDING.redirect}" Location="${saml}"/>` +
    (tenant.offersRedirect ? `<SingleSignOnService Binding="${BINDING.redirect}" Location="${saml}"/>` : "") +
    `<SingleSignOnService Binding="${BINDING.post}" Location="${saml}"/>` +
    "</IDPSSODescriptor></EntityDescriptor>";
  return `\uFEFF${signDescriptor(document, tenant)}`;
}

function keyDescriptor(certificate: string): string {
  return `<KeyDescriptor use="signing"><KeyInfo xmlns="${NS.dsig}"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
}

function role(type: string, keys: string, rest: string): string {
  return (
    `<RoleDescriptor xsi:type="fed:${type}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" protocolSupportEnumeration="${FED}" xmlns:fed="${FED}">` +
    `${keys}${rest}</RoleDescriptor>`
  );
}

function claimsOffered(): string {
  const claims = CLAIMS_OFFERED.map(
    ([uri, name, description]) =>
      `<auth:ClaimType Uri="${uri}" xmlns:auth="${AUTH}"><auth:DisplayName>${name}</auth:DisplayName><auth:Description>${description}</auth:Description></auth:ClaimType>`,
  );
  return `<fed:ClaimTypesOffered>${claims.join("")}</fed:ClaimTypesOffered>`;
}

function endpoint(name: string, address: string): string {
  return `<fed:${name}><wsa:EndpointReference xmlns:wsa="${ADDRESSING}"><wsa:Address>${escape(address)}</wsa:Address></wsa:EndpointReference></fed:${name}>`;
}

function signDescriptor(document: string, tenant: Tenant): string {
  const signer = new SignedXml({
    privateKey: tenant.signingKey.privateKeyPem,
    publicCert: tenant.signingKey.pem,
    signatureAlgorithm: ALGORITHM.rsaSha256,
    canonicalizationAlgorithm: ALGORITHM.exclusive,
  });
  signer.addReference({ xpath: "/*", digestAlgorithm: ALGORITHM.sha256, transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] });
  signer.computeSignature(document, { location: { reference: "/*", action: "prepend" } });
  return signer.getSignedXml();
}
