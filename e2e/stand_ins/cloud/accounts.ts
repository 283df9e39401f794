// What the stand-in cloud knows: accounts with their SAML providers, RAM roles, policies, users and resources.
//
// It keeps them together and offers one step that makes a whole role, for tests that are not about making roles.
// What RAM allows is decided in ram/, responses are judged in role_sso.ts, actions in console.ts.

import { Refusal } from "../loopback.ts";
import { type CustomPolicy, createPolicy } from "./ram/policies.ts";
import { attachToRole, createRole, type Role } from "./ram/roles.ts";
import { createProvider, findProvider, type SamlProvider, updateProvider } from "./ram/saml_providers.ts";
import { NO_USER_SSO, type UserSso } from "./ram/user_sso.ts";
import type { Group, RamUser } from "./ram/users.ts";
import { type Bucket, type Instance, sampleBuckets, sampleInstances } from "./resources.ts";

export type { Role, SamlProvider };

/** An OIDC provider: whose tokens, for which audience, signed by which key. */
export interface OidcProvider {
  readonly name: string;
  readonly issuer: string;
  readonly clientIds: readonly string[];
  /** The issuer's public key, in PEM. */
  readonly key: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The account's own limit on console sessions (RAM: 1 to 24 hours). */
  readonly logonSessionSeconds: number;
  readonly providers: Map<string, SamlProvider>;
  readonly oidcProviders: Map<string, OidcProvider>;
  readonly roles: Map<string, Role>;
  readonly policies: Map<string, CustomPolicy>;
  readonly users: Map<string, RamUser>;
  readonly groups: Map<string, Group>;
  readonly instances: Instance[];
  readonly buckets: Bucket[];
  userSso: UserSso;
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
    const fresh = { providers: new Map(), oidcProviders: new Map(), roles: new Map(), policies: new Map(), users: new Map(), groups: new Map(), userSso: NO_USER_SSO, instances: sampleInstances(id), buckets: sampleBuckets(id) };
    // The one object stays, because roles and users point to it.
    const account: Account = Object.assign(this.#accounts.get(id) ?? fresh, { id, name, logonSessionSeconds: logonSessionHours * 3600 });
    this.#accounts.set(id, account);
    return account;
  }

  /** Makes the SAML provider, or replaces its metadata. */
  putProvider(accountId: string, name: string, metadata: string): SamlProvider {
    const account = this.get(accountId);
    return account.providers.has(name) ? updateProvider(account, name, { metadata }) : createProvider(account, name, metadata);
  }

  /** Makes the role with its policies; what stood under its name before is gone. */
  putRole(accountId: string, { name, provider, systemPolicies = [], inlinePolicy, maxSessionSeconds = 43_200 }: NewRole): Role {
    const account = this.get(accountId);
    const trusted = findProvider(account, provider ?? "");
    const trustDocument = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Federated: [trusted.arn] } }] });
    const inline = `${name}-InlinePolicy`;
    const before = { role: account.roles.get(name), policy: account.policies.get(inline) };
    account.roles.delete(name);
    account.policies.delete(inline);
    try {
      const role = createRole(account, name ?? "", { trustDocument, maxSessionSeconds });
      for (const policy of systemPolicies) attachToRole(account, name, "System", policy);
      if (inlinePolicy !== undefined) {
        createPolicy(account, inline, typeof inlinePolicy === "string" ? inlinePolicy : JSON.stringify(inlinePolicy));
        attachToRole(account, name, "Custom", inline);
      }
      return role;
    } catch (error) {
      account.roles.delete(name);
      account.policies.delete(inline);
      if (before.role) account.roles.set(name, before.role);
      if (before.policy) account.policies.set(inline, before.policy);
      throw error;
    }
  }
}
