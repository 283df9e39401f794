// Role-based single sign-on, the receiving side: judges a posted SAML Response as the cloud does before it opens a
// console session. Every rule is a line of the cloud's published requirements.
//
// It decides yes or no and what the session may be. It opens no session and draws no page.

import { Refusal } from "../loopback.ts";
import { attribute, children, type Document, type Element, NS, only, parse, rootOf, textOf } from "../xml.ts";
import type { Account, Accounts, Role, SamlProvider } from "./accounts.ts";
import { verifySignature } from "./signature.ts";

export const AUDIENCE = { international: "urn:alibaba:cloudcomputing:international", china: "urn:alibaba:cloudcomputing" } as const;
export type Site = keyof typeof AUDIENCE;

const ATTRIBUTE = "https://www.aliyun.com/SAML-Role/Attributes/";
const SKEW_SECONDS = 60;
const DEFAULT_DURATION = 3600;

export interface RoleLogon {
  readonly account: Account;
  readonly role: Role;
  readonly sessionName: string;
  readonly until: Date;
}

/** What a good response says, before anybody decides how long a session is. */
export interface Judged {
  readonly account: Account;
  readonly role: Role;
  readonly provider: SamlProvider;
  readonly sessionName: string;
  /** Seconds that the response asks for. */
  readonly duration: number;
  /** The identity provider's own end of the session. */
  readonly sessionEnd: Date | undefined;
  readonly subject: Subject;
}

export interface Subject {
  readonly nameId: string;
  /** The last part of the NameID's format. */
  readonly type: string;
  readonly issuer: string;
  readonly recipient: string;
}

export interface Expectations {
  readonly accounts: Accounts;
  readonly site: Site;
  /** This site's own `/saml-role/sso` address. */
  readonly recipient: string;
  /** Assertion ids used before, with the time until which they matter. */
  readonly usedAssertions: Map<string, number>;
  readonly now: Date;
}

function refuse(code: string, message: string): never {
  throw new Refusal(403, code, message);
}

/** Judges the value of the form field SAMLResponse, and how long the console's session lasts. */
export async function acceptResponse(encoded: string, expected: Expectations): Promise<RoleLogon> {
  const { account, role, sessionName, duration, sessionEnd } = await judgeResponse(encoded, expected);
  const limits = [expected.now.getTime() + Math.min(duration, account.logonSessionSeconds) * 1000, ...(sessionEnd ? [sessionEnd.getTime()] : [])];
  return { account, role, sessionName, until: new Date(Math.min(...limits)) };
}

/** Judges a response, whoever brings it. A good one is used up. */
export async function judgeResponse(encoded: string, expected: Expectations): Promise<Judged> {
  const { document, response, assertion } = readEnvelope(encoded, expected);
  const attributes = attributesOf(assertion);
  const { account, role, provider } = findRole(attributes.get("Role") ?? [], expected.accounts);
  await verifySignature(document, assertion, provider.certificates).catch((error: Error) => refuse("InvalidSignature", `The signature was refused: ${error.message}.`));
  checkIssuers(response, assertion, provider);
  const subject = checkSubject(assertion, provider, expected);
  checkTrust(role, provider, subject);
  checkConditions(assertion, expected);
  const sessionEnd = checkAuthnStatement(assertion, expected);
  const sessionName = checkSessionName(attributes.get("RoleSessionName") ?? []);
  const duration = checkDuration(attributes.get("SessionDuration"), role);
  useUp(assertion, expected);
  return { account, role, provider, sessionName, duration, sessionEnd, subject };
}

