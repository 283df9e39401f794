import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { Permissions } from "../pages/permissions.ts";

test("a user is created, found and seen", async ({ page, world }) => {
  await world.ssoOn();
  const console = new Console(page, world);
  const name = `${world.name("new")}@example.com`;
  await console.open("Users");
  await page.getByRole("button", { name: "Create User" }).click();
  const dialog = console.dialog("Create User");
  await console.field(dialog, "Username").fill(name);
  await console.field(dialog, "Display Name").fill("New Person");
  await console.field(dialog, "E-mail").fill(name);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("searchbox", { name: "Search users" }).fill(name);
  await expect(console.row(name)).toContainText("New Person");
  await expect(console.row(name)).toContainText("Never");
  await console.row(name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(console.main.getByRole("definition").filter({ hasText: /^Manual$/ })).toBeVisible();
});

test("what is wrong is said under its field, and nothing is created", async ({ page, world }) => {
  const console = new Console(page, world);
  const taken = await world.person("taken");
  await console.open("Users");
  await page.getByRole("button", { name: "Create User" }).click();
  const dialog = console.dialog("Create User");
  const ok = dialog.getByRole("button", { name: "OK" });
  const username = console.field(dialog, "Username");

  await ok.click();
  await expect(username).toHaveAccessibleDescription(/Fill this in\./);
  await username.fill("with space");
  await expect(username).toHaveAccessibleDescription(/Only letters A-Z and a-z, digits and @ _ - \./);
  await username.fill("a".repeat(65));
  await expect(username).toHaveAccessibleDescription(/At most 64 characters\./);
  await username.fill(taken.upn.toUpperCase());
  await console.field(dialog, "E-mail").fill("no address");
  await expect(console.field(dialog, "E-mail")).toHaveAccessibleDescription(/not an e-mail address/);
  await console.field(dialog, "E-mail").fill("");
  await ok.click();
  await expect(username).toHaveAccessibleDescription(/This is taken already\./);
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
});

test("the list is narrowed by search, status and provision type, and the address keeps it", async ({ page, world }) => {
  const console = new Console(page, world);
  const [on, off] = [await world.person("narrowed-user"), await world.person("narrowed-user")];
  await world.api.setUserStatus(off.id, "Disabled");
  await console.open("Users");
  await page.getByRole("searchbox", { name: "Search users" }).fill("NARROWED-user");
  await expect(console.row("narrowed-user")).toHaveCount(2);
  await page.getByLabel("Status", { exact: true }).selectOption("Disabled");
  await expect(console.row(on.upn)).toHaveCount(0);
  await expect(console.row(off.upn)).toBeVisible();
  await expect(page.getByText("1 of 1")).toBeVisible();
  await expect(page).toHaveURL(/search=NARROWED-user&status=Disabled$/);

  await page.reload();
  await expect(console.row(off.upn)).toBeVisible();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("Disabled");
  await page.getByLabel("Provision Type", { exact: true }).selectOption("SCIM Synchronization");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByLabel("Provision Type", { exact: true }).selectOption("Manual");
  await expect(console.row(off.upn)).toBeVisible();
});

test("an address that names no known filter shows everybody", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("stray");
  await console.open("Users");
  await page.goto(`${world.server.url}/console/users?status=Gone&provision_type=1&search=${person.upn}`);
  await expect(console.row(person.upn)).toBeVisible();
});

test("a long list comes in pages of 50, says how many there are, and ends", async ({ page, world }) => {
  const console = new Console(page, world);
  const stem = world.name("crowd");
  const names = Array.from({ length: 120 }, (_, at) => `${stem}-${String(at).padStart(3, "0")}@example.com`);
  await world.api.importUsers(`user_name\n${names.join("\n")}\n`);
  await console.open("Users");
  await page.getByRole("searchbox", { name: "Search users" }).fill(stem);
  await expect(page.getByText("50 of 120")).toBeVisible();
  const more = page.getByRole("button", { name: "Load more" });
  await more.click();
  await expect(page.getByText("100 of 120")).toBeVisible();
  await expect(more).toBeFocused();
  await more.press("Enter");
  await expect(page.getByText("120 of 120")).toBeVisible();
  await expect(more).toHaveCount(0);
  await expect(console.row(stem)).toHaveCount(120);
  await expect(console.row(names[0] ?? "")).toHaveCount(1);
  await expect(console.row(names.at(-1) ?? "")).toHaveCount(1);
});

test("what a user is called is changed, and the user name is not", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("renamed");
  await console.openUser(person.id);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = console.dialog(`Edit ${person.upn}`);
  await expect(console.field(dialog, "Display Name")).toHaveValue("renamed");
  await expect(console.field(dialog, "Display Name")).toBeFocused();
  await expect(dialog.getByLabel("Username")).toHaveCount(0);
  await console.field(dialog, "Display Name").fill("Renée Named");
  await console.field(dialog, "E-mail").fill("nobody");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(console.field(dialog, "E-mail")).toHaveAccessibleDescription(/not an e-mail address/);
  await console.field(dialog, "E-mail").fill(person.upn);
  await console.field(dialog, "Description").fill("First line\nsecond line");
  await dialog.getByRole("button", { name: "Save" }).click();
  await console.said(`User ${person.upn} was changed.`);
  await expect(console.main.getByText("Renée Named")).toBeVisible();
  await expect(console.main.getByText("second line")).toBeVisible();
});

