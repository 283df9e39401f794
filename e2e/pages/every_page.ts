// Every page and dialog there is, and how one gets there: for the accessibility scan and the screenshots.
//
// Everything is found by address and place, not by words, so that it works in both languages.

import { expect, type Page } from "@playwright/test";
import type { Account, Group } from "../fixtures/administrator_api.ts";
import { CORE_USER, PATCH_OP, push } from "../fixtures/scim.ts";
import { synchronizing } from "../fixtures/synchronization.ts";
import { ADMINISTRATOR, ALICE, DEVELOPMENT, PRODUCTION, type World } from "../fixtures/world.ts";

export interface Stop {
  readonly name: string;
  readonly as: "nobody" | "administrator" | "user";
  /** Whether it is shown while no cloud credential is configured. */
  readonly byHand?: true;
  /** Whether its tables have to fit a wide window without being scrolled sideways. */
  readonly fits?: true;
  open(page: Page, world: World): Promise<void>;
}

const at =
  (path: string, ready = "h1"): Stop["open"] =>
  async (page, world) => {
    await page.goto(world.server.url + path);
    await expect(page.locator(ready).first()).toBeVisible();
    await expect(page.locator(".waiting")).toHaveCount(0);
  };

const dialogBehind =
  (path: string, button: string): Stop["open"] =>
  async (page, world) => {
    await at(path)(page, world);
    await page.locator(button).first().click();
    await expect(page.locator("dialog[open]")).toBeVisible();
    await expect(page.locator(".waiting")).toHaveCount(0);
  };

/** A page of Alice, where she is a member of a group; behind `button` something that is `ready`. */
const onUser =
  (query: string, button?: string, ready = "dl, dialog[open]"): Stop["open"] =>
  async (page, world) => {
    await aGroup(world);
    await behind(page, world, `/console/users/${(await world.user(ALICE.upn)).id}${query}`, button, ready);
  };

/** As `onUser`, for her group. */
const onGroup =
  (query: string, button: string | undefined, ready: string): Stop["open"] =>
  async (page, world) => {
    await behind(page, world, `/console/groups/${(await aGroup(world)).id}${query}`, button, ready);
  };

/** A page of the access configuration that reads servers; behind `button` something that is `ready`. */
const onConfiguration =
  (query: string, button?: string, ready = "dl"): Stop["open"] =>
  async (page, world) => {
    await behind(page, world, `/console/access-configurations/${(await world.accessConfiguration("ecs-reader")).id}${query}`, button, ready);
  };

/** An access configuration whose policies were changed after it was provisioned in two accounts; each time a new one. */
async function outdated(world: World): Promise<string> {
  const policy = (action: string): string => JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: action, Resource: "*" }] });
  const made = await world.api.createAccessConfiguration({ name: world.name("outdated"), system_policies: ["AliyunECSReadOnlyAccess"], inline_policy: policy("ecs:StopInstance") });
  await world.api.grant([(await world.user(ALICE.upn)).id], [PRODUCTION.id, DEVELOPMENT.id], [made.id]);
  await world.api.updateAccessConfiguration(made.id, { system_policies: ["AliyunOSSReadOnlyAccess"], inline_policy: policy("ecs:DeleteInstance") });
  return made.id;
}

/** A step of making an access configuration, from 0. */
async function toStep(page: Page, world: World, step: number): Promise<void> {
  await at("/console/access-configurations/new", ".wizard input")(page, world);
  await page.locator(".wizard input").first().fill("looked-at");
  for (let at = 0; at < step; at += 1) {
    await page.locator(".wizard button[type=submit]").click();
    await expect(page.locator(".wizard-step").nth(at + 1)).toHaveAttribute("aria-current", "step");
  }
  await expect(page.locator(".waiting")).toHaveCount(0);
}

async function behind(page: Page, world: World, path: string, button: string | undefined, ready: string): Promise<void> {
  await at(path)(page, world);
  if (button !== undefined) await page.locator(button).first().click();
  await expect(page.locator(ready).first()).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
}

/** A group that Alice is a member of. */
async function aGroup(world: World): Promise<Group> {
  const name = "Shop engineers";
  const found = (await world.api.listGroups(name)).find((group) => group.name === name);
  const group = found ?? (await world.api.createGroup(name, "Run the shop, day and night"));
  if (!found) await world.api.addMembers(group.id, [(await world.user(ALICE.upn)).id]);
  return group;
}

