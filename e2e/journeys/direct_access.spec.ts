// Direct access links in all their cases. A link gives nobody anything: it leads to what is assigned.

import { expect, type Page, test } from "../fixtures/test.ts";
import { ADMINISTRATOR, DEVELOPMENT, PRODUCTION, type World } from "../fixtures/world.ts";
import { CloudConsole } from "../pages/cloud_console.ts";
import { Console } from "../pages/console.ts";
import { Portal } from "../pages/portal.ts";
import { signInAtConsole } from "../pages/sign_in.ts";
import { signIn } from "./steps.ts";

const READER = "AliyunReservedSSO-ecs-reader";

async function person(world: World): Promise<Awaited<ReturnType<World["person"]>>> {
  await world.ssoOn();
  return world.person("linked", [
    { account: PRODUCTION.id, accessConfiguration: "ecs-reader" },
    { account: DEVELOPMENT.id, accessConfiguration: "ecs-reader" },
    { account: DEVELOPMENT.id, accessConfiguration: "administrator" },
  ]);
}

/** Somebody who is signed in. */
async function signedIn(page: Page, world: World): Promise<string> {
  const somebody = await person(world);
  await (await signIn(page, world, somebody)).ready();
  return somebody.upn;
}

test("whoever is not signed in signs in first and is then in the account", async ({ page, world }) => {
  const somebody = await person(world);
  await signIn(page, world, somebody, `?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader`);
  await new CloudConsole(page).shows(PRODUCTION, READER, somebody.upn);
});

test("a link without an access configuration goes on with the only one", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}`));
  await new CloudConsole(page).shows(PRODUCTION, READER, upn);
});

test("a link without an access configuration offers those that the person has", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${DEVELOPMENT.id}`));
  await expect(page.getByRole("heading", { name: `Log on to ${DEVELOPMENT.name}` })).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveText([/^administrator/, /^ecs-reader/]);
  await page.getByRole("row").filter({ hasText: "ecs-reader" }).getByRole("button", { name: "Log On" }).click();
  await new CloudConsole(page).shows(DEVELOPMENT, READER, upn);
});

test("a landing page that is not the cloud's own is not followed", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  const query = `?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader&landingPage=${encodeURIComponent("https://evil.example/")}`;
  await page.goto(await world.userLogonUrl(query));
  await new CloudConsole(page).shows(PRODUCTION, READER, upn);
  const [event] = await world.api.listEvents({ kind: "RoleLogOn", person: upn });
  expect(event?.details["ignored_landing_page"]).toBe("https://evil.example/");
});

test("whoever has no permission is told whom to ask", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  await world.api.setAccessContact("Cloud team\ncloud-team@example.com");
  await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=administrator`));
  await expect(page.getByRole("heading", { name: "You have no permission for this" })).toBeVisible();
  await expect(page.getByText("cloud-team@example.com")).toBeVisible();
  expect(await world.api.listEvents({ kind: "RoleLogOnRefused", person: upn })).toHaveLength(1);
  expect(await world.api.listEvents({ kind: "RoleLogOn", person: upn })).toHaveLength(0);
  await world.api.setAccessContact("");
});

test("a link that has to be asked about waits for a press", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader&confirm=true`));
  await expect(page.getByText("A link led you here.", { exact: false })).toBeVisible();
  await expect(page.getByText(PRODUCTION.name)).toBeVisible();
  expect(await world.api.listEvents({ kind: "RoleLogOn", person: upn })).toHaveLength(0);
  await page.getByRole("button", { name: "Log On" }).click();
  await new CloudConsole(page).shows(PRODUCTION, READER, upn);
});

test("Back from the account does not lead into it again", async ({ page, world }) => {
  const upn = await signedIn(page, world);
  await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader`));
  await new CloudConsole(page).shows(PRODUCTION, READER, upn);
  while (new URL(page.url()).origin !== world.server.url) await page.goBack();
  await expect(page.getByRole("button", { name: "Log On" })).toBeVisible();
  expect(await world.api.listEvents({ kind: "RoleLogOn", person: upn })).toHaveLength(1);
});

test("without quickLogin=true the address is the user logon URL and nothing more", async ({ page, world }) => {
  await signedIn(page, world);
  for (const quickLogin of ["", "quickLogin=false&", "quickLogin=TRUE&"]) {
    await page.goto(await world.userLogonUrl(`?${quickLogin}accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader`));
    await expect(page).toHaveURL(/\/portal/);
    await new Portal(page).ready();
  }
});

test("an administrator builds a link in the console", async ({ page, world }) => {
  const link = `${await world.userLogonUrl()}?quickLogin=true&accountId=${PRODUCTION.id}`;
  await signInAtConsole(page, world.server.url, ADMINISTRATOR);
  await new Console(page, world).open("Multi-account Permissions");
  await page.getByRole("button", { name: "Direct Access Link" }).click();
  const dialog = page.getByRole("dialog", { name: "Direct Access Link" });
  await dialog.getByRole("combobox", { name: "Account" }).selectOption(PRODUCTION.id);
  await expect(dialog.getByText(link, { exact: true })).toBeVisible();
  await dialog.getByRole("combobox", { name: "Access Configuration" }).selectOption("ecs-reader");
  await dialog.getByRole("textbox", { name: "Landing Page" }).fill("https://ecs.console.aliyun.com/?a=b");
  await expect(dialog.getByText(`${link}&accessConfigurationName=ecs-reader&landingPage=https%3A%2F%2Fecs.console.aliyun.com%2F%3Fa%3Db`, { exact: true })).toBeVisible();
});

test("an administrator says whom to ask, and the empty portal shows it", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  await signInAtConsole(page, world.server.url, ADMINISTRATOR);
  const console = new Console(page, world);
  await console.go("Settings");
  const field = page.getByRole("textbox", { name: "Contact for Access" });
  await field.fill("x".repeat(301));
  const section = page.getByRole("region", { name: "Access requests" });
  await section.getByRole("button", { name: "Save" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("Ask the <b>cloud team</b>");
  await section.getByRole("button", { name: "Save" }).click();
  await console.said("Saved");
  const window = await newWindow();
  const portal = await signIn(window, world, await world.person("empty"));
  await expect(portal.nothing).toBeVisible();
  await expect(window.getByText("Ask the <b>cloud team</b>")).toBeVisible();
  await world.api.setAccessContact("");
});
