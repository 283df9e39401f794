// What the stand-in cloud knows: accounts with their SAML providers, RAM roles and resources.
//
// It decides which names exist and what a role is. Responses are judged in role_sso.ts, actions in console.ts.

import { Refusal } from "../loopback.ts";
import { attribute, children, NS, only, parse, rootOf, textOf } from "../xml.ts";
import { type Policy, PolicyInvalid, readPolicy } from "./policies/policy.ts";
import { systemPolicy } from "./policies/system_policies.ts";
import { type Bucket, type Instance, sampleBuckets, sampleInstances } from "./resources.ts";

export interface SamlProvider {
  readonly name: string;
  readonly entityId: string;
  readonly certificates: readonly string[];
}

export interface Role {
  readonly name: string;
  /** Name of the SAML provider in the same account whose users may take the role. */
  readonly trustedProvider: string;
  readonly policies: readonly Policy[];
  readonly maxSessionSeconds: number;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The account's own limit on console sessions (RAM: 1 to 24 hours). */
  readonly logonSessionSeconds: number;
  readonly providers: Map<string, SamlProvider>;
  readonly roles: Map<string, Role>;
  readonly instances: Instance[];
  readonly buckets: Bucket[];
}

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly logonSessionHours?: number;
}

export interface NewRole {
  readonly name: string;
  readonly provider: string;
  readonly systemPolicies?: readonly string[];
  readonly inlinePolicy?: string | object;
  readonly maxSessionSeconds?: number;
}

export class Accounts {
  readonly #accounts = new Map<string, Account>();

  clear(): void {
    this.#accounts.clear();
  }

  list(): Account[] {
    return [...this.#accounts.values()];
  }

  find(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  get(id: string): Account {
    const account = this.find(id);
    if (!account) throw new Refusal(404, "EntityNotExist.Account", `There is no account ${id}.`);
    return account;
  }

  put({ id, name, logonSessionHours = 6 }: NewAccount): Account {
    if (!/^\d{4,20}$/.test(id ?? "") || !name) throw new Refusal(400, "InvalidParameter", "An account needs an id of digits and a name.");
    if (!(logonSessionHours >= 1 && logonSessionHours <= 24)) throw new Refusal(400, "InvalidParameter", "logonSessionHours is 1 to 24.");
    const known = this.#accounts.get(id);
    const account: Account = {
      id,
      name,
      logonSessionSeconds: logonSessionHours * 3600,
      providers: known?.providers ?? new Map(),
      roles: known?.roles ?? new Map(),
      instances: known?.instances ?? sampleInstances(id),
      buckets: known?.buckets ?? sampleBuckets(id),
    };
    this.#accounts.set(id, account);
    return account;
  }

  putProvider(accountId: string, name: string, metadata: string): SamlProvider {
    const provider = { name, ...readProviderMetadata(metadata) };
    this.get(accountId).providers.set(name, provider);
    return provider;
  }

  putRole(accountId: string, { name, provider, systemPolicies = [], inlinePolicy, maxSessionSeconds = 43_200 }: NewRole): Role {
    if (!/^[A-Za-z0-9.-]{1,64}$/.test(name ?? "")) throw new Refusal(400, "InvalidParameter.RoleName", "A role name has 1 to 64 letters, digits, dots and hyphens.");
    if (!(maxSessionSeconds >= 3600 && maxSessionSeconds <= 43_200)) throw new Refusal(400, "InvalidParameter", "maxSessionSeconds is 3600 to 43200.");
    const account = this.get(accountId);
    if (!account.providers.has(provider)) throw new Refusal(404, "EntityNotExist.SAMLProvider", `The account ${accountId} has no SAML provider ${provider}.`);
    try {
      const policies = systemPolicies.map(systemPolicy);
      if (inlinePolicy !== undefined) policies.push(readPolicy(`${name}-InlinePolicy`, inlinePolicy));
      const role = { name, trustedProvider: provider, policies, maxSessionSeconds };
      account.roles.set(name, role);
      return role;
    } catch (error) {
      if (error instanceof PolicyInvalid) throw new Refusal(400, "MalformedPolicyDocument", error.message);
      throw error;
    }
  }
}

/** What CreateSAMLProvider takes out of an identity provider's metadata. */
function readProviderMetadata(metadata: string): Omit<SamlProvider, "name"> {
  try {
    const entity = rootOf(parse(metadata), NS.metadata, "EntityDescriptor");
    const entityId = attribute(entity, "entityID");
    const descriptor = only(entity, NS.metadata, "IDPSSODescriptor");
    const certificates = children(descriptor, NS.metadata, "KeyDescriptor")
      .filter((key) => (attribute(key, "use") ?? "signing") === "signing")
      .map((key) => textOf(only(only(only(key, NS.dsig, "KeyInfo"), NS.dsig, "X509Data"), NS.dsig, "X509Certificate")).replace(/\s+/g, ""));
    if (!entityId || certificates.length === 0) throw new Error("the entity id or the signing certificate is missing");
    return { entityId, certificates };
  } catch (error) {
    throw new Refusal(400, "MalformedSAMLMetadataDocument", `The metadata document cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
