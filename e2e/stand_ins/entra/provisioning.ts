// A stand-in for Entra ID's provisioning service: it keeps the users and groups of a SCIM target as the tenant has
// them, for one application.
//
// It decides who is in scope, in which order things are sent, and what is remembered between cycles: the ids at the
// target and the memberships sent. Like the original it never reads a group's members back, expands no nested
// groups, and disables where it can before it deletes.

import { randomUUID } from "node:crypto";
import type { Application, Group, Tenant, User } from "../idp/tenant.ts";
import { GROUP, type Json, MANAGER, type Mapping, mappingOf, userResource } from "./attributes.ts";
import { differences, type Manner, memberAdditions, memberRemovals, operations, patchOp } from "./patch.ts";
import { type LogEntry, ScimClient, type Wait } from "./scim_client.ts";

const FLAG = "aadOptscim062020";
/** Most members of one PATCH. */
const BATCH = 1000;
/** Objects that are worked on at the same time. */
const PARALLEL = 4;

export interface ProvisioningOptions {
  readonly tenant: Tenant;
  readonly application: Application;
  /** As an administrator enters it; may carry the flag. */
  readonly tenantUrl: string;
  readonly secretToken: string;
  readonly wait?: Wait;
}

/** What a cycle could not do, by the name of the user or group. */
export type Failures = ReadonlyMap<string, Error>;

interface KnownUser {
  readonly id: string;
  readonly upn: string;
  active: boolean;
}

interface KnownGroup {
  readonly id: string;
  /** Object ids of the members that were sent. */
  readonly members: Set<string>;
}

export class ProvisioningService {
  readonly #tenant: Tenant;
  readonly #application: Application;
  readonly #client: ScimClient;
  readonly #manner: Manner;
  /** By object id. */
  readonly #users = new Map<string, KnownUser>();
  readonly #groups = new Map<string, KnownGroup>();

  constructor({ tenant, application, tenantUrl, secretToken, wait }: ProvisioningOptions) {
    const url = new URL(tenantUrl);
    this.#tenant = tenant;
    this.#application = application;
    this.#manner = url.searchParams.has(FLAG) ? FLAG : "own";
    url.search = "";
    this.#client = new ScimClient(url.href, secretToken, wait);
  }

  get log(): readonly LogEntry[] {
    return this.#client.log;
  }

  /** **Test Connection**: looks for a user whom nobody can have. */
  async testConnection(): Promise<void> {
    const found = await this.#client.first("Users", { filter: `userName eq "${randomUUID()}"` });
    if (found) throw new Error("The target finds users whom it cannot have.");
  }

