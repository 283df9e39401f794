import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";

test("every combination of what is chosen is assigned, once", async ({ page, world }) => {
  const console = new Console(page, world);
  const [one, two] = [await world.person("granted"), await world.person("granted")];
  const configuration = await world.newAccessConfiguration({ name: world.name("granted") });
  await console.open("Multi-account Permissions");
  const assign = page.getByRole("button", { name: "Assign", exact: true });
  await expect(assign).toBeDisabled();

  const choose = async (): Promise<void> => {
    await page.getByRole("group", { name: "Accounts" }).getByRole("checkbox", { name: new RegExp(PRODUCTION.name) }).check();
    await page.getByRole("group", { name: "Accounts" }).getByRole("checkbox", { name: new RegExp(DEVELOPMENT.name) }).check();
    for (const person of [one, two]) {
      await page.getByRole("searchbox", { name: "Search users and groups" }).fill(person.upn);
      await page.getByRole("group", { name: "Users and Groups" }).getByRole("checkbox", { name: new RegExp(person.upn) }).check();
    }
    await page.getByRole("group", { name: "Access Configurations" }).getByRole("checkbox", { name: configuration.name }).check();
  };
  await choose();
  await expect(page.getByText("2 accounts × 2 users and groups × 1 access configurations = 4 assignments")).toBeVisible();
  await assign.click();
  await console.said("4 assignments were made, 0 existed already.");
  expect(await world.api.listAssignments({ user_id: one.id })).toHaveLength(2);

  await choose();
  await assign.click();
  await console.said("0 assignments were made, 4 existed already.");
});

test("what a group has is narrowed to by its name and removed after a question", async ({ page, world }) => {
  const console = new Console(page, world);
  const group = await world.group("Narrow team", []);
  await world.api.grant([group.id], [PRODUCTION.id, DEVELOPMENT.id], [(await world.accessConfiguration("ecs-reader")).id]);
  await console.open("Multi-account Permissions");
  const existing = page.getByRole("region", { name: "Existing assignments" });
  await existing.getByRole("searchbox", { name: "Group (whole name)" }).fill(group.name.toUpperCase());
  await expect(existing.getByRole("row").filter({ hasText: group.name })).toHaveCount(2);
  await existing.getByRole("row").filter({ hasText: group.name }).filter({ hasText: PRODUCTION.name }).getByRole("button", { name: "Remove" }).click();
  const question = console.dialog("Remove this assignment?");
  await expect(question).toContainText(`${group.name} can no longer use ecs-reader on ${PRODUCTION.name}`);
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(existing.getByRole("row").filter({ hasText: group.name })).toHaveCount(1);
  expect((await world.api.listAssignments({ group_id: group.id })).map((one) => one.account_id)).toEqual([DEVELOPMENT.id]);
});

test("existing assignments are narrowed and removed after a question", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("narrowed", [
    { account: PRODUCTION.id, accessConfiguration: "ecs-reader" },
    { account: DEVELOPMENT.id, accessConfiguration: "ecs-reader" },
  ]);
  await console.open("Multi-account Permissions");
  const existing = page.getByRole("region", { name: "Existing assignments" });
  await existing.getByRole("searchbox", { name: "User (whole user name)" }).fill(person.upn);
  await expect(existing.getByRole("row").filter({ hasText: person.upn })).toHaveCount(2);
  await existing.getByLabel("Account", { exact: true }).selectOption(PRODUCTION.id);
  await expect(existing.getByRole("row").filter({ hasText: person.upn })).toHaveCount(1);
  await existing.getByRole("row").filter({ hasText: person.upn }).getByRole("button", { name: "Remove" }).click();
  const question = console.dialog("Remove this assignment?");
  await expect(question).toContainText(`${person.upn} can no longer use ecs-reader on ${PRODUCTION.name}`);
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(existing.getByText("No assignments")).toBeVisible();
  expect((await world.api.listAssignments({ user_id: person.id })).map((one) => one.account_id)).toEqual([DEVELOPMENT.id]);
});
