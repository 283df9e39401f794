// AccessKeys, lasting and temporary, and who stands behind each.
//
// It decides what a caller is and what its policies say; whether a request was signed with the key is not its business.

import { randomBytes } from "node:crypto";
import type { Account } from "../accounts.ts";
import type { Actor } from "../console.ts";
import { type AccessRequest, evaluate, type Verdict } from "../policies/evaluator.ts";
import type { Policy } from "../policies/policy.ts";
import type { Role } from "../ram/roles.ts";
import type { RamUser } from "../ram/users.ts";

export interface Caller extends Actor {
  readonly type: "Account" | "RAMUser" | "AssumedRoleUser";
  readonly arn: string;
  readonly principalId: string;
  /** By which a trust policy may name the caller; an account's root stands for all of it. */
  readonly principals: readonly string[];
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly created: Date;
  readonly caller: Caller;
  /** The user whose it is; absent for the account itself and for a role's. */
  readonly user?: RamUser;
  active: boolean;
  /** Temporary keys only. */
  readonly temporary?: { readonly token: string; readonly until: Date };
}

export class Keys {
  readonly #keys = new Map<string, AccessKey>();

  clear(): void {
    this.#keys.clear();
  }

  find(id: string): AccessKey | undefined {
    return this.#keys.get(id);
  }

  ofUser(user: RamUser): AccessKey[] {
    return [...this.#keys.values()].filter((key) => key.user === user);
  }

  /** A lasting key of a RAM user. */
  createForUser(user: RamUser): AccessKey {
    const { account } = user;
    const caller: Caller = { type: "RAMUser", account, arn: user.arn, principalId: user.id, principals: [user.arn, root(account)], judge: (request) => evaluate(user.policies, request) };
    return this.#keep({ id: `LTAI${token(15)}`, secret: token(22), created: new Date(), caller, user, active: true });
  }

  /** A lasting key of the account itself, which may do everything but take a role. */
  createForAccount(account: Account): AccessKey {
    const judge = (): Verdict => ({ allowed: true, by: "root" });
    const caller: Caller = { type: "Account", account, arn: root(account), principalId: account.id, principals: [root(account)], judge };
    return this.#keep({ id: `LTAI${token(15)}`, secret: token(22), created: new Date(), caller, active: true });
  }

  /** A temporary key of somebody who took the role; the session policy can only narrow what the role may do. */
  createForRole(role: Role, sessionName: string, until: Date, sessionPolicy?: Policy): AccessKey {
    const { account } = role;
    const judge = (request: AccessRequest): Verdict => {
      const narrowed: Verdict = sessionPolicy ? evaluate([sessionPolicy], request) : { allowed: true, by: "" };
      return narrowed.allowed ? evaluate(role.policies, request) : narrowed;
    };
    const caller: Caller = {
      type: "AssumedRoleUser",
      account,
      arn: `acs:ram::${account.id}:assumed-role/${role.name}/${sessionName}`,
      principalId: `${role.id}:${sessionName}`,
      principals: [role.arn, root(account)],
      judge,
    };
    return this.#keep({ id: `STS.${token(18)}`, secret: token(30), created: new Date(), caller, active: true, temporary: { token: `CAIS${token(90)}`, until } });
  }

  delete(id: string): boolean {
    return this.#keys.delete(id);
  }

  #keep(key: AccessKey): AccessKey {
    this.#keys.set(key.id, key);
    return key;
  }
}

function root(account: Account): string {
  return `acs:ram::${account.id}:root`;
}

function token(bytes: number): string {
  return randomBytes(bytes).toString("base64").replace(/[^A-Za-z0-9]/g, "x");
}
