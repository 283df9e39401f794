import { expect, test } from "../fixtures/test.ts";
import { Console } from "../pages/console.ts";
import { Portal } from "../pages/portal.ts";
import { SignInPage } from "../pages/sign_in.ts";

test("whoever creates a user is offered to set the password, which is shown once and must be replaced", async ({ page, newWindow, world }) => {
  await world.ssoOff();
  const console = new Console(page, world);
  const name = `${world.name("first")}@example.com`;
  await console.open("Users");
  await page.getByRole("button", { name: "Create User" }).click();
  await console.field(console.dialog("Create User"), "Username").fill(name);
  await console.dialog("Create User").getByRole("button", { name: "OK" }).click();
  const dialog = console.dialog(`Set the password of ${name}`);
  await expect(dialog.getByRole("radio", { name: "Have one made" })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: "Password must be reset at next logon" })).toBeChecked();
  await dialog.getByRole("button", { name: "Set Password" }).click();
  const shown = console.dialog("New password");
  await expect(shown.locator("code")).toHaveText(/^\S{12,}$/);
  const made = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText(made)).toHaveCount(0);

  const theirs = await newWindow();
  await theirs.goto(await world.userLogonUrl());
  const signIn = new SignInPage(theirs);
  await signIn.signInWithPassword(name, made);
  await expect(theirs.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(signIn.newPassword).toBeFocused();
  await signIn.newPassword.fill("short");
  await expect(signIn.newPassword).toHaveAccessibleDescription(/At least 12 characters\./);
  await signIn.newPassword.fill(`x ${name.toUpperCase()}`);
  await expect(signIn.newPassword).toHaveAccessibleDescription(/The user name must not be in the password\./);
  await signIn.newPassword.fill(made);
  await expect(signIn.newPassword).toHaveAccessibleDescription(/Choose another one than before\./);
  await signIn.newPassword.fill("my own long password");
  await signIn.repeatNewPassword.fill("my own long passwort");
  await expect(signIn.repeatNewPassword).toHaveAccessibleDescription(/The two are not the same\./);
  await signIn.logOn.click();
  await expect(theirs.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await signIn.repeatNewPassword.fill("my own long password");
  await signIn.logOn.click();
  await new Portal(theirs).ready();

  await theirs.context().clearCookies();
  await theirs.goto(await world.userLogonUrl());
  await signIn.signInWithPassword(name, made);
  await expect(theirs.locator(".notice-bad")).toContainText("do not belong together");
  await signIn.signInWithPassword(name, "my own long password");
  await new Portal(theirs).ready();
});

test("an entered password that need not be replaced opens the portal at once", async ({ page, newWindow, world }) => {
  await world.ssoOff();
  const console = new Console(page, world);
  const person = await world.person("entered");
  await console.openUser(person.id);
  await expect(console.main.getByText("Not set")).toBeVisible();
  await page.getByRole("button", { name: "Set Password" }).click();
  const dialog = console.dialog(`Set the password of ${person.upn}`);
  await dialog.getByRole("radio", { name: "Enter it" }).check();
  await console.field(dialog, "New Password").fill("short");
  await expect(console.field(dialog, "New Password")).toHaveAccessibleDescription(/At least 12 characters\./);
  await console.field(dialog, "New Password").fill("entered by hand");
  await dialog.getByRole("button", { name: "Set Password" }).click();
  await expect(console.field(dialog, "Repeat New Password")).toHaveAccessibleDescription(/Fill this in\./);
  await console.field(dialog, "Repeat New Password").fill("entered by hand");
  await dialog.getByRole("checkbox", { name: "Password must be reset at next logon" }).uncheck();
  await dialog.getByRole("button", { name: "Set Password" }).click();
  await expect(dialog).toBeHidden();
  await console.said(`The password of ${person.upn} was set.`);
  await expect(console.main.getByRole("definition").filter({ hasText: /^Set$/ })).toBeVisible();

  const theirs = await newWindow();
  await theirs.goto(await world.userLogonUrl());
  await new SignInPage(theirs).signInWithPassword(person.upn, "entered by hand");
  await new Portal(theirs).ready();
});

test("whoever does not want a new password now goes back to the sign-in", async ({ page, world }) => {
  await world.ssoOff();
  const person = await world.person("hesitant");
  const made = await world.api.setPassword(person.id, { mustReset: true });
  await page.goto(await world.userLogonUrl());
  const signIn = new SignInPage(page);
  await signIn.signInWithPassword(person.upn, made);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(signIn.username).toHaveValue(person.upn);
  await expect(signIn.password).toHaveValue("");
});

test("passwords cannot be set while SSO Logon is on, and the page says why", async ({ page, world }) => {
  await world.ssoOn();
  const console = new Console(page, world);
  const person = await world.person("sso-only");
  await console.openUser(person.id);
  const button = page.getByRole("button", { name: "Set Password" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription("SSO Logon is on, so passwords are not used.");
});

test("a password that SSO Logon overtakes is refused in the dialog", async ({ page, world }) => {
  await world.ssoOff();
  const console = new Console(page, world);
  const person = await world.person("overtaken");
  await console.openUser(person.id);
  await page.getByRole("button", { name: "Set Password" }).click();
  await world.ssoOn();
  const dialog = console.dialog(`Set the password of ${person.upn}`);
  await dialog.getByRole("button", { name: "Set Password" }).click();
  await expect(dialog).toContainText("Passwords cannot be set while SSO Logon is on");
});
