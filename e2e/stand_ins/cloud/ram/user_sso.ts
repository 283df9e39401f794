// An account's user-based single sign-on, as IMS keeps it: one identity provider for all RAM users, and a switch. While
// it is on, no RAM user of the account logs on by password.

import { Refusal } from "../../loopback.ts";
import { attribute, children, NS, only, parse, rootOf } from "../../xml.ts";
import type { Account } from "../accounts.ts";
import { readMetadata } from "./saml_providers.ts";

export interface UserSso {
  readonly enabled: boolean;
  /** The metadata document; empty until there is one. */
  readonly metadata: string;
  readonly entityId: string;
  readonly certificates: readonly string[];
  /** Where RAM users are sent to by HTTP-Redirect; undefined where the identity provider offers none. */
  readonly signOn: string | undefined;
  readonly auxiliaryDomain: string;
  readonly loginWithDomain: boolean;
  readonly algorithm: "rsa-sha1" | "rsa-sha256";
}

export const NO_USER_SSO: UserSso = { enabled: false, metadata: "", entityId: "", certificates: [], signOn: undefined, auxiliaryDomain: "", loginWithDomain: true, algorithm: "rsa-sha1" };

export interface UserSsoChange {
  readonly metadata: string;
  readonly enabled: boolean;
  readonly auxiliaryDomain?: string | undefined;
  readonly loginWithDomain?: boolean | undefined;
  readonly algorithm?: string | undefined;
}

/** Sets everything at once: what is not given is set back, which is the worst that the documents allow. */
export function setUserSso(account: Account, change: UserSsoChange): UserSso {
  const { metadata, enabled, auxiliaryDomain = "", loginWithDomain = true, algorithm = NO_USER_SSO.algorithm } = change;
  if (algorithm !== "rsa-sha1" && algorithm !== "rsa-sha256") throw new Refusal(400, "InvalidParameter.AuthnSignAlgo", "The parameter AuthnSignAlgo is rsa-sha1 or rsa-sha256.");
  if (metadata === "" && enabled) throw new Refusal(400, "MissingParameter.MetadataDocument", "The parameter MetadataDocument is required.");
  const read = metadata === "" ? { entityId: "", certificates: [], signOn: undefined } : { ...readMetadata(metadata), signOn: signOnOf(metadata) };
  account.userSso = { enabled, metadata, ...read, auxiliaryDomain, loginWithDomain, algorithm };
  return account.userSso;
}

function signOnOf(metadata: string): string | undefined {
  const descriptor = only(rootOf(parse(metadata), NS.metadata, "EntityDescriptor"), NS.metadata, "IDPSSODescriptor");
  const services = children(descriptor, NS.metadata, "SingleSignOnService");
  const redirect = services.find((service) => attribute(service, "Binding") === "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect");
  return redirect ? attribute(redirect, "Location") : undefined;
}
