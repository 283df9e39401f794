import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";

test("a user is created, found and seen", async ({ page, world }) => {
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
  await console.row(name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(console.main.getByText("Manually created")).toBeVisible();
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

test("a user is disabled after a question, and enabled again", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("toggled");
  await console.open("Users");
  await page.goto(`${world.server.url}/console/users/${person.id}`);
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

test("a new password is shown once, and passwords cannot be reset while SSO Logon is on", async ({ page, world }) => {
  await world.ssoOff();
  const console = new Console(page, world);
  const person = await world.person("reset");
  await console.open("Users");
  await page.goto(`${world.server.url}/console/users/${person.id}`);
  await page.getByRole("button", { name: "Reset Password" }).click();
  await console.dialog(`Reset the password of ${person.upn}?`).getByRole("button", { name: "Reset Password" }).click();
  const shown = console.dialog("New password");
  await expect(shown.locator("code")).toHaveText(/^\S{12,}$/);
  const password = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText(password)).toHaveCount(0);
  await world.ssoOn();
  await page.reload();
  await expect(page.getByRole("button", { name: "Reset Password" })).toBeDisabled();
  await expect(page.getByText("SSO Logon is on, so passwords are not used.")).toBeVisible();
});

test("a user with assignments is not deleted, one without is", async ({ page, world }) => {
  const console = new Console(page, world);
  const person = await world.person("leaver", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  await console.open("Users");
  await page.goto(`${world.server.url}/console/users/${person.id}`);
  const question = console.dialog(`Delete the user ${person.upn}?`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText(/access assignment/);
  await question.getByRole("button", { name: "Cancel" }).click();

  await console.row(PRODUCTION.name).getByRole("button", { name: "Remove" }).click();
  await console.dialog("Remove this assignment?").getByRole("button", { name: "Remove" }).click();
  await expect(console.main.getByText("No assignments")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Users", level: 1 })).toBeVisible();
  expect(await world.api.listUsers(person.upn)).toEqual([]);
  await page.goto(`${world.server.url}/console/users/${person.id}`);
  await expect(page.getByText("This user does not exist").first()).toBeVisible();
});
