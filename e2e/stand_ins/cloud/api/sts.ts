// STS 2015-04-01: temporary AccessKeys for whoever may take a role, and who one is.

import { createVerify } from "node:crypto";
import { Refusal } from "../../loopback.ts";
import type { Account, OidcProvider } from "../accounts.ts";
import type { Policy } from "../policies/policy.ts";
import { readDocument } from "../ram/policies.ts";
import type { Role } from "../ram/roles.ts";
import type { AccessKey } from "./keys.ts";
import { type Estate, instant, type OpenOperation, type Operation } from "./operation.ts";
import type { Parameters } from "./request.ts";

const LONGEST_POLICY = 2048;
/** A role taken by somebody who is in a role already lasts an hour at most. */
const CHAINED_SECONDS = 3600;

/** The role that RoleArn names; to an outsider a missing account and a missing role look alike. */
function wantedRole(estate: Estate, parameters: Parameters, code: string): Role {
  const arn = parameters.required("RoleArn");
  const [, account = "", name = ""] = /^acs:ram::(\d+):role\/([A-Za-z0-9.-]{1,64})$/.exec(arn) ?? [];
  if (name === "") throw new Refusal(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.");
  return estate.accounts.find(account)?.roles.get(name) ?? refuse(404, code, "The specified Role not exists.");
}

function refuse(status: number, code: string, message: string): never {
  throw new Refusal(status, code, message);
}

function sessionPolicy(parameters: Parameters): Policy | undefined {
  const document = parameters.text("Policy");
  if (document === "") return undefined;
  if (document.length > LONGEST_POLICY) refuse(400, "InvalidParameter.PolicySize", `The max size of policy string is ${LONGEST_POLICY}.`);
  try {
    return readDocument("session policy", document);
  } catch (error) {
    if (error instanceof Refusal) return refuse(400, "InvalidParameter.PolicyGrammar", error.message);
    throw error;
  }
}

function seconds(parameters: Parameters, longest: number): number {
  const given = parameters.optional("DurationSeconds");
  const wanted = given === undefined ? Math.min(3600, longest) : Number(given);
  if (!(Number.isInteger(wanted) && wanted >= 900 && wanted <= longest)) refuse(400, "InvalidParameter.DurationSeconds", `The Min/Max value of DurationSeconds is 15min/${longest / 60}min.`);
  return wanted;
}

function sessionName(parameters: Parameters): string {
  const name = parameters.required("RoleSessionName");
  return /^[A-Za-z0-9.@_-]{2,64}$/.test(name) ? name : refuse(400, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName has 2 to 64 letters, digits and . @ - _");
}

function issued(key: AccessKey): object {
  return {
    Credentials: { AccessKeyId: key.id, AccessKeySecret: key.secret, SecurityToken: key.temporary?.token, Expiration: instant(key.temporary?.until ?? key.created) },
    AssumedRoleUser: { Arn: key.caller.arn, AssumedRoleId: key.caller.principalId },
  };
}

export const STS: Readonly<Record<string, Operation>> = {
  AssumeRole: ({ estate, caller, parameters, now, demand }) => {
    const role = wantedRole(estate, parameters, "EntityNotExist.Role");
    const name = sessionName(parameters);
    const policy = sessionPolicy(parameters);
    const duration = seconds(parameters, caller.type === "AssumedRoleUser" ? Math.min(CHAINED_SECONDS, role.maxSessionSeconds) : role.maxSessionSeconds);
    if (caller.type === "Account") refuse(403, "NoPermission", "Roles may not be assumed by root accounts.");
    demand("sts:AssumeRole", role.arn);
    const context = parameters.has("ExternalId") ? { "sts:ExternalId": parameters.text("ExternalId") } : {};
    if (!role.trust.admits({ kind: "RAM", names: caller.principals, context })) refuse(403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.");
    return issued(estate.keys.createForRole(role, name, new Date(now.getTime() + duration * 1000), policy));
  },
  GetCallerIdentity: ({ caller: { type, account, arn, principalId } }) => {
    const who = type === "AssumedRoleUser" ? { RoleId: principalId.split(":")[0] } : { UserId: principalId };
    return { IdentityType: type, AccountId: account.id, PrincipalId: principalId, Arn: arn, ...who };
  },
};

export const OPEN_STS: Readonly<Record<string, OpenOperation>> = {
  AssumeRoleWithSAML: async ({ estate, parameters, now }) => {
    const role = wantedRole(estate, parameters, "EntityNotExist.RoleArn");
    const providerArn = parameters.required("SAMLProviderArn");
    if (![...role.account.providers.values()].some(({ arn }) => arn === providerArn)) refuse(404, "EntityNotExist.SAMLProvider", "Can not find SAML provider.");
    const assertion = parameters.required("SAMLAssertion");
    if (assertion.length < 4 || assertion.length > 100_000) refuse(400, "InvalidParameter.SAMLAssertion", "The parameter SAMLAssertion has 4 to 100,000 characters.");
    const policy = sessionPolicy(parameters);
    const duration = seconds(parameters, role.maxSessionSeconds);
    const judged = await estate.judge(assertion, now).catch(asStsSaysIt);
    if (judged.role !== role || judged.provider.arn !== providerArn) refuse(401, "AuthenticationFail.SAMLAssertion.Invalid", "The SAML Assertion is invalid: it names another role or SAML provider.");
    const ends = [now.getTime() + duration * 1000, ...(judged.sessionEnd ? [judged.sessionEnd.getTime()] : [])];
    const { nameId, type, issuer, recipient } = judged.subject;
    return { ...issued(estate.keys.createForRole(role, judged.sessionName, new Date(Math.min(...ends)), policy)), SAMLAssertionInfo: { SubjectType: type, Subject: nameId, Issuer: issuer, Recipient: recipient } };
  },
  AssumeRoleWithOIDC: async ({ estate, parameters, now }) => {
    const role = wantedRole(estate, parameters, "EntityNotExist.Role");
    const providerArn = parameters.required("OIDCProviderArn");
    const provider = oidcProvider(role.account, providerArn);
    const name = sessionName(parameters);
    const policy = sessionPolicy(parameters);
    const duration = seconds(parameters, role.maxSessionSeconds);
    const claims = verifyToken(parameters.required("OIDCToken"), provider, now);
    const context = { "oidc:iss": claims.iss, "oidc:aud": claims.aud, "oidc:sub": claims.sub };
    if (!role.trust.admits({ kind: "Federated", names: [providerArn], context })) refuse(403, "AuthenticationFail.NoPermission", "This OIDC token is not allowed to take the role.");
    const info = { Issuer: claims.iss, ClientIds: claims.aud, Subject: claims.sub, ExpirationTime: instant(new Date(claims.exp * 1000)), IssuanceTime: instant(new Date(claims.iat * 1000)), VerificationInfo: "Success" };
    return { ...issued(estate.keys.createForRole(role, name, new Date(now.getTime() + duration * 1000), policy)), OIDCTokenInfo: info };
  },
};

/** The judge's codes in STS's words. */
function asStsSaysIt(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  const expired = error.code === "Expired";
  return refuse(401, `AuthenticationFail.SAMLAssertion.${expired ? "Expired" : "Invalid"}`, `The SAML Assertion is ${expired ? "expired" : "invalid"}: ${error.message} (${error.code})`);
}

function oidcProvider(account: Account, arn: string): OidcProvider {
  const [, owner, name = ""] = /^acs:ram::(\d+):oidc-provider\/(.+)$/.exec(arn) ?? [];
  return (owner === account.id ? account.oidcProviders.get(name) : undefined) ?? refuse(404, "EntityNotExist.OIDCProvider", "Can not find OIDC provider.");
}

interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly exp: number;
  readonly iat: number;
}

/** RFC 7519 with RS256: the issuer's signature, issuer, audience and time. */
function verifyToken(token: string, { issuer, clientIds, key }: OidcProvider, now: Date): Claims {
  const invalid = (why: string): never => refuse(400, "AuthenticationFail.OIDCToken.Invalid", `This OIDC token is invalid: ${why}.`);
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const read = (part: string): Record<string, unknown> => {
    try {
      return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
    } catch {
      return invalid("it cannot be read");
    }
  };
  if (more.length > 0 || read(head)["alg"] !== "RS256") invalid("it is not signed with RS256");
  if (!createVerify("RSA-SHA256").update(`${head}.${body}`).verify(key, signature, "base64url")) invalid("its signature does not fit");
  const { iss, aud, sub, exp, iat } = read(body);
  if (iss !== issuer) invalid("its issuer is another");
  const audience = [aud].flat().find((one) => typeof one === "string" && clientIds.includes(one));
  if (typeof audience !== "string" || typeof sub !== "string" || typeof exp !== "number" || typeof iat !== "number") return invalid("audience, subject or times are wrong");
  if (exp * 1000 <= now.getTime()) refuse(400, "AuthenticationFail.OIDCToken.Expired", "This OIDC token is expired.");
  return { iss: issuer, aud: audience, sub, exp, iat };
}
