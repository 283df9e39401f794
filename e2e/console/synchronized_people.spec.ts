import { synchronizing } from "../fixtures/synchronization.ts";
import { expect, test } from "../fixtures/test.ts";
import { Console } from "../pages/console.ts";

test("a synchronized user is read-only and says why, except for status and password", async ({ page, world }) => {
  await world.ssoOff();
  const console = new Console(page, world);
  const name = `${world.name("pushed")}@example.com`;
  const user = await synchronizing(world.api, world.server.url, (scim) => scim.createUser(name, "Pushed Person"));
  await console.openUser(user.id);
  await expect(console.main.getByText("SCIM Synchronization keeps this user.")).toBeVisible();
  await expect(console.main.getByText(`external-${name}`)).toBeVisible();
  for (const label of ["Edit", "Delete"]) {
    const button = page.getByRole("button", { name: label, exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/Change it in your identity provider/);
  }
  await page.getByRole("button", { name: "Set Password" }).click();
  const dialog = console.dialog(`Set the password of ${name}`);
  await dialog.getByRole("button", { name: "Set Password" }).click();
  await console.dialog("New password").getByRole("button", { name: "OK" }).click();
  await expect(console.main.getByText("Set; must be reset at next logon")).toBeVisible();
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await console.dialog(`Disable ${name}?`).getByRole("button", { name: "Disable" }).click();
  await expect(console.main.getByText("by an administrator")).toBeVisible();
  await expect(console.main.getByText("the identity provider cannot enable it")).toBeVisible();

  await console.go("Users");
  await page.getByRole("searchbox", { name: "Search users" }).fill(name);
  await page.getByLabel("Provision Type", { exact: true }).selectOption("SCIM Synchronization");
  await expect(console.row(name)).toContainText(/Disabled.*by an administrator.*SCIM Synchronization/s);
});

test("a user whom the identity provider disabled says so", async ({ page, world }) => {
  const console = new Console(page, world);
  const name = `${world.name("deactivated")}@example.com`;
  const user = await synchronizing(world.api, world.server.url, async (scim) => {
    const made = await scim.createUser(name, "Gone Person");
    await scim.setActive(made, false);
    return made;
  });
  await console.openUser(user.id);
  await expect(console.main.getByText("by the identity provider", { exact: true })).toBeVisible();
  await expect(console.main.getByText("Enable it there, so that it stays enabled.")).toBeVisible();
});

test("a synchronized group and its members are read-only, and its users cannot leave it here", async ({ page, world }) => {
  const console = new Console(page, world);
  const [name, group] = [`${world.name("pushed")}@example.com`, world.name("Pushed Group")];
  const own = await world.api.createGroup(world.name("own-group"));
  const made = await synchronizing(world.api, world.server.url, async (scim) => {
    const user = await scim.createUser(name, "Pushed Person");
    return { user, group: await scim.createGroup(group, [user]) };
  });
  await console.openGroup(made.group.id, "users");
  await expect(console.main.getByText("SCIM Synchronization keeps this group and its members.")).toBeVisible();
  for (const button of ["Edit", "Delete", "Add Users"]) {
    await expect(page.getByRole("button", { name: button, exact: true })).toBeDisabled();
    await expect(page.getByRole("button", { name: button, exact: true })).toHaveAccessibleDescription(/Change them in your identity provider/);
  }
  await expect(console.row(name).getByRole("button", { name: "Remove" })).toBeDisabled();
  await expect(console.row(name).getByRole("checkbox")).toBeDisabled();

  await console.row(name).getByRole("link", { name }).click();
  await page.getByRole("tab", { name: "Joined Groups" }).click();
  const leave = console.row(group).getByRole("button", { name: "Remove" });
  await expect(leave).toBeDisabled();
  await expect(leave).toHaveAccessibleDescription(/changed in your identity provider/);

  await page.getByRole("button", { name: "Add to Groups" }).click();
  const dialog = console.dialog(`Add ${name} to groups`);
  await dialog.getByRole("searchbox", { name: "Search groups" }).fill(group);
  await expect(dialog.getByRole("checkbox", { name: `${group} Kept by SCIM Synchronization` })).toBeDisabled();
  await dialog.getByRole("searchbox", { name: "Search groups" }).fill(own.name);
  await expect(dialog.getByRole("checkbox")).toHaveCount(1);
  await dialog.getByRole("checkbox", { name: own.name }).check();
  await dialog.getByRole("button", { name: "Add to Groups" }).click();
  await expect(console.row(own.name).getByRole("button", { name: "Remove" })).toBeEnabled();
});

test("with SCIM Synchronization off, what it kept can be changed here", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const user = await synchronizing(world.api, world.server.url, (scim) => scim.createUser("kept@example.com", "Kept"));
  await world.api.setScimSynchronization(false);
  await console.openUser(user.id);
  await expect(page.getByRole("button", { name: "Edit" })).toBeEnabled();
  await expect(console.main.getByText("SCIM Synchronization keeps this user.")).toHaveCount(0);
  await expect(console.main.getByRole("definition").filter({ hasText: /^SCIM Synchronization$/ })).toBeVisible();
});
