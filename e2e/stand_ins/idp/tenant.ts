// What the stand-in for Microsoft Entra ID knows: one tenant with its users, groups, applications and signing keys.
//
// It decides: what an application needs, how keys roll over. It knows no HTTP and no XML.

import { randomBytes, randomUUID } from "node:crypto";
import { type KeyAndCertificate, makeCertificate } from "../certificate.ts";
import { Refusal } from "../loopback.ts";
import type { Fault } from "./faults.ts";

/** What Entra knows of a person beside the names. */
export interface Profile {
  readonly jobTitle?: string;
  readonly department?: string;
  readonly employeeId?: string;
  readonly preferredLanguage?: string;
  readonly telephoneNumber?: string;
  readonly mobile?: string;
  readonly facsimileTelephoneNumber?: string;
  readonly physicalDeliveryOfficeName?: string;
  readonly streetAddress?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly country?: string;
  /** User principal name of the manager. */
  readonly manager?: string;
}

export interface User {
  readonly objectId: string;
  readonly upn: string;
  readonly password: string;
  readonly enabled: boolean;
  readonly givenName: string;
  readonly surname: string;
  readonly displayName: string;
  readonly mail: string;
  /** Object ids of groups, as the groups claim carries them. */
  readonly groups: readonly string[];
  readonly profile: Profile;
}

export interface Group {
  readonly objectId: string;
  displayName: string;
  /** Object ids of users. */
  readonly members: Set<string>;
}

export type NameIdSource = "user.userprincipalname" | "user.mail";

export interface Application {
  readonly appId: string;
  name: string;
  identifier: string;
  replyUrl: string;
  relayState: string;
  nameIdSource: NameIdSource;
  requireSignedRequests: boolean;
  /** Certificates of the service provider, base64, from its metadata. */
  requestCertificates: readonly string[];
  /** Object ids of users and groups. */
  readonly assigned: Set<string>;
}

export type NewUser = { readonly upn: string; readonly password: string } & Partial<Omit<User, "upn" | "password" | "objectId">>;
export type RolloverStep = "publish" | "switch" | "remove";

export class Tenant {
  readonly id: string;
  readonly users = new Map<string, User>();
  /** By object id. */
  readonly groups = new Map<string, Group>();
  readonly applications = new Map<string, Application>();
  /** Published in the metadata; the one at `signingIndex` signs. */
  keys: KeyAndCertificate[];
  signingIndex = 0;
  wantsSignedRequests = false;
  /** Whether the metadata offers HTTP-Redirect beside HTTP-POST, as Entra's does. */
  offersRedirect = true;
  nextFault: Fault | undefined;

  constructor(id: string = randomUUID(), key: KeyAndCertificate = newKey()) {
    this.id = id;
    this.keys = [key];
  }

  get entityId(): string {
    return `https://sts.windows.net/${this.id}/`;
  }

  get signingKey(): KeyAndCertificate {
    const key = this.keys[this.signingIndex];
    if (!key) throw new Error("the tenant has no signing key");
    return key;
  }

  putUser(user: NewUser): User {
    const local = user.upn.split("@")[0] ?? user.upn;
    const given = local.charAt(0).toUpperCase() + local.slice(1);
    const known = this.users.get(user.upn.toLowerCase());
    const stored: User = {
      enabled: true,
      givenName: given,
      surname: "Sample",
      displayName: `${given} Sample`,
      mail: user.upn,
      groups: [],
      profile: {},
      ...user,
      objectId: known?.objectId ?? randomUUID(),
    };
    this.users.set(stored.upn.toLowerCase(), stored);
    return stored;
  }

  findUser(upn: string): User | undefined {
    return this.users.get(upn.trim().toLowerCase());
  }

  /** Deletes a user for good. */
  removeUser(upn: string): void {
    const user = this.findUser(upn);
    if (!user) throw new Refusal(400, "AADSTS50034", `The user account ${upn} does not exist in the directory.`);
    this.users.delete(user.upn.toLowerCase());
    for (const group of this.groups.values()) group.members.delete(user.objectId);
  }

  newGroup(displayName: string, members: readonly User[] = []): Group {
    const group: Group = { objectId: randomUUID(), displayName, members: new Set(members.map((user) => user.objectId)) };
    this.groups.set(group.objectId, group);
    return group;
  }

  newApplication(name: string): Application {
    if (name === "") throw new Refusal(400, "AppNameMissing", "Enter a name for the application.");
    const application: Application = {
      appId: randomUUID(),
      name,
      identifier: "",
      replyUrl: "",
      relayState: "",
      nameIdSource: "user.userprincipalname",
      requireSignedRequests: false,
      requestCertificates: [],
      assigned: new Set(),
    };
    this.applications.set(application.appId, application);
    return application;
  }

  application(appId: string): Application {
    const application = this.applications.get(appId);
    if (!application) throw new Refusal(404, "AADSTS700016", `Application with identifier '${appId}' was not found in the directory '${this.id}'.`);
    return application;
  }

  applicationByIdentifier(identifier: string): Application {
    for (const application of this.applications.values()) {
      if (identifier !== "" && application.identifier === identifier) return application;
    }
    throw new Refusal(400, "AADSTS700016", `Application with identifier '${identifier}' was not found in the directory '${this.id}'.`);
  }

  assign(application: Application, upn: string): User {
    const user = this.findUser(upn);
    if (!user) throw new Refusal(400, "AADSTS50034", `The user account ${upn} does not exist in the directory.`);
    application.assigned.add(user.objectId);
    return user;
  }

  /** Whether the application is for this user: by name, or as a member of a group. */
  isAssigned(application: Application, user: User): boolean {
    const byGroup = (group: Group): boolean => application.assigned.has(group.objectId) && group.members.has(user.objectId);
    return application.assigned.has(user.objectId) || [...this.groups.values()].some(byGroup);
  }

  /** A certificate's change in three steps, as Entra does it: beside the old one, then signing, then alone. */
  rollOver(step: RolloverStep): void {
    if (step === "publish") {
      if (this.keys.length > 1) throw new Refusal(409, "TwoKeys", "Two certificates are published already.");
      this.keys.push(newKey());
    } else if (step === "switch") {
      if (this.keys.length < 2) throw new Refusal(409, "OneKey", "There is no second certificate to switch to.");
      this.signingIndex = this.signingIndex === 0 ? 1 : 0;
    } else {
      this.keys = [this.signingKey];
      this.signingIndex = 0;
    }
  }

  /** The fault to put into the response being made; it is gone afterwards. */
  takeFault(): Fault {
    const fault = this.nextFault ?? {};
    this.nextFault = undefined;
    return fault;
  }
}

function newKey(): KeyAndCertificate {
  return makeCertificate("Microsoft Azure Federated SSO Certificate");
}

/** An id as Entra writes it: an underscore, then a GUID. */
export function newId(): string {
  return `_${randomUUID()}`;
}

export function newHandle(): string {
  return randomBytes(18).toString("base64url");
}
