// The stand-in's back door, under /control: what exists, what goes wrong next, what was asked. For tests and for
// whoever plays with the running stand-in; nothing of it exists in the real cloud.

import { type Call, json, jsonOf, type Loopback, Refusal } from "../loopback.ts";
import type { Account, NewAccount, NewRole, OidcProvider } from "./accounts.ts";
import { BUSY, type Fault, type Hold, THROTTLED, type Which } from "./api/faults.ts";
import type { AccessKey } from "./api/keys.ts";
import { AUDIENCE, type Site } from "./role_sso.ts";
import { setUserSso, type UserSsoChange } from "./ram/user_sso.ts";
import { attachToUser, bindMfaDevice, createGroup, createUser, joinGroup, putLoginProfile, type RamUser } from "./ram/users.ts";
import type { Cloud } from "./server.ts";

export function addControl(server: Loopback, cloud: Cloud): void {
  addState(server, cloud);
  addAccounts(server, cloud);
  addOrganization(server, cloud);
  addFaults(server, cloud);
}

function addState(server: Loopback, cloud: Cloud): void {
  server.get("/control/state", () => json({ site: cloud.site, signIn: `${cloud.origin}/saml-role/sso`, accounts: cloud.accounts.list().map(stateOf) }));
  server.post("/control/site", async (call) => {
    const { site } = await jsonOf<{ site: Site }>(call);
    if (!Object.hasOwn(AUDIENCE, site)) throw new Refusal(400, "InvalidParameter", "site is international or china.");
    cloud.site = site;
    return json({ site });
  });
  server.post("/control/reset", () => {
    cloud.clear();
    return json({});
  });
}

function stateOf({ id, name, providers, roles, policies, users, userSso }: Account): object {
  return {
    id,
    name,
    samlProviders: [...providers.values()].map((provider) => ({ name: provider.name, entityId: provider.entityId })),
    roles: [...roles.values()].map((role) => ({ name: role.name, trustedProviders: role.trust.providers, policies: [...role.attached.values()].map((policy) => policy.name) })),
    policies: [...policies.keys()],
    users: [...users.values()].map((user) => ({ name: user.name, principalName: user.principalName, displayName: user.displayName, comments: user.comments, password: user.loginProfile?.status === "Active", mfa: user.mfaDevice !== undefined, groups: [...user.groups.keys()], policies: [...user.attached.values()].map((policy) => policy.name) })),
    userSso: { enabled: userSso.enabled, entityId: userSso.entityId },
  };
}

function addAccounts(server: Loopback, cloud: Cloud): void {
  const { accounts } = cloud;
  const account = (call: Call): string => call.params["account"] ?? "";
  server.post("/control/accounts", async (call) => json({ id: accounts.put(await jsonOf<NewAccount>(call)).id }));
  server.post("/control/accounts/:account/saml-providers", async (call) => {
    const { name, metadata } = await jsonOf<{ name: string; metadata: string }>(call);
    return json({ entityId: accounts.putProvider(account(call), name, metadata).entityId });
  });
  server.post("/control/accounts/:account/oidc-providers", async (call) => {
    const provider = await jsonOf<OidcProvider>(call);
    accounts.get(account(call)).oidcProviders.set(provider.name, provider);
    return json({ name: provider.name });
  });
  server.post("/control/accounts/:account/roles", async (call) => json({ name: accounts.putRole(account(call), await jsonOf<NewRole>(call)).name }));
  server.post("/control/accounts/:account/users", async (call) => {
    const user = putUser(accounts.get(account(call)), await jsonOf<ControlledUser>(call));
    return json({ principalName: user.principalName });
  });
  server.post("/control/accounts/:account/user-sso", async (call) => {
    const { entityId, enabled } = setUserSso(accounts.get(account(call)), await jsonOf<UserSsoChange>(call));
    return json({ entityId, enabled });
  });
  server.post("/control/accounts/:account/access-keys", async (call) => {
    const { user, systemPolicies = [] } = await jsonOf<{ user: string; systemPolicies?: string[] }>(call);
    return json(shownOnce(cloud.accessKey(account(call), user, systemPolicies)));
  });
}

/** A RAM user as an administrator of the account would have made it. */
export interface ControlledUser {
  readonly name: string;
  readonly displayName?: string;
  readonly comments?: string;
  readonly password?: string;
  readonly mfaDevice?: boolean;
  readonly groups?: readonly string[];
  readonly systemPolicies?: readonly string[];
}

export function putUser(account: Account, { name, displayName, comments, password, mfaDevice = false, groups = [], systemPolicies = [] }: ControlledUser): RamUser {
  const user = createUser(account, name, { displayName, comments });
  if (password !== undefined) putLoginProfile(account, name, { password }, true);
  if (mfaDevice) bindMfaDevice(account, name);
  for (const group of groups) {
    if (!account.groups.has(group)) createGroup(account, group, group, "");
    joinGroup(account, name, group);
  }
  for (const policy of systemPolicies) attachToUser(account, name, "System", policy);
  return user;
}

function shownOnce({ id, secret }: AccessKey): object {
  return { AccessKeyId: id, AccessKeySecret: secret };
}

function addOrganization(server: Loopback, cloud: Cloud): void {
  const organization = (): NonNullable<Cloud["organization"]> => {
    if (!cloud.organization) throw new Refusal(404, "ResourceDirectoryNotInUse", "There is no resource directory.");
    return cloud.organization;
  };
  server.post("/control/resource-directory", async (call) => json(shownOnce(cloud.organize(await jsonOf<NewAccount>(call)).accessKey)));
  server.post("/control/resource-directory/folders", async (call) => {
    const { name, parent } = await jsonOf<{ name: string; parent?: string }>(call);
    return json({ FolderId: organization().addFolder(name, parent).id });
  });
  server.post("/control/resource-directory/members", async (call) => {
    const { folder, ...member } = await jsonOf<NewAccount & { folder?: string }>(call);
    return json({ id: organization().addMember(member, folder).id });
  });
}

function addFaults(server: Loopback, cloud: Cloud): void {
  const { faults } = cloud.api;
  const holds: Hold[] = [];
  const hold = (call: Call): Hold => holds[Number(call.params["hold"])] ?? notFound();
  server.get("/control/calls", () => json(faults.log));
  server.post("/control/faults", async (call) => {
    const { fault, times, ...which } = await jsonOf<Which & { fault: Fault | "Busy" | "Throttled"; times?: number }>(call);
    faults.inject(fault === "Busy" ? BUSY : fault === "Throttled" ? THROTTLED : fault, which, times);
    return json({});
  });
  server.post("/control/holds", async (call) => {
    const { nth, when, ...which } = await jsonOf<Which & { nth?: number; when?: Hold["when"] }>(call);
    return json({ hold: holds.push(faults.hold(which, nth, when)) - 1 });
  });
  // Answers once the call has come.
  server.get("/control/holds/:hold", async (call) => json(await hold(call).reached));
  server.post("/control/holds/:hold/release", (call) => {
    hold(call).release();
    return json({});
  });
  server.post("/control/holds/:hold/drop", (call) => {
    hold(call).drop();
    return json({});
  });
}

function notFound(): never {
  throw new Refusal(404, "NotFound", "There is no such hold.");
}
