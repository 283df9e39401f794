// What a service provider says to the tenant: its metadata file, and its AuthnRequests.
//
// It decides whether a request is one Entra would take, with Entra's error codes. It starts no sign-in itself.

import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { SignedXml } from "xml-crypto";
import { Refusal } from "../loopback.ts";
import { attribute, BINDING, children, type Element, NS, only, parse, rootOf, textOf } from "../xml.ts";
import type { Application, Tenant } from "./tenant.ts";

export interface ServiceProviderMetadata {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly certificates: readonly string[];
}

/** Reads the file behind "Upload metadata file". */
export function readMetadata(xml: string): ServiceProviderMetadata {
  try {
    const entity = rootOf(parse(xml), NS.metadata, "EntityDescriptor");
    const descriptor = only(entity, NS.metadata, "SPSSODescriptor");
    const services = children(descriptor, NS.metadata, "AssertionConsumerService").filter((service) => attribute(service, "Binding") === BINDING.post);
    const acsUrl = services[0] && attribute(services[0], "Location");
    const entityId = attribute(entity, "entityID");
    if (!entityId || !acsUrl) throw new Error("the identifier or the reply URL is missing");
    const supported = attribute(descriptor, "protocolSupportEnumeration") ?? "";
    if (!supported.split(/\s+/).includes(NS.protocol)) throw new Error("SAML 2.0 is not supported by this service provider");
    return { entityId, acsUrl, certificates: children(descriptor, NS.metadata, "KeyDescriptor").map(certificateOf) };
  } catch (error) {
    throw new Refusal(400, "MetadataFileInvalid", `The metadata file cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function certificateOf(descriptor: Element): string {
  const data = only(only(descriptor, NS.dsig, "KeyInfo"), NS.dsig, "X509Data");
  return textOf(only(data, NS.dsig, "X509Certificate")).replace(/\s+/g, "");
}

export interface AuthnRequest {
  readonly id: string;
  readonly application: Application;
  readonly relayState: string | undefined;
  readonly forceAuthn: boolean;
}

/** HTTP-Redirect binding (SAML bindings 3.4). */
export function readRedirect(tenant: Tenant, url: URL): AuthnRequest {
  const message = url.searchParams.get("SAMLRequest");
  if (!message) throw new Refusal(400, "AADSTS750054", "SAMLRequest or SAMLResponse must be present as query string parameters in HTTP request for SAML Redirect binding.");
  const request = read(tenant, () => inflateRawSync(Buffer.from(message, "base64"), { maxOutputLength: 1024 * 1024 }).toString("utf8"));
  if (request.application.requireSignedRequests) checkRedirectSignature(request.application, url);
  return { ...request, relayState: url.searchParams.get("RelayState") ?? undefined };
}

/** HTTP-POST binding (SAML bindings 3.5). */
export function readPost(tenant: Tenant, form: FormData): AuthnRequest {
  const message = form.get("SAMLRequest");
  if (typeof message !== "string") throw new Refusal(400, "AADSTS75005", "The request is not a valid Saml2 protocol message.");
  const xml = Buffer.from(message, "base64").toString("utf8");
  const request = read(tenant, () => xml);
  if (request.application.requireSignedRequests) checkPostSignature(request.application, xml);
  const relayState = form.get("RelayState");
  return { ...request, relayState: typeof relayState === "string" ? relayState : undefined };
}

function read(tenant: Tenant, decode: () => string): Omit<AuthnRequest, "relayState"> {
  let element: Element;
  try {
    element = rootOf(parse(decode()), NS.protocol, "AuthnRequest");
  } catch {
    throw new Refusal(400, "AADSTS75005", "The request is not a valid Saml2 protocol message.");
  }
  const id = attribute(element, "ID") ?? "";
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(id)) throw new Refusal(400, "AADSTS7500529", `The value '${id}' is not a valid SAML ID. The ID must not begin with a number.`);
  if (attribute(element, "Version") !== "2.0" || !attribute(element, "IssueInstant")) throw new Refusal(400, "AADSTS75005", "The request is not a valid Saml2 protocol message: Version or IssueInstant.");
  if (children(element, NS.assertion, "Subject").length > 0) throw new Refusal(400, "AADSTS900236", "The SAML authentication request property 'Subject' is not supported and must not be set.");
  const issuers = children(element, NS.assertion, "Issuer");
  const application = tenant.applicationByIdentifier(issuers[0] ? textOf(issuers[0]) : "");
  checkDestinations(element, application);
  return { id, application, forceAuthn: attribute(element, "ForceAuthn") === "true" };
}

function checkDestinations(element: Element, application: Application): void {
  const asked = attribute(element, "AssertionConsumerServiceURL");
  if (asked !== undefined && asked !== application.replyUrl) {
    throw new Refusal(400, "AADSTS50011", `The reply URL '${asked}' specified in the request does not match the reply URLs configured for the application '${application.identifier}'.`);
  }
  const binding = attribute(element, "ProtocolBinding");
  if (binding !== undefined && binding !== BINDING.post) throw new Refusal(400, "AADSTS75003", `The response binding '${binding}' is not supported.`);
}

function notSigned(why: string): Refusal {
  return new Refusal(400, "AADSTS76021", `The request sent by client is not signed while the application requires signed requests: ${why}.`);
}

/** SAML bindings 3.4.4.1: the signature covers the parameters as they stand in the address. */
function checkRedirectSignature(application: Application, url: URL): void {
  const raw = new Map(url.search.slice(1).split("&").map((pair): [string, string] => [pair.split("=")[0] ?? "", pair]));
  const signature = url.searchParams.get("Signature");
  if (!signature || !raw.has("SigAlg")) throw notSigned("no signature");
  const hash = { "rsa-sha256": "sha256", "rsa-sha384": "sha384", "rsa-sha512": "sha512" }[(url.searchParams.get("SigAlg") ?? "").split("#")[1] ?? ""];
  if (!hash) throw notSigned("an algorithm that is not RSA with SHA-2");
  const signed = ["SAMLRequest", "RelayState", "SigAlg"].flatMap((name) => raw.get(name) ?? []).join("&");
  const keys = application.requestCertificates.map((certificate) => createPublicKey(new X509Certificate(Buffer.from(certificate, "base64")).publicKey.export({ type: "spki", format: "pem" })));
  if (!keys.some((key) => verify(hash, Buffer.from(signed), key, Buffer.from(signature, "base64")))) throw notSigned("a signature that does not fit");
}

function checkPostSignature(application: Application, xml: string): void {
  const root = rootOf(parse(xml), NS.protocol, "AuthnRequest");
  const signature = children(root, NS.dsig, "Signature")[0];
  if (!signature) throw notSigned("no signature");
  const fits = application.requestCertificates.some((certificate) => {
    const checker = new SignedXml({ publicCert: new X509Certificate(Buffer.from(certificate, "base64")).toString() });
    checker.loadSignature(signature.toString());
    try {
      return checker.checkSignature(xml) && checker.getReferences()[0]?.uri === `#${attribute(root, "ID")}`;
    } catch {
      return false;
    }
  });
  if (!fits) throw notSigned("a signature that does not fit");
}