function readEnvelope(encoded: string, expected: Expectations): { document: Document; response: Element; assertion: Element } {
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
function strictly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse("InvalidSAMLResponse", `The response has the wrong shape: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** The cloud's own attributes by the last part of their name. */
function attributesOf(assertion: Element): Map<string, readonly string[]> {
  return strictly(() => {
    const values = new Map<string, readonly string[]>();
    for (const one of children(only(assertion, NS.assertion, "AttributeStatement"), NS.assertion, "Attribute")) {
      const name = attribute(one, "Name") ?? "";
      if (!name.startsWith(ATTRIBUTE)) continue;
      const short = name.slice(ATTRIBUTE.length);
      if (values.has(short)) throw new Error(`the attribute ${short} is there twice`);
      values.set(short, children(one, NS.assertion, "AttributeValue").map(textOf));
    }
    return values;
  });
}

function findRole(values: readonly string[], accounts: Accounts): { account: Account; role: Role; provider: SamlProvider } {
  if (values.length !== 1) refuse("InvalidRoleAttribute", `The attribute Role has ${values.length} values; this console takes one.`);
  const parts = (values[0] ?? "").split(",").map((part) => part.trim());
  const roleArn = parts.map((part) => /^acs:ram::(\d+):role\/([A-Za-z0-9.-]{1,64})$/.exec(part)).find(Boolean);
  const providerArn = parts.map((part) => /^acs:ram::(\d+):saml-provider\/([A-Za-z0-9._-]{1,128})$/.exec(part)).find(Boolean);
  if (parts.length !== 2 || !roleArn || !providerArn) return refuse("InvalidRoleAttribute", "The attribute Role is not a role and a SAML provider, separated by a comma.");
  if (roleArn[1] !== providerArn[1]) refuse("InvalidRoleAttribute", "The role and the SAML provider belong to different accounts.");
  const account = accounts.find(roleArn[1] ?? "") ?? refuse("EntityNotExist.Account", `There is no account ${roleArn[1]}.`);
  const provider = account.providers.get(providerArn[2] ?? "") ?? refuse("EntityNotExist.SAMLProvider", `The account ${account.id} has no SAML provider ${providerArn[2]}.`);
  const role = account.roles.get(roleArn[2] ?? "") ?? refuse("EntityNotExist.RoleArn", `The account ${account.id} has no role ${roleArn[2]}.`);
  return { account, role, provider };
}

function checkIssuers(response: Element, assertion: Element, provider: SamlProvider): void {
  strictly(() => {
    const issuers = [only(assertion, NS.assertion, "Issuer"), ...children(response, NS.assertion, "Issuer")].map(textOf);
    for (const issuer of issuers) if (issuer !== provider.entityId) refuse("InvalidIssuer", `The issuer is ${issuer}, not ${provider.entityId}.`);
  });
}

/** The role's trust policy has the last word on whom it lets in. */
function checkTrust(role: Role, provider: SamlProvider, { issuer, nameId, type, recipient }: Subject): void {
  const context = { "saml:recipient": recipient, "saml:iss": issuer, "saml:sub": nameId, "saml:sub_type": type };
  if (!role.trust.admits({ kind: "Federated", names: [provider.arn], context })) refuse("NoPermission.Trust", `The role ${role.name} does not trust the SAML provider ${provider.name}.`);
}

function checkSubject(assertion: Element, provider: SamlProvider, expected: Expectations): Subject {
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
  return { nameId: textOf(nameId), type, issuer: provider.entityId, recipient: expected.recipient };
}

function checkConditions(assertion: Element, expected: Expectations): void {
  const conditions = strictly(() => only(assertion, NS.assertion, "Conditions"));
  const notBefore = attribute(conditions, "NotBefore");
  if (notBefore !== undefined && instant(notBefore) > expected.now.getTime() + SKEW_SECONDS * 1000) refuse("NotYetValid", `The assertion is valid from ${notBefore} only.`);
  checkNotOver(attribute(conditions, "NotOnOrAfter"), expected.now);
  const restrictions = children(conditions, NS.assertion, "AudienceRestriction");
  if (restrictions.length === 0) refuse("InvalidAudience", "There is no AudienceRestriction.");
  for (const restriction of restrictions) {
    const audiences = children(restriction, NS.assertion, "Audience").map(textOf);
    if (!audiences.includes(AUDIENCE[expected.site])) refuse("InvalidAudience", `The audience is ${audiences.join(", ")}, not ${AUDIENCE[expected.site]}.`);
  }
}

function checkAuthnStatement(assertion: Element, expected: Expectations): Date | undefined {
  const statements = children(assertion, NS.assertion, "AuthnStatement");
  if (statements.length !== 1 || !statements[0]) return refuse("InvalidAuthnStatement", "There is not exactly one AuthnStatement.");
  if (instant(attribute(statements[0], "AuthnInstant")) > expected.now.getTime() + SKEW_SECONDS * 1000) refuse("InvalidAuthnStatement", "AuthnInstant lies in the future.");
  const end = attribute(statements[0], "SessionNotOnOrAfter");
  if (end === undefined) return undefined;
  checkNotOver(end, expected.now);
  return new Date(end);
}

function checkSessionName(values: readonly string[]): string {
  const [name] = values;
  if (values.length !== 1 || name === undefined) return refuse("InvalidRoleSessionName", "RoleSessionName needs exactly one value.");
  if (!/^[A-Za-z0-9\-_.@=,+]{2,64}$/.test(name)) return refuse("InvalidRoleSessionName", "RoleSessionName has 2 to 64 letters, digits and - _ . @ = , +");
  return name;
}

function checkDuration(values: readonly string[] | undefined, role: Role): number {
  if (values === undefined) return Math.min(DEFAULT_DURATION, role.maxSessionSeconds);
  const [text] = values;
  if (values.length !== 1 || text === undefined || !/^\d{1,6}$/.test(text)) return refuse("InvalidSessionDuration", "SessionDuration is not one whole number of seconds.");
  const seconds = Number(text);
  if (seconds < 900 || seconds > role.maxSessionSeconds) refuse("InvalidSessionDuration", `SessionDuration is ${seconds}; the role allows 900 to ${role.maxSessionSeconds}.`);
  return seconds;
}

function instant(text: string | undefined): number {
  const time = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? time : refuse("InvalidTime", `${text ?? "A missing time"} is no UTC time.`);
}

function checkNotOver(end: string | undefined, now: Date): void {
  if (instant(end) + SKEW_SECONDS * 1000 <= now.getTime()) refuse("Expired", `The assertion was valid until ${end} only.`);
}

/** Last of all, so that a refused response does not use up its id. */
function useUp(assertion: Element, { usedAssertions, now }: Expectations): void {
  const id = attribute(assertion, "ID") ?? refuse("InvalidSAMLResponse", "The assertion has no ID.");
  for (const [used, until] of usedAssertions) if (until < now.getTime()) usedAssertions.delete(used);
  if (usedAssertions.has(id)) refuse("Replayed", "This assertion was used before.");
  usedAssertions.set(id, now.getTime() + 24 * 3600 * 1000);
}
