// Reading XML strictly: no document type, no recovery, namespaces always compared.

import { DOMParser, type Document, type Element } from "@xmldom/xmldom";

export type { Document, Element };

export const NS = {
  metadata: "urn:oasis:names:tc:SAML:2.0:metadata",
  assertion: "urn:oasis:names:tc:SAML:2.0:assertion",
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  dsig: "http://www.w3.org/2000/09/xmldsig#",
} as const;

export const BINDING = {
  redirect: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
  post: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
} as const;

/** Parses a document, and throws when it is anything but well-formed. */
export function parse(xml: string): Document {
  if (/<!DOCTYPE/i.test(xml)) throw new Error("a document type is not allowed");
  const parser = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  });
  return parser.parseFromString(xml.replace(/^\uFEFF/, ""), "text/xml");
}

/** The root element, when it has this name. */
export function rootOf(document: Document, namespace: string, name: string): Element {
  const root = document.documentElement;
  if (!root || root.namespaceURI !== namespace || root.localName !== name) throw new Error(`the root element is not ${name}`);
  return root;
}

/** The child elements with this name, in order. */
export function children(parent: Element, namespace: string, name: string): Element[] {
  return elements(parent).filter((child) => child.namespaceURI === namespace && child.localName === name);
}

/** Every child element. */
export function elements(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1);
}

/** The only child element with this name. */
export function only(parent: Element, namespace: string, name: string): Element {
  const found = children(parent, namespace, name);
  if (found.length !== 1 || !found[0]) throw new Error(`${parent.localName} holds ${found.length} ${name}, not one`);
  return found[0];
}

/** The text of an element that holds nothing but text. */
export function textOf(element: Element): string {
  if (elements(element).length > 0) throw new Error(`${element.localName} holds elements, not text`);
  return (element.textContent ?? "").trim();
}

/** An attribute's value, or undefined when it is absent. */
export function attribute(element: Element, name: string): string | undefined {
  return element.hasAttribute(name) ? (element.getAttribute(name) ?? undefined) : undefined;
}
