import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { Permissions } from "../pages/permissions.ts";

test("a group is created, and its members are added over several searches", async ({ page, world }) => {
  const console = new Console(page, world);
  const [one, two] = [await world.person("member"), await world.person("member")];
  const name = world.name("Shop & Co");
  await console.open("Groups");
  await page.getByRole("button", { name: "Create Group" }).first().click();
  const creating = console.dialog("Create Group");
  await console.field(creating, "Group Name").fill(name);
  await console.field(creating, "Description").fill("Keeps the shop");
  await creating.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Users" })).toHaveAttribute("aria-selected", "true");
  await expect(console.main.getByText("No members yet")).toBeVisible();

  await page.getByRole("button", { name: "Add Users" }).click();
  const adding = console.dialog(`Add users to ${name}`);
  const search = adding.getByRole("searchbox", { name: "Search users" });
  await expect(search).toBeFocused();
  await expect(adding.getByRole("button", { name: "Add Users" })).toBeDisabled();
  for (const person of [one, two]) {
    await search.fill(person.upn);
    await expect(adding.getByRole("checkbox")).toHaveCount(1);
    await adding.getByRole("checkbox", { name: person.upn }).check();
  }
  await expect(adding.getByText("2 selected")).toBeVisible();
  await adding.getByRole("button", { name: `Deselect ${two.upn}` }).click();
  await expect(adding.getByRole("checkbox", { name: two.upn })).not.toBeChecked();
  await adding.getByRole("checkbox", { name: two.upn }).check();
  await adding.getByRole("button", { name: "Add Users" }).click();
  await console.said(`Members of ${name} now: 2.`);
  await expect(console.row(one.upn)).toBeVisible();
  await expect(console.row(two.upn)).toBeVisible();
  const [group] = await world.api.listGroups(name);
  expect(group?.members).toBe(2);

  await page.getByRole("tab", { name: "Details" }).click();
  await expect(console.main.getByText("Keeps the shop")).toBeVisible();
  await console.go("Groups");
  await page.getByRole("searchbox", { name: "Search groups" }).fill(name.toUpperCase());
  await expect(console.row(name)).toContainText(/2.*Manual.*Keeps the shop/s);
});

test("a group's name must be there, free and readable", async ({ page, world }) => {
  const console = new Console(page, world);
  const taken = await world.api.createGroup(world.name("taken-group"));
  await console.open("Groups");
  await page.getByRole("button", { name: "Create Group" }).first().click();
  const dialog = console.dialog("Create Group");
  const name = console.field(dialog, "Group Name");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(name).toHaveAccessibleDescription(/Fill this in\./);
  await name.fill("a".repeat(129));
  await expect(name).toHaveAccessibleDescription(/At most 128 characters\./);
  await name.fill("hidden\u200bspace");
  await expect(name).toHaveAccessibleDescription(/No control characters or invisible characters\./);
  await name.fill(taken.name.toUpperCase());
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(name).toHaveAccessibleDescription(/This is taken already\./);
});

test("a group is renamed, and the list is narrowed and kept in the address", async ({ page, world }) => {
  const console = new Console(page, world);
  const group = await world.api.createGroup(world.name("before"), "old");
  const name = world.name("after");
  await console.openGroup(group.id);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = console.dialog(`Edit ${group.name}`);
  await expect(console.field(dialog, "Description")).toHaveValue("old");
  await console.field(dialog, "Group Name").fill(name);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page).toHaveTitle(`${name} - CloudSSO`);

  await page.goto(`${world.server.url}/console/groups?search=${name}&provision_type=Synchronized`);
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByLabel("Provision Type", { exact: true }).selectOption("Manual");
  await expect(console.row(name)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`search=${name}&provision_type=Manual$`));
});

test("members are searched, and one or several are removed after a question", async ({ page, world }) => {
  const console = new Console(page, world);
  const people = [await world.person("gone"), await world.person("gone"), await world.person("gone"), await world.person("staying")];
  const group = await world.api.createGroup(world.name("shrinking"));
  await world.api.addMembers(group.id, people.map((person) => person.id));
  await console.openGroup(group.id, "users");
  const selected = page.getByRole("button", { name: /^Remove Selected/ });
  await expect(selected).toBeDisabled();
  const [one, two, three, staying] = people.map((person) => person.upn) as [string, string, string, string];

  await console.row(one).getByRole("button", { name: "Remove" }).click();
  await console.dialog(`Remove ${one} from ${group.name}?`).getByRole("button", { name: "Remove" }).click();
  await expect(console.row(one)).toHaveCount(0);

  await page.getByRole("searchbox", { name: "Search members" }).fill(two);
  await expect(console.row(staying)).toHaveCount(0);
  await page.getByRole("checkbox", { name: `Select ${two}` }).check();
  await page.getByRole("searchbox", { name: "Search members" }).fill("");
  await page.getByRole("checkbox", { name: `Select ${three}` }).check();
  await expect(page.getByRole("checkbox", { name: `Select ${two}` })).toBeChecked();
  await page.getByRole("button", { name: "Remove Selected (2)" }).click();
  const question = console.dialog(`Remove 2 users from ${group.name}?`);
  await expect(question).toContainText(two);
  await expect(question).toContainText(three);
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(await world.api.listMembers(group.id)).toHaveLength(3);
  await page.getByRole("button", { name: "Remove Selected (2)" }).click();
  await question.getByRole("button", { name: "Remove" }).click();
  await console.said(`2 users were removed from ${group.name}.`);
  await expect(console.row(staying)).toBeVisible();
  await expect(selected).toBeDisabled();
  expect((await world.api.listMembers(group.id)).map((member) => member.user_name)).toEqual([staying]);
});

test("a group with members or assignments is not deleted, one without is", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("last");
  const group = await world.api.createGroup(world.name("doomed"));
  await world.api.addMembers(group.id, [person.id]);
  await world.api.grant([group.id], [PRODUCTION.id], [(await world.accessConfiguration("ecs-reader")).id]);
  await console.openGroup(group.id);
  const question = console.dialog(`Delete the group ${group.name}?`);
  const deleteIt = async (): Promise<void> => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await question.getByRole("button", { name: "Delete" }).click();
  };
  await deleteIt();
  await expect(question).toContainText(/member/);
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("tab", { name: "Users" }).click();
  await console.row(person.upn).getByRole("button", { name: "Remove" }).click();
  await console.dialog(`Remove ${person.upn} from ${group.name}?`).getByRole("button", { name: "Remove" }).click();
  await expect(console.main.getByText("No members yet")).toBeVisible();

  await deleteIt();
  await expect(question.locator(".notice-bad")).toContainText(/access assignment/);
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("tab", { name: "Access Assignments" }).click();
  await new Permissions(console).remove(console.row(PRODUCTION.name));
  await expect(console.main.getByText("No assignments")).toBeVisible();

  await deleteIt();
  await expect(page.getByRole("heading", { name: "Groups", level: 1 })).toBeVisible();
  await page.goto(`${world.server.url}/console/groups/${group.id}`);
  await expect(page.getByText("This group does not exist").first()).toBeVisible();
});

test("a page's tabs are moved through with the keyboard", async ({ page, world }) => {
  const console = new Console(page, world);
  const group = await world.api.createGroup(world.name("keyboard"));
  await console.openGroup(group.id);
  await page.getByRole("tab", { name: "Details" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Users" })).toBeFocused();
  await expect(page).toHaveURL(/\?tab=users$/);
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: "RAM User Provisioning" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Access", exact: true })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Access Assignments" })).toHaveAttribute("aria-selected", "true");
  await expect(console.main.getByText("No assignments")).toBeVisible();
});