/** A user and a group of one, both kept by SCIM and the user disabled there; each time a new pair. */
async function pushed(world: World): Promise<{ readonly user: string; readonly group: string }> {
  return synchronizing(world.api, world.server.url, async (scim) => {
    const user = await scim.createUser(`${world.name("pushed")}@example.com`, "Pushed Person");
    const group = await scim.createGroup(world.name("Pushed engineers"), [user]);
    await scim.setActive(user, false);
    return { user: user.id, group: group.id };
  });
}

/** A role that waits for an administrator's hand, once in a world. */
async function somethingByHand(world: World): Promise<void> {
  if ((await world.api.listManualWork()).length > 0) return;
  const configuration = await world.api.createAccessConfiguration({ name: world.name("by-hand"), system_policies: ["AliyunECSReadOnlyAccess"] });
  await world.api.startGrant([(await world.user(ALICE.upn)).id], [PRODUCTION.id, DEVELOPMENT.id], [configuration.id]);
}

/** The wizard's review of what exists already and what does not. */
async function toLastStep(page: Page, world: World): Promise<void> {
  await at("/console/multi-account-permissions", ".choice")(page, world);
  for (const account of [PRODUCTION, DEVELOPMENT]) await page.locator(".picks .choice", { hasText: account.name }).locator("input").check();
  await page.locator(".heading-actions .button-main").click();
  const next = page.locator("dialog[open] .button-main");
  await page.locator("dialog[open] .choice", { hasText: ALICE.upn }).first().locator("input").check();
  await next.click();
  await page.locator("dialog[open] .choice", { hasText: "administrator" }).locator("input").check();
  await next.click();
}

const MIXED_CSV = `user_name,display_name,email
dora@example.com,Dora Diaz,dora@example.com
emil meier,Emil Meier,no address
${ALICE.upn},Alice again,
`;

/** Signs in by API: what is looked at is the page, not the way to it. */
export async function signInByApi(page: Page, world: World, as: Stop["as"]): Promise<void> {
  if (as === "nobody") return;
  const headers = { origin: world.server.url, "x-cloudsso-request": "1" };
  if (as === "administrator") {
    const answer = await page.request.post(`${world.server.url}/api/administrator/session`, { headers, data: { user_name: ADMINISTRATOR.name, password: ADMINISTRATOR.password } });
    expect(answer.status()).toBeLessThan(300);
    return;
  }
  const minted = world.idp.mint(world.application, ALICE.upn, undefined);
  const answer = await page.request.post(minted.replyUrl, { form: { SAMLResponse: minted.samlResponse }, maxRedirects: 0 });
  expect(answer.headers()["location"]).toContain("/portal");
}

async function refusedSignIn(page: Page, world: World): Promise<void> {
  world.idp.tenant.nextFault = { audience: "urn:someone-else" };
  const minted = world.idp.mint(world.application, ALICE.upn, undefined);
  const answer = await page.request.post(minted.replyUrl, { form: { SAMLResponse: minted.samlResponse }, maxRedirects: 0 });
  await page.goto(new URL(answer.headers()["location"] ?? "", world.server.url).href);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
}

/** A provisioning log with a change and a refusal in it, made once in a world; who was pushed is gone again. */
async function provisioned(world: World): Promise<void> {
  if ((await world.api.listEvents({ kind: "ScimRequestRefused" })).length > 0) return;
  await world.api.setScimSynchronization(true);
  const { id, value } = await world.api.createScimCredential();
  const made = await push(world, value, "POST", "/Users", { schemas: [CORE_USER], userName: "provisioned@example.com", displayName: "Pushed" });
  const path = `/Users/${String(made.body["id"])}`;
  await push(world, value, "POST", "/Users", { schemas: [CORE_USER], userName: "provisioned@example.com" });
  await push(world, value, "DELETE", path);
  await push(world, value, "PATCH", path, { schemas: [PATCH_OP], Operations: [{ op: "Replace", path: "displayName", value: "Gone" }] });
  await world.api.deleteScimCredential(id);
}

/** Changes what the server answers at this address before the page sees it: states that take weeks to come about. */
async function answered(page: Page, path: string, change: (body: Record<string, unknown>) => void): Promise<void> {
  await page.route(new RegExp(`${path}(\\?.*)?$`), async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as Record<string, unknown>;
    change(body);
    await route.fulfill({ response: answer, json: body });
  });
}

const LONG_NAME = "Accounting-and-controlling-of-the-whole-European-region-production";
const READY = { id: "ac-0000000000000001", name: "Administrator-of-all-we-ever-have" };