test("a user is disabled after a question, and enabled again", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("toggled");
  await console.openUser(person.id);
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  const question = console.dialog(`Disable ${person.upn}?`);
  await question.getByRole("button", { name: "Cancel" }).click();
  expect((await world.user(person.upn)).status).toBe("Enabled");
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await question.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable", exact: true })).toBeVisible();
  expect((await world.user(person.upn)).status).toBe("Disabled");
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByRole("button", { name: "Disable", exact: true })).toBeVisible();
  expect((await world.user(person.upn)).status).toBe("Enabled");
});

test("a user with assignments or groups is not deleted, one without is", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("leaver", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  const group = await world.api.createGroup(world.name("leavers"));
  await world.api.addMembers(group.id, [person.id]);
  await console.openUser(person.id);
  const question = console.dialog(`Delete the user ${person.upn}?`);
  const ask = page.getByRole("button", { name: "Delete", exact: true });
  await ask.click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText(/access assignment/);
  await question.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("tab", { name: "Access Assignments" }).click();
  await new Permissions(console).remove(console.row(PRODUCTION.name));
  await expect(console.main.getByText("No assignments")).toBeVisible();
  await ask.click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText(/member of groups/);
  await question.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("tab", { name: "Joined Groups" }).click();
  await console.row(group.name).getByRole("button", { name: "Remove" }).click();
  await console.dialog(`Remove ${person.upn} from ${group.name}?`).getByRole("button", { name: "Remove" }).click();
  await expect(console.main.getByText("In no group")).toBeVisible();
  await ask.click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Users", level: 1 })).toBeVisible();
  expect(await world.api.listUsers(person.upn)).toEqual([]);
  await page.goto(`${world.server.url}/console/users/${person.id}`);
  await expect(page.getByText("This user does not exist").first()).toBeVisible();
});

test("a user joins several groups at once, chosen over several searches", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("joiner");
  const [one, two] = [await world.api.createGroup(world.name("join-one")), await world.api.createGroup(world.name("join-two"))];
  await console.openUser(person.id);
  await page.getByRole("tab", { name: "Joined Groups" }).click();
  await expect(page).toHaveURL(/\?tab=groups$/);
  await page.getByRole("button", { name: "Add to Groups" }).click();
  const dialog = console.dialog(`Add ${person.upn} to groups`);
  await expect(dialog.getByRole("searchbox", { name: "Search groups" })).toBeFocused();
  await expect(dialog.getByRole("button", { name: "Add to Groups" })).toBeDisabled();
  for (const group of [one, two]) {
    await dialog.getByRole("searchbox", { name: "Search groups" }).fill(group.name);
    await expect(dialog.getByRole("checkbox")).toHaveCount(1);
    await dialog.getByRole("checkbox", { name: group.name }).check();
  }
  await expect(dialog.getByText("2 selected")).toBeVisible();
  await dialog.getByRole("button", { name: "Add to Groups" }).click();
  await expect(dialog).toBeHidden();
  for (const group of [one, two]) {
    await expect(console.row(group.name)).toBeVisible();
    expect((await world.api.listMembers(group.id)).map((member) => member.id)).toEqual([person.id]);
  }
  await page.reload();
  await expect(page.getByRole("tab", { name: "Joined Groups" })).toHaveAttribute("aria-selected", "true");
  await console.row(one.name).getByRole("link", { name: one.name }).click();
  await expect(page.getByRole("heading", { name: one.name, level: 1 })).toBeVisible();
});

test("a group that is gone meanwhile is refused in the dialog, and what was joined is shown", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("half-joiner");
  const stem = world.name("half");
  await world.api.createGroup(world.name("another"));
  const groups = [await world.api.createGroup(`${stem}-stays`), await world.api.createGroup(`${stem}-goes`)];
  await console.openUser(person.id);
  await page.getByRole("tab", { name: "Joined Groups" }).click();
  await page.getByRole("button", { name: "Add to Groups" }).click();
  const dialog = console.dialog(`Add ${person.upn} to groups`);
  await dialog.getByRole("searchbox", { name: "Search groups" }).fill(stem);
  await expect(dialog.getByRole("checkbox")).toHaveCount(2);
  for (const group of groups) {
    await dialog.getByRole("checkbox", { name: group.name }).check();
    await expect(dialog.getByRole("button", { name: `Deselect ${group.name}` })).toBeVisible();
  }
  await world.api.deleteGroup(groups[1]?.id ?? "");
  await dialog.getByRole("button", { name: "Add to Groups" }).click();
  await expect(dialog.locator(".notice-bad")).toContainText("There is no group");
  await expect(dialog.getByRole("button", { name: `Deselect ${stem}-goes` })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const joined = (await world.api.listMembers(groups[0]?.id ?? "")).length;
  await expect(console.row(`${stem}-stays`)).toHaveCount(joined);
  await expect(console.row(`${stem}-goes`)).toHaveCount(0);
});
