// The resource directory: a management account, folders, and member accounts in them. One to a cloud, if any.
//
// Whoever is put in gets what the real thing gives: a member the role through which the management account reaches it.

import { randomBytes } from "node:crypto";
import { Refusal } from "../loopback.ts";
import type { Account, Accounts, NewAccount } from "./accounts.ts";
import { attachToRole, createRole } from "./ram/roles.ts";

/** The role that every member created in a resource directory has. */
export const ACCESS_ROLE = "ResourceDirectoryAccountAccessRole";
const DEEPEST = 5;

export interface Folder {
  readonly id: string;
  readonly name: string;
  /** Absent for the root. */
  readonly parent: string | undefined;
  readonly created: Date;
}

export interface Member {
  readonly account: Account;
  readonly folder: string;
  readonly joined: Date;
}

export class Organization {
  readonly id = `rd-${token()}`;
  readonly created = new Date();
  readonly root: Folder;
  readonly management: Account;
  readonly folders = new Map<string, Folder>();
  readonly members = new Map<string, Member>();
  readonly #accounts: Accounts;

  constructor(accounts: Accounts, management: Account) {
    this.#accounts = accounts;
    this.management = management;
    this.root = { id: `r-${token()}`, name: "root", parent: undefined, created: this.created };
    this.folders.set(this.root.id, this.root);
  }

  /** Makes a folder in the root or in another folder. */
  addFolder(name: string, parent = this.root.id): Folder {
    if (!this.folders.has(parent)) throw new Refusal(404, "EntityNotExists.ResourceDirectory.Folder", `There is no folder ${parent}.`);
    if (this.#depth(parent) >= DEEPEST) throw new Refusal(409, "LimitExceeded.Folder.Depth", `A folder is at most ${DEEPEST} levels below the root.`);
    if (this.foldersIn(parent).some((folder) => folder.name === name)) throw new Refusal(409, "EntityAlreadyExists.ResourceDirectory.Folder", `The folder ${name} already exists.`);
    const folder = { id: `fd-${token()}`, name, parent, created: new Date() };
    this.folders.set(folder.id, folder);
    return folder;
  }

  /** Makes an account in the directory, or moves one there, with the role by which the management account reaches it. */
  addMember(account: NewAccount, folder = this.root.id): Account {
    if (!this.folders.has(folder)) throw new Refusal(404, "EntityNotExists.ResourceDirectory.Folder", `There is no folder ${folder}.`);
    if (account.id === this.management.id) throw new Refusal(409, "EntityAlreadyExists.ResourceDirectory.Account", "The management account is no member.");
    const member = this.#accounts.put(account);
    this.members.set(member.id, { account: member, folder, joined: this.members.get(member.id)?.joined ?? new Date() });
    if (!member.roles.has(ACCESS_ROLE)) {
      const trust = { Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${this.management.id}:root`] } }] };
      createRole(member, ACCESS_ROLE, { trustDocument: JSON.stringify(trust) });
      attachToRole(member, ACCESS_ROLE, "System", "AdministratorAccess");
    }
    return member;
  }

  foldersIn(parent: string): Folder[] {
    return [...this.folders.values()].filter((folder) => folder.parent === parent);
  }

  membersIn(folder: string): Member[] {
    return [...this.members.values()].filter((member) => member.folder === folder);
  }

  /** `rd-…/r-…/fd-…` */
  path(folder: string): string {
    const { parent } = this.folders.get(folder) ?? {};
    return `${parent === undefined ? this.id : this.path(parent)}/${folder}`;
  }

  #depth(folder: string): number {
    const { parent } = this.folders.get(folder) ?? {};
    return parent === undefined ? 0 : this.#depth(parent) + 1;
  }
}

function token(): string {
  return randomBytes(6).toString("hex").slice(0, 10);
}