/** Marked, used and unused accounts with names of every length. */
const BUSY_PORTAL = [
  { id: "20000000000000000001", name: LONG_NAME, colour: "Red", label: "Production", favourite: true, access_configurations: 5, ready: READY },
  { id: "2000000000000002", name: "测试环境", colour: "Green", favourite: true, access_configurations: 1, ready: { id: "ac-0000000000000002", name: "ecs-reader" } },
  { id: "2000000000000003", name: "Shop development", colour: "None", favourite: false, access_configurations: 2, ready: READY },
  { id: "2000000000000004", name: "Sandbox", colour: "Grey", label: "May be wiped", favourite: false, access_configurations: 12 },
];

const MISMATCH = { name_id: "alice.anders@example.com", user_name: "alice@contoso.example" };

/** Two credentials, one of which ends soon, and the notice of the NameIDs. */
function busySynchronization(body: Record<string, unknown>): void {
  const day = 86_400_000;
  const now = Date.now();
  const credential = (id: string, status: string, daysLeft: number, last_used_at: number | null): unknown => ({
    id: `scimcred-${id}`,
    status,
    expired: daysLeft < 0,
    created_at: now - (365 - daysLeft) * day,
    expires_at: now + daysLeft * day,
    last_used_at,
    last_used_from: last_used_at === null ? "" : "2001:db8:1234:5678:9abc:def0:1234:5678",
  });
  const credentials = [credential("0123456789abcdefghjk", "Enabled", 6, now), credential("kjhgfedcba9876543210", "Disabled", 300, null)];
  Object.assign(body, { enabled: true, synchronized_users: 98_765, synchronized_groups: 4_321, credentials, mismatch: MISMATCH });
}

/** Accounts in every colour. */
async function marked(world: World): Promise<void> {
  const { accounts } = await world.api.getResourceDirectory();
  const account = (id: string): Account => accounts.find((one) => one.id === id) as Account;
  await world.api.updateAccount({ ...account(PRODUCTION.id), colour: "Red", label: "Production" });
  await world.api.updateAccount({ ...account(DEVELOPMENT.id), colour: "None", label: "Development" });
  for (const [at, colour] of ["Orange", "Green", "Blue", "Purple", "Grey"].entries()) {
    const made = { id: `900000000000000${at}`, name: `Sandbox ${at}`, account_type: "MemberAccount", folder_id: account(PRODUCTION.id).folder_id ?? null } as const;
    if (!accounts.some((one) => one.id === made.id)) await world.api.createAccount(made);
    await world.api.updateAccount({ ...made, colour, label: "" });
  }
}

/** A difference of every kind: what takes a cloud that has gone its own way. */
const IMPORT = ((): object => {
  const nothing = { assignments: 0, provisionings: 0 };
  const change = (kind: string, thing: string, id: string, name: string, before: string, after: string, more = {}): object => ({ key: `${kind}.${thing}.${id}`, kind, thing, id, name, before, after, needs: [], held_by: nothing, possible: true, ...more });
  return {
    revision: "1",
    changes: [
      change("New", "Folder", "fd-aB3dE5gH1j", "Logistics", "", "Applications"),
      change("New", "Account", "1000000000000055", "Warehouse production in the region of the south", "", "Applications / Logistics", { needs: ["New.Folder.fd-aB3dE5gH1j"] }),
      change("Moved", "Account", PRODUCTION.id, PRODUCTION.name, "Shop", "Applications / Shop"),
      change("Renamed", "Account", DEVELOPMENT.id, DEVELOPMENT.name, DEVELOPMENT.name, "Shop test"),
      change("Recognized", "Folder", "fd-Zz9yX8wV7u", "Shop", "", ""),
      change("Gone", "Folder", "fd-0123456789abcdefghij", "Old", "", "", { possible: false }),
      change("Gone", "Account", "1000000000000066", "Old shop", "Old", "", { possible: false, held_by: { assignments: 3, provisionings: 2 } }),
      change("Gone", "Account", "1000000000000067", "Older shop", "", ""),
    ],
  };
})();

