import { readFileSync } from "node:fs";
import { expect, type Locator, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { Permissions } from "../pages/permissions.ts";

test("every combination of what is chosen is granted, once the roles are made, and its page follows", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const permissions = new Permissions(console);
  const [one, two] = [await world.person("granted"), await world.person("granted")];
  const configuration = await world.api.createAccessConfiguration({ name: world.name("granted") });
  await console.open("Multi-account Permissions");
  await permissions.toReview([PRODUCTION.name, DEVELOPMENT.name], [one.upn, two.upn], configuration.name);
  const dialog = permissions.wizard;
  await expect(dialog).toContainText("4 assignments are new, 0 exist already and stay as they are.");
  await expect(dialog).toContainText("2 roles do not stand in their account yet and are made first.");
  await expect(dialog.getByRole("table", { name: "Planned assignments" }).getByRole("row")).toHaveCount(5);
  await dialog.getByRole("button", { name: "Start" }).click();

  await expect(page.getByRole("heading", { name: "Configuring permissions", level: 1 })).toBeVisible();
  await console.said("0 of 4 are over: 0 succeeded, 0 failed.");
  const batch = page.url();
  await page.getByRole("link", { name: "Go to the manual work" }).click();
  for (const account of [PRODUCTION.name, DEVELOPMENT.name]) {
    await page.getByRole("checkbox", { name: `Select: Make or change ${configuration.name} on ${account}` }).check();
  }
  await page.getByRole("button", { name: "Done for selected (2)" }).click();
  await console.said("4 tasks went on.");
  await page.goto(batch);
  await console.said("All 4 are over: 4 succeeded, 0 failed, 0 were canceled.");
  expect(await world.api.listAssignments({ user_id: one.id })).toHaveLength(2);
  expect(await world.api.listAssignments({ user_id: two.id })).toHaveLength(2);
});

test("what exists already is marked, and starting it again does nothing", async ({ page, world }) => {
  const console = new Console(page, world);
  const permissions = new Permissions(console);
  const person = await world.person("repeated", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  await console.open("Multi-account Permissions");
  await permissions.toReview([PRODUCTION.name], [person.upn], "ecs-reader");
  const dialog = permissions.wizard;
  await expect(dialog).toContainText("Everything exists already. There is nothing to start.");
  await expect(dialog.getByRole("row").filter({ hasText: person.upn })).toContainText("Exists already");
  await dialog.getByRole("button", { name: "Start" }).click();
  await console.said("Everything existed already.");
  await expect(dialog).toBeHidden();
});

test("a folder stands for every account below it, and is half ticked where some are", async ({ page, world }) => {
  const name = world.name("Ticked");
  const { id: folder_id } = await world.api.createFolder(name);
  const ids = ["1", "2"].map((last) => `500000000000${name.slice(-4)}${last}`);
  for (const id of ids) await world.api.createAccount({ id, name: `Below ${id}`, account_type: "MemberAccount", folder_id });
  const console = new Console(page, world);
  await console.open("Multi-account Permissions");
  const { accounts } = new Permissions(console);
  const folder = accounts.getByRole("checkbox", { name, exact: true });
  const [first, second] = ids.map((id) => accounts.getByRole("checkbox", { name: new RegExp(id) })) as [Locator, Locator];
  await folder.check();
  await expect(first).toBeChecked();
  await expect(second).toBeChecked();
  await expect(accounts).toContainText("2 selected");
  await second.uncheck();
  await expect(folder).toBeChecked({ indeterminate: true });
  await accounts.getByRole("searchbox", { name: "Search accounts" }).fill(ids[1]?.slice(-6) ?? "");
  await expect(first).toBeHidden();
  await expect(accounts).toContainText("1 selected");
});

test("several assignments are removed at once after a question that names them", async ({ page, world }) => {
  const console = new Console(page, world);
  const group = await world.group("Removed team", []);
  await world.api.grant([group.id], [PRODUCTION.id, DEVELOPMENT.id], [(await world.accessConfiguration("ecs-reader")).id]);
  await console.open("Multi-account Permissions");
  const { existing } = new Permissions(console);
  await existing.getByRole("searchbox", { name: "Group (whole name)" }).fill(group.name.toUpperCase());
  await expect(existing.getByRole("row").filter({ hasText: group.name })).toHaveCount(2);
  await expect(existing.getByRole("button", { name: "Remove Permissions" })).toBeDisabled();
  await existing.getByRole("checkbox", { name: "Select all shown" }).check();
  await existing.getByRole("button", { name: "Remove Permissions (2)" }).click();
  const question = console.dialog("Remove Permissions");
  await expect(question).toContainText(`${group.name}: ecs-reader on ${PRODUCTION.name}`);
  await expect(question).toContainText(`${group.name}: ecs-reader on ${DEVELOPMENT.name}`);
  await expect(question.getByRole("radio", { name: "Keep the role in the account" })).toBeChecked();
  await question.getByRole("button", { name: "Remove Permissions" }).click();
  await console.said("The assignments were removed.");
  await expect(existing.getByText("No assignments")).toBeVisible();
  expect(await world.api.listAssignments({ group_id: group.id })).toHaveLength(0);
});

test("one assignment is removed, and the role with it where that was chosen", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("narrowed");
  const configuration = await world.api.createAccessConfiguration({ name: world.name("narrowed") });
  await world.api.grant([person.id], [PRODUCTION.id, DEVELOPMENT.id], [configuration.id]);
  await console.open("Multi-account Permissions");
  const { existing } = new Permissions(console);
  await existing.getByRole("searchbox", { name: "User (whole user name)" }).fill(person.upn);
  await expect(existing.getByRole("row").filter({ hasText: person.upn })).toHaveCount(2);
  await existing.getByLabel("Account", { exact: true }).selectOption(PRODUCTION.id);
  await expect(existing.getByRole("row").filter({ hasText: person.upn })).toHaveCount(1);
  await existing.getByRole("row").filter({ hasText: person.upn }).getByRole("button", { name: "Remove" }).click();
  const question = console.dialog("Remove Permissions");
  await question.getByRole("radio", { name: "Deprovision: remove the role from the account" }).check();
  await question.getByRole("button", { name: "Remove Permissions" }).click();
  await console.said("The assignments were removed.");
  expect((await world.api.listAssignments({ user_id: person.id })).map((one) => one.account_id)).toEqual([DEVELOPMENT.id]);
  const roleStands = (id: string): boolean => world.cloud.accounts.get(id).roles.has(configuration.role_name);
  await expect.poll(() => roleStands(PRODUCTION.id)).toBe(false);
  expect(roleStands(DEVELOPMENT.id)).toBe(true);
});

