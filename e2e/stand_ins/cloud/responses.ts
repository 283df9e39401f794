// What both ways into the console ask of a posted SAML Response: its shape, its subject, its conditions, its times, and
// that it is used once. Every rule is a line of the cloud's published requirements.

import { Refusal } from "../loopback.ts";
import { attribute, children, type Document, type Element, NS, only, parse, rootOf, textOf } from "../xml.ts";

const SKEW_SECONDS = 60;

export interface Subject {
  readonly nameId: string;
  /** The last part of the NameID's format. */
  readonly type: string;
  readonly issuer: string;
  readonly recipient: string;
}

/** What a response is held against. */
export interface Meeting {
  /** The address of this site that it must be meant for. */
  readonly recipient: string;
  /** Assertion ids used before, with the time until which they matter. */
  readonly usedAssertions: Map<string, number>;
  readonly now: Date;
}

export function refuse(code: string, message: string): never {
  throw new Refusal(403, code, message);
}

export function readEnvelope(encoded: string, expected: Meeting): { document: Document; response: Element; assertion: Element } {
  if (!/^[A-Za-z0-9+/\r\n]+={0,2}\s*$/.test(encoded)) refuse("InvalidSAMLResponse", "SAMLResponse is missing or not base64.");
  let document: Document;
  let response: Element;
  let assertion: Element;
  try {
    document = parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(encoded, "base64")));
    response = rootOf(document, NS.protocol, "Response");
    assertion = only(response, NS.assertion, "Assertion");
  } catch (error) {
    return refuse("InvalidSAMLResponse", `The response cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (attribute(response, "Version") !== "2.0" || attribute(assertion, "Version") !== "2.0") refuse("InvalidSAMLResponse", "The version is not 2.0.");
  if (attribute(response, "Destination") !== expected.recipient) refuse("InvalidDestination", `The destination is ${attribute(response, "Destination") ?? "missing"}, not ${expected.recipient}.`);
  const status = attribute(strictly(() => only(only(response, NS.protocol, "Status"), NS.protocol, "StatusCode")), "Value");
  if (status !== "urn:oasis:names:tc:SAML:2.0:status:Success") refuse("StatusNotSuccess", `The status is ${status ?? "missing"}.`);
  return { document, response, assertion };
}

/** Turns a shape error of the reader into a refusal. */
export function strictly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse("InvalidSAMLResponse", `The response has the wrong shape: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

export function checkIssuers(response: Element, assertion: Element, entityId: string): void {
  strictly(() => {
    const issuers = [only(assertion, NS.assertion, "Issuer"), ...children(response, NS.assertion, "Issuer")].map(textOf);
    for (const issuer of issuers) if (issuer !== entityId) refuse("InvalidIssuer", `The issuer is ${issuer}, not ${entityId}.`);
  });
}

export function checkSubject(assertion: Element, issuer: string, expected: Meeting): Subject {
  const subject = strictly(() => only(assertion, NS.assertion, "Subject"));
  const nameId = strictly(() => only(subject, NS.assertion, "NameID"));
  if (textOf(nameId) === "") refuse("InvalidSubject", "The NameID is empty.");
  const confirmation = strictly(() => only(subject, NS.assertion, "SubjectConfirmation"));
  if (attribute(confirmation, "Method") !== "urn:oasis:names:tc:SAML:2.0:cm:bearer") refuse("InvalidSubject", "The subject is not confirmed as bearer.");
  const data = strictly(() => only(confirmation, NS.assertion, "SubjectConfirmationData"));
  if (attribute(data, "Recipient") !== expected.recipient) refuse("InvalidRecipient", `The recipient is ${attribute(data, "Recipient") ?? "missing"}, not ${expected.recipient}.`);
  if (attribute(data, "NotBefore") !== undefined) refuse("InvalidSubject", "A bearer confirmation must not have NotBefore.");
  checkNotOver(attribute(data, "NotOnOrAfter"), expected.now);
  const type = (attribute(nameId, "Format") ?? "unspecified").split(":").at(-1) ?? "";
  return { nameId: textOf(nameId), type, issuer, recipient: expected.recipient };
}

export function checkConditions(assertion: Element, audience: string, expected: Meeting): void {
  const conditions = strictly(() => only(assertion, NS.assertion, "Conditions"));
  const notBefore = attribute(conditions, "NotBefore");
  if (notBefore !== undefined && instant(notBefore) > expected.now.getTime() + SKEW_SECONDS * 1000) refuse("NotYetValid", `The assertion is valid from ${notBefore} only.`);
  checkNotOver(attribute(conditions, "NotOnOrAfter"), expected.now);
  const restrictions = children(conditions, NS.assertion, "AudienceRestriction");
  if (restrictions.length === 0) refuse("InvalidAudience", "There is no AudienceRestriction.");
  for (const restriction of restrictions) {
    const audiences = children(restriction, NS.assertion, "Audience").map(textOf);
    if (!audiences.includes(audience)) refuse("InvalidAudience", `The audience is ${audiences.join(", ")}, not ${audience}.`);
  }
}

export function checkAuthnStatement(assertion: Element, expected: Meeting): Date | undefined {
  const statements = children(assertion, NS.assertion, "AuthnStatement");
  if (statements.length !== 1 || !statements[0]) return refuse("InvalidAuthnStatement", "There is not exactly one AuthnStatement.");
  if (instant(attribute(statements[0], "AuthnInstant")) > expected.now.getTime() + SKEW_SECONDS * 1000) refuse("InvalidAuthnStatement", "AuthnInstant lies in the future.");
  const end = attribute(statements[0], "SessionNotOnOrAfter");
  if (end === undefined) return undefined;
  checkNotOver(end, expected.now);
  return new Date(end);
}

function instant(text: string | undefined): number {
  const time = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? time : refuse("InvalidTime", `${text ?? "A missing time"} is no UTC time.`);
}

function checkNotOver(end: string | undefined, now: Date): void {
  if (instant(end) + SKEW_SECONDS * 1000 <= now.getTime()) refuse("Expired", `The assertion was valid until ${end} only.`);
}

/** Last of all, so that a refused response does not use up its id. */
export function useUp(assertion: Element, { usedAssertions, now }: Meeting): void {
  const id = attribute(assertion, "ID") ?? refuse("InvalidSAMLResponse", "The assertion has no ID.");
  for (const [used, until] of usedAssertions) if (until < now.getTime()) usedAssertions.delete(used);
  if (usedAssertions.has(id)) refuse("Replayed", "This assertion was used before.");
  usedAssertions.set(id, now.getTime() + 24 * 3600 * 1000);
}