/** RAM users of a group's members, events of every status, and what is done by hand. */
const RAM_USERS = ((): { provisionings: object[]; ram_users: object[]; events: object[] } => {
  const user = { type: "User", id: "u-00000000000000000001" };
  const group = { type: "Group", id: "g-00000000000000000001" };
  const at = 1_790_000_000_000;
  const in_account = { account_id: PRODUCTION.id, account_name: PRODUCTION.name };
  const names = ["alice@example.com", "a-rather-long-name-of-somebody-in-the-south@applications.example.com"];
  const provisioning = (principal: object, principal_name: string, more: object): object => ({ id: "up-1", principal, principal_name, ...in_account, conflict_policy: "KeepBoth", deletion_policy: "Delete", description: "", created_at: at, ram_users: 1, failed_events: 0, ...more });
  const ramUser = (status: string, through: object[], through_names: string[], at: number): object => ({ user_id: user.id, user_name: names[at % 2], ...in_account, principal_name: status === "Pending" ? "" : `alice_sso@${PRODUCTION.id}.onaliyun.com`, status, through, through_names });
  const failure = { code: "LimitExceeded.User", message: "The maximum number of RAM users is exceeded.", request_id: "7B2C9A31-4E8D-5B6F-9C1A-2D3E4F5A6B7C" };
  const by_hand = {
    removes: false,
    ram_user_name: "alice",
    steps: [
      { action: "TurnUserSsoOn", name: PRODUCTION.id, document: '<md:EntityDescriptor entityID="https://sso.example.com/saml/idp/d-00000001"/>' },
      { action: "CreateRamUser", name: `alice@${PRODUCTION.id}.onaliyun.com`, document: "CloudSSO d-00000001 u-00000000000000000001" },
    ],
    command_lines: `aliyun ims CreateUser --UserPrincipalName alice@${PRODUCTION.id}.onaliyun.com`,
  };
  const event = (kind: string, status: string, principal: object, more: object): object => ({ id: `upe-${kind.toLowerCase()}`, kind, status, principal, principal_name: principal === group ? "Shop engineers" : names[0], user_id: user.id, user_name: names[1], ...in_account, created_at: at, ...more });
  return {
    provisionings: [provisioning(user, names[1] ?? "", { conflict_policy: "TakeOver", failed_events: 2 }), provisioning(group, "Shop engineers", { deletion_policy: "Keep", description: "For services without roles", ram_users: 12 })],
    ram_users: [ramUser("Provisioned", [user, group], ["", "Shop engineers"], 0), ramUser("Pending", [group], ["Shop engineers"], 1), ramUser("Removing", [], [], 0)],
    events: [
      event("Start", "AwaitingAdministrator", user, { by_hand }),
      event("AddToGroup", "Failed", group, { finished_at: at, failure }),
      event("RemoveFromGroup", "Waiting", group, { failure: { code: "Throttling.User", message: "Request was denied due to user flow control." } }),
      event("Delete", "InProgress", user, {}),
      event("Clearing", "Success", user, { finished_at: at }),
    ],
  };
})();

/** The tab RAM User Provisioning in use, on the page of an account; behind `button` something that is `ready`. */
const onRamUsers =
  (button?: string, ready = "tbody tr"): Stop["open"] =>
  async (page, world) => {
    const answer = async (path: string, items: object[]): Promise<void> => {
      await page.route(`**/api/${path}?*`, (route) => route.fulfill({ json: { items, total: items.length } }));
    };
    await answer("ram-user-provisionings", RAM_USERS.provisionings);
    await answer("ram-users", RAM_USERS.ram_users);
    await answer("ram-user-events", RAM_USERS.events);
    await behind(page, world, `/console/resource-directory/accounts/${PRODUCTION.id}?tab=ram-users`, button, ready);
  };

/** RAM users of a person, with names of every length. */
const BUSY_RAM_USERS = [
  { id: "20000000000000000001", name: LONG_NAME, colour: "Red", label: "Production", principal_name: "alice_sso@20000000000000000001.onaliyun.com" },
  { id: "2000000000000002", name: "测试环境", colour: "Green", principal_name: "a-rather-long-name-of-somebody-in-the-south-of-our-country_sso@applications.onaliyun.com" },
  { id: "2000000000000003", name: "Sandbox", colour: "None", principal_name: "alice@2000000000000003.onaliyun.com" },
];

/** What stands in an account, in every status there is. */
async function provisionedOn(page: Page, world: World): Promise<void> {
  const items = ["Provisioned", "ReprovisionRequired", "Deprovisioning", "DeprovisionFailed"].map((status, at) => ({
    account_id: PRODUCTION.id,
    account_name: PRODUCTION.name,
    access_configuration_id: `ac-${at}`,
    access_configuration_name: ["ecs-reader", "administrator", "billing", "network-operator"][at],
    status,
    provisioned_at: 1_790_000_000_000,
    assignments: at === 0 ? 12 : 0,
  }));
  await page.route("**/api/provisionings?*", (route) => route.fulfill({ json: { items, total: items.length } }));
  await at(`/console/resource-directory/accounts/${PRODUCTION.id}?tab=provisioned`, "tbody tr")(page, world);
}