  /** One cycle: users, then what refers to users, then groups and their members, then whoever left. */
  async cycle(): Promise<Failures> {
    const failures = new Map<string, Error>();
    const each = <T>(things: Iterable<T>, name: (thing: T) => string, work: (thing: T) => Promise<void>): Promise<void> =>
      inParallel(things, (thing) => work(thing).catch((error: unknown) => void failures.set(name(thing), asError(error))));
    const inScope = [...this.#tenant.users.values()].filter((user) => this.#isInScope(user));
    await each(inScope, (user) => user.upn, (user) => this.#provisionUser(user));
    await each(inScope.filter((user) => user.profile.manager !== undefined), (user) => user.upn, (user) => this.#setManager(user));
    const groups = [...this.#tenant.groups.values()].filter((group) => this.#application.assigned.has(group.objectId));
    await each(groups, (group) => group.displayName, (group) => this.#provisionGroup(group));
    await each(this.#users, ([, user]) => user.upn, ([objectId, user]) => this.#deprovisionUser(objectId, user));
    await each(this.#groups, ([objectId]) => objectId, ([objectId, group]) => this.#deprovisionGroup(objectId, group));
    return failures;
  }

  /** **Provision on demand**: one user, now. */
  async provisionOnDemand(upn: string): Promise<void> {
    const user = this.#tenant.findUser(upn);
    if (user && this.#isInScope(user)) {
      await this.#provisionUser(user);
      await this.#setManager(user);
      return;
    }
    for (const [objectId, known] of this.#users) if (known.upn === upn) await this.#deprovisionUser(objectId, known);
  }

  /** An account that is disabled, deleted or no longer assigned is out of scope. */
  #isInScope(user: User): boolean {
    return user.enabled && this.#tenant.isAssigned(this.#application, user);
  }

  /** The target's resource: by the id that is known, else by the matching attribute. */
  async #target(resources: "Users" | "Groups", id: string | undefined, query: Readonly<Record<string, string>>): Promise<Json | undefined> {
    const without: Record<string, string> = resources === "Groups" ? { excludedAttributes: "members" } : {};
    const suffix = resources === "Groups" ? "?excludedAttributes=members" : "";
    const known = id === undefined ? undefined : await this.#client.find(`/${resources}/${id}${suffix}`);
    return known ?? this.#client.first(resources, { ...without, ...query });
  }

  async #provisionUser(user: User): Promise<void> {
    const mapping = mappingOf(user);
    const there = await this.#target("Users", this.#users.get(user.objectId)?.id, { filter: `userName eq "${user.upn}"` });
    const resource = there ?? (await this.#client.post("/Users", userResource(mapping)));
    if (there) await this.#patch("Users", there, mapping);
    this.#users.set(user.objectId, { id: idOf(resource), upn: user.upn, active: true });
  }

  async #patch(resources: "Users" | "Groups", resource: Json, mapping: Mapping): Promise<void> {
    const changes = differences(resource, mapping);
    if (changes.length > 0) await this.#client.patch(`/${resources}/${idOf(resource)}`, patchOp(operations(changes, this.#manner)));
  }

  async #setManager(user: User): Promise<void> {
    const manager = user.profile.manager === undefined ? undefined : this.#tenant.findUser(user.profile.manager);
    const [mine, theirs] = [this.#users.get(user.objectId), this.#users.get(manager?.objectId ?? "")];
    if (!mine || !theirs) return;
    const resource = await this.#client.find(`/Users/${mine.id}`);
    if (resource) await this.#patch("Users", resource, [[MANAGER, theirs.id]]);
  }

  async #deprovisionUser(objectId: string, known: KnownUser): Promise<void> {
    const user = [...this.#tenant.users.values()].find((one) => one.objectId === objectId);
    if (!user) {
      await this.#client.delete(`/Users/${known.id}`);
      this.#users.delete(objectId);
    } else if (known.active && !this.#isInScope(user)) {
      const disable = operations([{ kind: "Replace", path: "active", value: false }], this.#manner);
      await this.#client.patch(`/Users/${known.id}`, patchOp(disable));
      known.active = false;
    }
  }

  async #provisionGroup(group: Group): Promise<void> {
    const known = this.#groups.get(group.objectId);
    const there = await this.#target("Groups", known?.id, { filter: `displayName eq "${group.displayName}"` });
    const body = { schemas: [GROUP], externalId: group.objectId, displayName: group.displayName, members: [], meta: { resourceType: "Group" } };
    const resource = there ?? (await this.#client.post("/Groups", body));
    const now: KnownGroup = { id: idOf(resource), members: known && there ? known.members : new Set() };
    this.#groups.set(group.objectId, now);
    if (there) await this.#patch("Groups", there, [["displayName", group.displayName], ["externalId", group.objectId]]);
    await this.#sendMembers(group, now);
  }

  /** Sends what changed of the memberships; who is not at the target yet waits for a later cycle. */
  async #sendMembers(group: Group, known: KnownGroup): Promise<void> {
    const left = [...known.members].filter((objectId) => !group.members.has(objectId));
    const joined = [...group.members].filter((objectId) => !known.members.has(objectId) && this.#users.has(objectId));
    const idsOf = (objectIds: readonly string[]): string[] => objectIds.flatMap((objectId) => this.#users.get(objectId)?.id ?? []);
    for (const some of batches(left)) {
      const ids = idsOf(some);
      if (ids.length > 0) await this.#client.patch(`/Groups/${known.id}`, patchOp(memberRemovals(ids, this.#manner)));
      for (const objectId of some) known.members.delete(objectId);
    }
    for (const some of batches(joined)) {
      await this.#client.patch(`/Groups/${known.id}`, patchOp(memberAdditions(idsOf(some), this.#manner)));
      for (const objectId of some) known.members.add(objectId);
    }
  }

  async #deprovisionGroup(objectId: string, known: KnownGroup): Promise<void> {
    if (this.#tenant.groups.has(objectId) && this.#application.assigned.has(objectId)) return;
    await this.#client.delete(`/Groups/${known.id}`);
    this.#groups.delete(objectId);
  }
}

function idOf(resource: Json): string {
  const { id } = resource;
  if (typeof id !== "string" || id === "") throw new Error(`The target's resource has no id: ${JSON.stringify(resource)}`);
  return id;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function batches<T>(things: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(things.length / BATCH) }, (_, index) => things.slice(index * BATCH, (index + 1) * BATCH));
}

async function inParallel<T>(things: Iterable<T>, work: (thing: T) => Promise<void>): Promise<void> {
  const waiting = [...things];
  const worker = async (): Promise<void> => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
