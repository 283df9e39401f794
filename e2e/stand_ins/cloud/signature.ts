// Verifies one enveloped XML signature with xmldsigjs and the platform's Web Crypto: a second implementation,
// apart from the library the identity provider signs with and from the server's own.
//
// It decides: is the element signed, as a whole and only as such, by one of these certificates.

import { X509Certificate, webcrypto } from "node:crypto";
import * as xmldom from "@xmldom/xmldom";
import { setNodeDependencies } from "xml-core";
import { Application, SignedXml } from "xmldsigjs";
import xpath from "xpath";
import { attribute, children, type Document, type Element, elements, NS, only } from "../xml.ts";

setNodeDependencies({ XMLSerializer: xmldom.XMLSerializer, DOMParser: xmldom.DOMParser, DOMImplementation: xmldom.DOMImplementation, xpath } as unknown as Parameters<typeof setNodeDependencies>[0]);
Application.setEngine("node", webcrypto as unknown as Crypto);

const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const METHODS: Readonly<Record<string, "SHA-256" | "SHA-384" | "SHA-512">> = {
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "SHA-256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384": "SHA-384",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": "SHA-512",
};
const DIGESTS = ["http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"];

/** Throws, with the reason, unless the element carries a signature of itself that one certificate fits. */
export async function verifySignature(document: Document, element: Element, certificates: readonly string[]): Promise<void> {
  const found = children(element, NS.dsig, "Signature");
  const signature = found[0];
  if (found.length !== 1 || !signature) throw new Error(`${element.localName} is not signed exactly once`);
  const hash = checkProfile(document, element, signature);
  for (const certificate of certificates) {
    const key = await keyOf(certificate, hash);
    const signed = new SignedXml(document as unknown as globalThis.Document);
    signed.LoadXml(signature as unknown as globalThis.Element);
    try {
      if (await signed.Verify(key)) return;
    } catch {
      // This certificate does not fit; perhaps the next one does.
    }
  }
  throw new Error(`no registered certificate fits the signature of ${element.localName}`);
}

/** SAML core 5.4: one reference, to the element that carries the signature, and no transform but two. */
function checkProfile(document: Document, element: Element, signature: Element): "SHA-256" | "SHA-384" | "SHA-512" {
  const id = attribute(element, "ID");
  if (!id || idsOf(document).filter((other) => other === id).length !== 1) throw new Error("the signed element has no id of its own");
  const info = only(signature, NS.dsig, "SignedInfo");
  if (attribute(only(info, NS.dsig, "CanonicalizationMethod"), "Algorithm") !== EXCLUSIVE) throw new Error("the canonicalization is not exclusive");
  const reference = only(info, NS.dsig, "Reference");
  if (attribute(reference, "URI") !== `#${id}`) throw new Error("the signature refers to another element");
  const transforms = elements(only(reference, NS.dsig, "Transforms")).map((transform) => attribute(transform, "Algorithm"));
  if (transforms.join(" ") !== `${ENVELOPED} ${EXCLUSIVE}`) throw new Error("the signature uses other transforms");
  if (!DIGESTS.includes(attribute(only(reference, NS.dsig, "DigestMethod"), "Algorithm") ?? "")) throw new Error("the digest is too weak");
  const method = METHODS[attribute(only(info, NS.dsig, "SignatureMethod"), "Algorithm") ?? ""];
  if (!method) throw new Error("the signature algorithm is not RSA with SHA-2");
  return method;
}

function idsOf(document: Document): string[] {
  const ids: string[] = [];
  const visit = (element: Element): void => {
    const id = attribute(element, "ID");
    if (id !== undefined) ids.push(id);
    elements(element).forEach(visit);
  };
  if (document.documentElement) visit(document.documentElement);
  return ids;
}

function keyOf(certificate: string, hash: "SHA-256" | "SHA-384" | "SHA-512"): Promise<webcrypto.CryptoKey> {
  const spki = new X509Certificate(Buffer.from(certificate, "base64")).publicKey.export({ type: "spki", format: "der" });
  return webcrypto.subtle.importKey("spki", spki, { name: "RSASSA-PKCS1-v1_5", hash }, true, ["verify"]);
}