/** A role that somebody has changed by hand. */
const DRIFT = {
  differences: [
    { part: "SystemPolicy", expected: "AliyunECSReadOnlyAccess", found: "" },
    { part: "SystemPolicy", expected: "", found: "AdministratorAccess" },
    { part: "MaxSessionDuration", expected: "43200", found: "3600" },
    { part: "InlinePolicy", expected: JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: "oss:*", Resource: "*" }] }, null, 2), found: JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, null, 2) },
  ],
};

/** A rotation in the middle, with accounts in every state there is. */
async function rotating(page: Page, byHand: boolean): Promise<void> {
  const account = (at: number, name: string, more: object = {}): object => ({ id: `100000000000001${at}`, name, done: false, ...more });
  const refused = { code: "NoPermission", message: "You are not authorized to do this action. You should be authorized by RAM.", request_id: "7B2C9A31-4E8D-5B6F-9C1A-2D3E4F5A6B7C" };
  const busy = { code: "Throttling.User", message: "Request was denied due to user flow control.", request_id: "" };
  const failures: readonly object[] = byHand ? [{}, {}] : [{ failure: refused }, { failure: busy, next_attempt_at: 1_790_000_000_000 }];
  const accounts = [account(1, LONG_NAME, { done: true }), account(2, "Shop production", failures[0]), account(3, "测试环境", failures[1]), account(4, "Sandbox")];
  await answered(page, "/api/settings/key-rotation", (body) => {
    const [key] = body["keys"] as object[];
    Object.assign(body, { phase: "Spreading", by_hand: byHand, keys: [{ ...key, signs: true }, { ...key, signs: false }], accounts });
  });
}

