// Role-based single sign-on, the receiving side: judges a posted SAML Response as the cloud does before it opens a
// console session. Every rule is a line of the cloud's published requirements.
//
// It decides yes or no and what the session may be. What every response must have stands in responses.ts. It opens no
// session and draws no page.

import { attribute, children, type Element, NS, only, textOf } from "../xml.ts";
import type { Account, Accounts, Role, SamlProvider } from "./accounts.ts";
import { checkAuthnStatement, checkConditions, checkIssuers, checkSubject, type Meeting, readEnvelope, refuse, strictly, type Subject, useUp } from "./responses.ts";
import { verifySignature } from "./signature.ts";

export const AUDIENCE = { international: "urn:alibaba:cloudcomputing:international", china: "urn:alibaba:cloudcomputing" } as const;
export type Site = keyof typeof AUDIENCE;

const ATTRIBUTE = "https://www.aliyun.com/SAML-Role/Attributes/";
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

export interface Expectations extends Meeting {
  readonly accounts: Accounts;
  readonly site: Site;
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
  checkIssuers(response, assertion, provider.entityId);
  const subject = checkSubject(assertion, provider.entityId, expected);
  checkTrust(role, provider, subject);
  checkConditions(assertion, AUDIENCE[expected.site], expected);
  const sessionEnd = checkAuthnStatement(assertion, expected);
  const sessionName = checkSessionName(attributes.get("RoleSessionName") ?? []);
  const duration = checkDuration(attributes.get("SessionDuration"), role);
  useUp(assertion, expected);
  return { account, role, provider, sessionName, duration, sessionEnd, subject };
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

/** The role's trust policy has the last word on whom it lets in. */
function checkTrust(role: Role, provider: SamlProvider, { issuer, nameId, type, recipient }: Subject): void {
  const context = { "saml:recipient": recipient, "saml:iss": issuer, "saml:sub": nameId, "saml:sub_type": type };
  if (!role.trust.admits({ kind: "Federated", names: [provider.arn], context })) refuse("NoPermission.Trust", `The role ${role.name} does not trust the SAML provider ${provider.name}.`);
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
