// User-based single sign-on, the receiving side: judges a posted SAML Response as the cloud does before a RAM user gets a
// console session; sends whoever enters a RAM user's name to the account's identity provider; takes a password while
// the account has none.

import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { Refusal } from "../loopback.ts";
import { children, NS, only, textOf } from "../xml.ts";
import type { Account, Accounts } from "./accounts.ts";
import { defaultDomain, type RamUser } from "./ram/users.ts";
import { checkAuthnStatement, checkConditions, checkIssuers, checkSubject, type Meeting, readEnvelope, refuse, strictly, useUp } from "./responses.ts";
import { verifySignature } from "./signature.ts";

export interface UserLogon {
  readonly account: Account;
  readonly user: RamUser;
  readonly until: Date;
}

export interface UserExpectations extends Meeting {
  readonly accounts: Accounts;
}

/** The account's own address of this site: what responses for it are meant for. */
function audienceOf(account: Account, recipient: string): string {
  return recipient.replace(/\/saml\/SSO$/, `/${account.id}/saml/SSO`);
}

/** Judges the value of the form field SAMLResponse; a good one is used up. */
export async function acceptUserResponse(encoded: string, expected: UserExpectations): Promise<UserLogon> {
  const { document, response, assertion } = readEnvelope(encoded, expected);
  const audiences = strictly(() => children(only(only(assertion, NS.assertion, "Conditions"), NS.assertion, "AudienceRestriction"), NS.assertion, "Audience").map(textOf));
  const account = expected.accounts.list().find((one) => audiences.includes(audienceOf(one, expected.recipient)));
  if (!account) return refuse("InvalidAudience", `The audience ${audiences.join(", ")} is no account of this site.`);
  const { userSso } = account;
  if (!userSso.enabled) refuse("UserSsoDisabled", `User-based SSO of the account ${account.id} is off.`);
  await verifySignature(document, assertion, userSso.certificates).catch((error: Error) => refuse("InvalidSignature", `The signature was refused: ${error.message}.`));
  checkIssuers(response, assertion, userSso.entityId);
  const { nameId } = checkSubject(assertion, userSso.entityId, expected);
  checkConditions(assertion, audienceOf(account, expected.recipient), expected);
  const sessionEnd = checkAuthnStatement(assertion, expected);
  const user = userOf(account, nameId) ?? refuse("EntityNotExist.User", `The account ${account.id} has no RAM user ${nameId}.`);
  useUp(assertion, expected);
  return session(user, expected.now, sessionEnd);
}

function session(user: RamUser, now: Date, end?: Date): UserLogon {
  const longest = now.getTime() + user.account.logonSessionSeconds * 1000;
  return { account: user.account, user, until: new Date(Math.min(longest, end?.getTime() ?? longest)) };
}

/** The RAM user that a NameID or a principal name means. */
function userOf(account: Account, name: string): RamUser | undefined {
  const { loginWithDomain, auxiliaryDomain } = account.userSso;
  if (!loginWithDomain) return name.includes("@") ? undefined : account.users.get(name);
  const [userName = "", domain = "", ...more] = name.split("@");
  const domains = [defaultDomain(account), auxiliaryDomain].filter((one) => one !== "");
  return more.length === 0 && domains.includes(domain) ? account.users.get(userName) : undefined;
}

/** What happens to somebody who enters a RAM user's name on the sign-in page: a session, or the way to the identity provider. */
export function signIn(accounts: Accounts, name: string, password: string, now: Date, origin: string): UserLogon | URL {
  const account = accounts.list().find((one) => name.endsWith(`@${defaultDomain(one)}`));
  if (!account) return refuse("EntityNotExist.Account", `No account has RAM users called ${name}.`);
  if (account.userSso.enabled) return toIdentityProvider(account, origin);
  const user = account.users.get(name.slice(0, name.lastIndexOf("@")));
  const profile = user?.loginProfile;
  if (!user || profile?.status !== "Active" || profile.password === undefined || profile.password !== password) return refuse("InvalidPassword", "The name or the password is wrong.");
  return session(user, now);
}

/** SAML bindings, section 3.4. */
function toIdentityProvider({ id, userSso }: Account, origin: string): URL {
  if (userSso.signOn === undefined) throw new Refusal(400, "NoSignOnAddress", "The identity provider of the account has no sign-on address for HTTP-Redirect.");
  const request =
    `<samlp:AuthnRequest xmlns:samlp="${NS.protocol}" ID="_${randomBytes(16).toString("hex")}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${userSso.signOn}" AssertionConsumerServiceURL="${origin}/saml/SSO">` +
    `<saml:Issuer xmlns:saml="${NS.assertion}">${origin}/${id}/saml/SSO</saml:Issuer></samlp:AuthnRequest>`;
  const url = new URL(userSso.signOn);
  url.searchParams.set("SAMLRequest", deflateRawSync(request).toString("base64"));
  return url;
}