test("who can reach what is shown with every way, searched, and saved as a file", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("reaching", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  const group = await world.group("Reaching team", [person]);
  await world.api.grant([group.id], [PRODUCTION.id, DEVELOPMENT.id], [(await world.accessConfiguration("ecs-reader")).id]);
  await console.openUser(person.id);
  await page.getByRole("tab", { name: "Access", exact: true }).click();
  await expect(console.row(PRODUCTION.name)).toContainText(/Direct.*Through Reaching team/s);
  await expect(console.row(DEVELOPMENT.name)).toContainText(group.name);
  await expect(console.row(DEVELOPMENT.name)).not.toContainText("Direct");
  await page.getByRole("searchbox", { name: "Search account, access configuration or group" }).fill("develop");
  await expect(console.row(PRODUCTION.name)).toHaveCount(0);
  await expect(console.row(DEVELOPMENT.name)).toHaveCount(1);

  await world.api.setUserStatus(person.id, "Disabled");
  await console.openGroup(group.id, "access");
  await expect(console.row(PRODUCTION.name)).toContainText("Disabled: cannot get there now");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`access-${group.id}.csv`);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
  expect(lines[0]).toContain("user_name,display_name,user_status");
  expect(lines.filter((line) => line.startsWith(person.upn))).toHaveLength(3);
});

test("a hundred accounts, ten users and three access configurations at once stay usable", async ({ page, newcomer: world }) => {
  test.slow();
  // The cloud knows none of these accounts: what would be done there is only said to be done.
  await world.api.deleteCloudCredential();
  const folder = await world.api.createFolder("Many");
  const accounts: string[] = [];
  for (let number = 0; number < 100; number += 1) {
    const id = String(2_000_000_000_000_000 + number);
    await world.api.createAccount({ id, name: `Many ${String(number).padStart(3, "0")}`, account_type: "MemberAccount", folder_id: folder.id });
    accounts.push(id);
  }
  const users = await Promise.all(Array.from({ length: 10 }, (_, number) => world.api.createUser({ user_name: `many-${number}` })));
  for (const name of ["Many-read", "Many-write", "Many-admin"]) await world.api.createAccessConfiguration({ name });

  const console = new Console(page, world);
  const { wizard, accounts: tree } = new Permissions(console);
  await console.open("Multi-account Permissions");
  await tree.getByRole("checkbox", { name: "Many", exact: true }).check();
  await expect(tree).toContainText("100 selected");
  await page.getByRole("button", { name: "Configure Permissions" }).click();
  await wizard.getByRole("searchbox", { name: "Search users and groups" }).fill("many-");
  await expect(wizard.getByRole("checkbox")).toHaveCount(users.length);
  for (const { user_name } of users) await wizard.getByRole("checkbox", { name: user_name }).check();
  await expect(wizard).toContainText("10 selected");
  await wizard.getByRole("button", { name: "Next" }).click();
  for (const name of ["Many-read", "Many-write", "Many-admin"]) await wizard.getByRole("checkbox", { name }).check();
  const took = async (what: string, most: number, act: () => Promise<void>): Promise<void> => {
    const start = performance.now();
    await act();
    const taken = Math.round(performance.now() - start);
    test.info().annotations.push({ type: what, description: `${taken} ms` });
    expect(taken, what).toBeLessThan(most);
  };
  await took("review", 5_000, async () => {
    await wizard.getByRole("button", { name: "Next" }).click();
    await expect(wizard).toContainText("3000 assignments are new, 0 exist already");
  });
  expect(await wizard.getByRole("row").count(), "a page of them").toBeLessThan(60);
  await took("start", 10_000, async () => {
    await wizard.getByRole("button", { name: "Start" }).click();
    await console.said("0 of 3000 are over: 0 succeeded, 0 failed.");
  });
  await took("roles made", 60_000, () => world.api.finishManualWork());
  await console.said("All 3000 are over: 3000 succeeded, 0 failed, 0 were canceled.");
  expect(await page.getByRole("row").count(), "a page of them").toBeLessThan(60);
  await took("who reaches an account", 3_000, async () => {
    await world.api.listReach({ account_id: accounts[42] ?? "" });
  });
});