export const EVERY_PAGE: readonly Stop[] = [
  {
    name: "sign-in with SSO",
    as: "nobody",
    async open(page, world) {
      await world.ssoOn();
      await page.goto(await world.userLogonUrl());
      await expect(page.locator(".sign-in-address")).toBeVisible();
    },
  },
  {
    name: "sign-in with password",
    as: "nobody",
    async open(page, world) {
      await world.ssoOff();
      await page.goto(await world.userLogonUrl());
      await expect(page.locator("input[type=password]")).toBeVisible();
    },
  },
  {
    name: "sign-in with new password",
    as: "nobody",
    async open(page, world) {
      await world.ssoOff();
      const person = await world.person("replacing");
      const password = await world.api.setPassword(person.id, { mustReset: true });
      await page.goto(await world.userLogonUrl());
      await page.locator("input[autocomplete=username]").fill(person.upn);
      await page.locator("input[type=password]").fill(password);
      await page.locator("button[type=submit]").click();
      await expect(page.locator("input[autocomplete=new-password]")).toHaveCount(2);
    },
  },
  { name: "unknown directory", as: "nobody", open: at("/no-such-directory/login", ".empty-title") },
  { name: "sign-in problem", as: "nobody", open: refusedSignIn },
  { name: "page not found", as: "user", open: at("/portal/no-such-page", ".empty-title") },
  { name: "portal", as: "user", open: at("/portal", "tbody tr") },
  { name: "portal panel", as: "user", open: at(`/portal/ram-roles?account=${PRODUCTION.id}`, "dialog[open] tbody tr") },
  {
    name: "portal link builder",
    as: "user",
    async open(page, world) {
      await at(`/portal/ram-roles?account=${PRODUCTION.id}`, "dialog[open] tbody tr")(page, world);
      await page.locator("dialog[open] .link-builder button").first().click();
      await expect(page.locator("dialog[open] .value-text")).toBeVisible();
    },
  },
  {
    name: "portal in use",
    as: "user",
    async open(page, world) {
      await answered(page, "/api/portal/accounts*", (body) => Object.assign(body, { items: BUSY_PORTAL, total: BUSY_PORTAL.length }));
      await page.route("**/api/portal/recent", (route) => route.fulfill({ json: BUSY_PORTAL.slice(0, 3).map((one) => ({ account: one, access_configuration: one.ready, used_at: 0 })) }));
      await at("/portal", ".recent button")(page, world);
    },
  },
  {
    name: "direct access choice",
    as: "user",
    async open(page, world) {
      await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${DEVELOPMENT.id}&landingPage=https%3A%2F%2Fevil.example`));
      await expect(page.locator("tbody tr")).toHaveCount(2);
    },
  },
  {
    name: "direct access question",
    as: "user",
    async open(page, world) {
      await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&landingPage=https%3A%2F%2Fecs.console.aliyun.com%2F&confirm=true`));
      await expect(page.locator("form button")).toBeVisible();
    },
  },
  { name: "portal RAM users", as: "user", open: at("/portal/ram-users", ".empty-title") },
  {
    name: "portal RAM users in use",
    as: "user",
    async open(page, world) {
      await page.route("**/api/portal/ram-users*", (route) => route.fulfill({ json: { items: BUSY_RAM_USERS, total: BUSY_RAM_USERS.length } }));
      await at("/portal/ram-users", "tbody tr")(page, world);
    },
  },
  {
    name: "no permission",
    as: "user",
    async open(page, world) {
      await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=none`));
      await expect(page.locator(".empty-title")).toBeVisible();
    },
  },
  { name: "console sign-in", as: "nobody", open: at("/console/sign-in", "input[type=password]") },
  { name: "console overview", as: "administrator", open: at("/console/overview", ".steps") },
  { name: "console users", as: "administrator", open: at("/console/users", "tbody tr") },
  { name: "console create user", as: "administrator", open: dialogBehind("/console/users", ".heading-actions .button-main") },
  {
    name: "console user",
    as: "administrator",
    async open(page, world) {
      await at(`/console/users/${(await world.user(ALICE.upn)).id}`, "dl")(page, world);
    },
  },
  { name: "console edit user", as: "administrator", open: onUser("", ".heading-actions > button") },
  {
    name: "console set password",
    as: "administrator",
    async open(page, world) {
      await world.ssoOff();
      await onUser("", ".heading-actions .with-reason button")(page, world);
      await page.locator("dialog[open] input[type=radio]").nth(1).check();
      await expect(page.locator("dialog[open] input[type=password]").first()).toBeVisible();
    },
  },
  { name: "console joined groups", as: "administrator", open: onUser("?tab=groups", undefined, "tbody tr") },
  { name: "console join groups", as: "administrator", open: onUser("?tab=groups", ".tab-panel .toolbar .button", "dialog[open] .choice") },
  { name: "console user assignments", as: "administrator", open: onUser("?tab=access-assignments", undefined, "tbody tr") },
  { name: "console import users", as: "administrator", open: at("/console/user-import", ".drop") },
  {
    name: "console import preview",
    as: "administrator",
    async open(page, world) {
      await at("/console/user-import", ".drop")(page, world);
      await page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(MIXED_CSV) });
      await expect(page.locator("#understood")).toBeVisible();
    },
  },
  {
    name: "console groups",
    as: "administrator",
    async open(page, world) {
      await aGroup(world);
      await at("/console/groups", "tbody tr")(page, world);
    },
  },
  { name: "console create group", as: "administrator", open: dialogBehind("/console/groups", ".heading-actions .button-main") },
  { name: "console group", as: "administrator", open: onGroup("", undefined, "dl") },
  { name: "console group members", as: "administrator", open: onGroup("?tab=users", undefined, "tbody tr") },
  { name: "console add users to group", as: "administrator", open: onGroup("?tab=users", ".tab-panel .toolbar .button", "dialog[open] .choice") },
  {
    name: "console synchronized user",
    as: "administrator",
    async open(page, world) {
      await at(`/console/users/${(await pushed(world)).user}?tab=groups`, "#read-only")(page, world);
      await expect(page.locator("tbody tr")).toBeVisible();
    },
  },
  {
    name: "console synchronized group",
    as: "administrator",
    async open(page, world) {
      await at(`/console/groups/${(await pushed(world)).group}?tab=users`, "#read-only")(page, world);
      await expect(page.locator("tbody tr")).toBeVisible();
    },
  },
  { name: "console resource directory", as: "administrator", open: at("/console/resource-directory", "tbody tr") },
  { name: "console add account", as: "administrator", open: dialogBehind("/console/resource-directory", ".heading-actions .button-main") },
  { name: "console edit folder", as: "administrator", open: dialogBehind("/console/resource-directory", "tbody tr:has(.fold) .acts > button") },
  {
    name: "console edit account",
    as: "administrator",
    async open(page, world) {
      await marked(world);
      await dialogBehind(`/console/resource-directory/accounts/${PRODUCTION.id}`, ".heading-actions > button")(page, world);
    },
  },
  {
    name: "console account",
    as: "administrator",
    async open(page, world) {
      await marked(world);
      await at(`/console/resource-directory/accounts/${PRODUCTION.id}`, "dl")(page, world);
    },
  },
  { name: "console account assignments", as: "administrator", open: at(`/console/resource-directory/accounts/${PRODUCTION.id}?tab=access-assignments`, "tbody tr") },
  { name: "console account provisioned", as: "administrator", open: provisionedOn },
  {
    name: "console comparison",
    as: "administrator",
    async open(page, world) {
      await page.route("**/api/provisionings/comparison", (route) => route.fulfill({ json: DRIFT }));
      await provisionedOn(page, world);
      await page.locator("tbody .acts button").nth(1).click();
      await expect(page.locator("dialog[open] .drift")).toBeVisible();
    },
  },
  { name: "console RAM users", as: "administrator", open: onRamUsers() },
  { name: "console RAM user by hand", as: "administrator", open: onRamUsers(".task-status .link", "dialog[open] .guide-steps li") },
  { name: "console create RAM user provisioning", as: "administrator", open: onGroup("?tab=ram-users", ".tab-panel .toolbar .button", "dialog[open] .choice") },
  {
    name: "console marked accounts",
    as: "administrator",
    async open(page, world) {
      await marked(world);
      await at("/console/resource-directory", "tbody tr .mark")(page, world);
    },
  },
  { name: "console import without credential", as: "administrator", byHand: true, open: at("/console/resource-directory/import", ".empty-title") },
  {
    name: "console import review",
    as: "administrator",
    async open(page, world) {
      await page.route("**/api/resource-directory/import", (route) => route.fulfill({ json: IMPORT }));
      await at("/console/resource-directory/import", "tbody tr")(page, world);
    },
  },
  { name: "console access configurations", as: "administrator", open: at("/console/access-configurations", "tbody tr") },
  { name: "console create access configuration", as: "administrator", open: at("/console/access-configurations/new", ".wizard input") },
  {
    name: "console choose system policies",
    as: "administrator",
    async open(page, world) {
      await toStep(page, world, 1);
      await page.locator(".picks-list input").first().check();
    },
  },
  {
    name: "console write inline policy",
    as: "administrator",
    async open(page, world) {
      await toStep(page, world, 2);
      await page.locator("input[type=radio]").nth(1).check();
      await page.locator("textarea").fill('{\n  "Version": "1",\n  "Statement": [\n    { "Effect": "allow", "Action": "ecs:*", "Resource": "*" }\n  ]\n}');
      await expect(page.locator(".editor-fault")).toHaveText("4");
    },
  },
  { name: "console review access configuration", as: "administrator", open: (page, world) => toStep(page, world, 3) },
  { name: "console access configuration", as: "administrator", open: onConfiguration("") },
  { name: "console edit access configuration", as: "administrator", open: onConfiguration("", ".tab-panel .toolbar .button", ".tab-panel input") },
  { name: "console configuration policies", as: "administrator", open: onConfiguration("?tab=system-policies", undefined, ".tab-panel .chip") },
  {
    name: "console configuration provisioning",
    as: "administrator",
    async open(page, world) {
      await behind(page, world, `/console/access-configurations/${await outdated(world)}?tab=provisioning`, undefined, "tbody tr");
    },
  },
  {
    name: "console roll out",
    as: "administrator",
    async open(page, world) {
      await behind(page, world, `/console/access-configurations/${await outdated(world)}`, ".notice-warn .button", "dialog[open] .difference");
    },
  },
  { name: "console configuration inline policy", as: "administrator", open: onConfiguration("?tab=inline-policy", undefined, ".tab-panel .empty-title") },
  { name: "console permissions", as: "administrator", open: at("/console/multi-account-permissions", "tbody tr") },
  {
    name: "console configure permissions",
    as: "administrator",
    async open(page, world) {
      await toLastStep(page, world);
      await expect(page.locator("dialog[open] tbody tr").first()).toBeVisible();
    },
  },
  {
    name: "console choose users and groups",
    as: "administrator",
    async open(page, world) {
      await at("/console/multi-account-permissions", ".choice")(page, world);
      await page.locator(".picks input[type=checkbox]").last().check();
      await page.locator(".heading-actions .button-main").click();
      await expect(page.locator("dialog[open] .choice").first()).toBeVisible();
    },
  },
  { name: "console remove permissions", as: "administrator", open: dialogBehind("/console/multi-account-permissions", "tbody tr .link-bad") },
  {
    name: "console task batch",
    as: "administrator",
    fits: true,
    async open(page, world) {
      await somethingByHand(world);
      await at("/console/tasks", "tbody tr")(page, world);
      await page.locator("tbody tr th a").first().click();
      await expect(page.locator("progress")).toBeVisible();
      await expect(page.locator("tbody tr").first()).toBeVisible();
    },
  },
  {
    name: "console tasks",
    as: "administrator",
    fits: true,
    async open(page, world) {
      await somethingByHand(world);
      await answered(page, "/api/tasks", (body) => {
        const [first, second] = body["items"] as Record<string, unknown>[];
        Object.assign(first ?? {}, { status: "Failed", finished_at: 1_764_000_000_000, failure: { code: "LimitExceeded.Role", message: "The maximum number of roles is exceeded.", request_id: "7B2C9A31-4E8D-5B6F-9C1A-2D3E4F5A6B7C" } });
        Object.assign(second ?? {}, { status: "Waiting", attempts: 3, next_attempt_at: 1_764_000_000_000, failure: { code: "Throttling.User", message: "Request was denied due to user flow control.", request_id: "" } });
      });
      await at("/console/tasks", "tbody tr")(page, world);
    },
  },
  {
    name: "console manual work",
    as: "administrator",
    byHand: true,
    async open(page, world) {
      await somethingByHand(world);
      await at("/console/tasks?tab=manual-work", ".work")(page, world);
      await page.locator(".work [aria-expanded]").first().click();
      await expect(page.locator(".guide-steps li").first()).toBeVisible();
    },
  },
  { name: "console user access", as: "administrator", open: onUser("?tab=access", undefined, "tbody tr") },
  {
    name: "console group access",
    as: "administrator",
    async open(page, world) {
      const group = await aGroup(world);
      await world.api.grant([group.id], [PRODUCTION.id], [(await world.accessConfiguration("ecs-reader")).id]);
      await onGroup("?tab=access", undefined, "tbody tr")(page, world);
    },
  },
  { name: "console audit log", as: "administrator", open: at("/console/audit-log", "tbody tr") },
  {
    name: "console audit record",
    as: "administrator",
    open: dialogBehind("/console/audit-log", "tbody tr th button"),
  },
  {
    name: "console provisioning log",
    as: "administrator",
    async open(page, world) {
      await provisioned(world);
      await at("/console/provisioning-log", "tbody tr")(page, world);
    },
  },
  {
    name: "console provisioning record",
    as: "administrator",
    async open(page, world) {
      await provisioned(world);
      await dialogBehind("/console/provisioning-log", "tbody tr th button")(page, world);
    },
  },
  {
    name: "console provisioning change",
    as: "administrator",
    async open(page, world) {
      await provisioned(world);
      await dialogBehind("/console/provisioning-log", "tbody tr th button:not(.link-bad)")(page, world);
    },
  },
  {
    name: "console overview with notice",
    as: "administrator",
    async open(page, world) {
      await answered(page, "/api/overview", (body) => Object.assign(body, { mismatch: MISMATCH }));
      await at("/console/overview", ".notice-warn")(page, world);
    },
  },
  {
    name: "console SCIM synchronization",
    as: "administrator",
    async open(page, world) {
      await answered(page, "/api/settings/scim", busySynchronization);
      await at("/console/settings", "#scim tbody tr")(page, world);
      await page.locator("#scim summary").click();
    },
  },
  { name: "console SCIM question", as: "administrator", open: dialogBehind("/console/settings", "#scim [role=switch]") },
  { name: "console create credential", as: "administrator", open: dialogBehind("/console/settings", "#scim .part .button-main") },
  {
    name: "console new credential",
    as: "administrator",
    async open(page, world) {
      for (const { id } of (await world.api.getScimSettings()).credentials) await world.api.deleteScimCredential(id);
      await dialogBehind("/console/settings", "#scim .part .button-main")(page, world);
      await page.locator("dialog[open] .button-main").click();
      await expect(page.locator("dialog[open] .value-text")).toBeVisible();
    },
  },
  { name: "console settings", as: "administrator", open: at("/console/settings", "[role=switch]") },
  {
    name: "console cloud sections",
    as: "administrator",
    fits: true,
    async open(page, world) {
      await rotating(page, false);
      await at("/console/settings", "#cloud-credential dl")(page, world);
      await page.locator("#cloud-credential select").selectOption(PRODUCTION.id);
      await page.locator("#cloud-credential form button").click();
      await expect(page.locator("#cloud-credential tbody tr")).toHaveCount(3);
      await expect(page.locator("#key-rotation tbody tr")).toHaveCount(4);
    },
  },
  {
    name: "console cloud sections by hand",
    as: "administrator",
    fits: true,
    byHand: true,
    async open(page, world) {
      await rotating(page, true);
      await at("/console/settings", "#cloud-credential .notice")(page, world);
      await expect(page.locator("#key-rotation tbody tr")).toHaveCount(4);
    },
  },
  { name: "console enter access key", as: "administrator", open: dialogBehind("/console/settings", "#cloud-credential .buttons .button") },
  { name: "console configure identity provider", as: "administrator", open: dialogBehind("/console/settings", ".part .button-main") },
  {
    name: "console SSO question",
    as: "administrator",
    open: dialogBehind("/console/settings", "[role=switch]"),
  },
];
