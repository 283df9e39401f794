// The portal's list of accounts: found as one types and by keyboard alone, marked as favourites, used again.

import { expect, test, type Page } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION, type World } from "../fixtures/world.ts";
import { CloudConsole } from "../pages/cloud_console.ts";
import { type Portal } from "../pages/portal.ts";
import { signIn } from "./steps.ts";

/** Somebody who reads production and reads and administers development, in the portal. */
async function inPortal(page: Page, world: World): Promise<{ readonly portal: Portal; readonly upn: string }> {
  await world.ssoOn();
  const person = await world.person("portal", [
    { account: PRODUCTION.id, accessConfiguration: "ecs-reader" },
    { account: DEVELOPMENT.id, accessConfiguration: "ecs-reader" },
    { account: DEVELOPMENT.id, accessConfiguration: "administrator" },
  ]);
  const portal = await signIn(page, world, person);
  await portal.ready();
  await expect(portal.account(PRODUCTION.name)).toBeVisible();
  return { portal, upn: person.upn };
}

test("accounts are found and opened by keyboard alone", async ({ page, world }) => {
  const { portal } = await inPortal(page, world);
  const search = page.getByRole("searchbox");
  const details = (name: string) => portal.account(name).getByRole("button", { name: "Show Details" });
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("PRODUC");
  await expect(portal.account(DEVELOPMENT.name)).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "Accounts found: 1" })).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(search).toHaveValue("");
  await expect(portal.account(DEVELOPMENT.name)).toBeVisible();

  await page.keyboard.type("administrator");
  await expect(portal.account(PRODUCTION.name)).toHaveCount(0);
  await page.keyboard.press("Enter");
  const panel = portal.panel(DEVELOPMENT.name);
  await expect(panel.getByRole("row").filter({ hasText: "administrator" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(details(DEVELOPMENT.name)).toBeFocused();
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await expect(portal.account(PRODUCTION.name)).toBeVisible();

  await page.keyboard.press("ArrowDown");
  await expect(details(DEVELOPMENT.name)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(details(PRODUCTION.name)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(details(DEVELOPMENT.name)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(search).toBeFocused();
  await page.keyboard.type("no such account");
  await expect(page.getByText("No account matches")).toBeVisible();
});

test("a favourite comes first, for the person who marked it", async ({ page, world }) => {
  const { portal } = await inPortal(page, world);
  const rows = page.getByRole("table", { name: "Accounts" }).getByRole("row").filter({ has: page.getByRole("button", { name: "Show Details" }) });
  await expect(rows.first()).toContainText(DEVELOPMENT.name);
  const star = page.getByRole("button", { name: `Favorite: ${PRODUCTION.name}` });
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await star.focus();
  const written = page.waitForResponse((answer) => answer.url().endsWith("/favourite") && answer.status() === 204);
  await page.keyboard.press("Space");
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await written;
  await page.reload();
  await portal.ready();
  await expect(rows.first()).toContainText(PRODUCTION.name);
  await expect(star).toHaveAttribute("aria-pressed", "true");
});

test("what was used last is one press away, on its own and in its row", async ({ page, world }) => {
  const { portal, upn } = await inPortal(page, world);
  const recent = page.getByRole("region", { name: "Used last" });
  await expect(recent).toHaveCount(0);
  await (await portal.logOn(DEVELOPMENT.name, "administrator")).shows(DEVELOPMENT, "AliyunReservedSSO-administrator", upn);
  await page.reload();
  await expect(recent.getByRole("button")).toHaveText([new RegExp(`${DEVELOPMENT.name}.*administrator`)]);
  for (const button of [recent.getByRole("button"), portal.account(DEVELOPMENT.name).getByRole("button", { name: "administrator" })]) {
    const opened = page.context().waitForEvent("page");
    await page.keyboard.press("Escape");
    await button.click();
    await new CloudConsole(await opened).shows(DEVELOPMENT, "AliyunReservedSSO-administrator", upn);
  }
});

test("the colour that an administrator gave an account is told in words too", async ({ page, world }) => {
  const account = { id: "1000000000000077", name: "Coloured account", account_type: "MemberAccount" } as const;
  world.cloud.organization?.addMember(account);
  await world.api.createAccount(account);
  await world.api.updateAccount({ ...account, colour: "Red", label: "Live" });
  await world.ssoOn();
  const person = await world.person("coloured", [{ account: account.id, accessConfiguration: "ecs-reader" }]);
  const portal = await signIn(page, world, person);
  await expect(portal.account(account.name)).toContainText("Live");
  await portal.showDetails(account.name);
  await expect(portal.panel(account.name).getByText("Live", { exact: true })).toBeVisible();
});

test("a link is built in the panel, copied, and leads into the account", async ({ page, world }) => {
  const { portal, upn } = await inPortal(page, world);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: world.server.url });
  await portal.showDetails(DEVELOPMENT.name);
  const panel = portal.panel(DEVELOPMENT.name);
  await panel.getByRole("button", { name: "Direct Access Link" }).click();
  await panel.getByRole("combobox", { name: "Access Configuration" }).selectOption("administrator");
  const landing = panel.getByRole("textbox", { name: "Landing Page" });
  await landing.fill("https://evil.example/");
  await expect(panel.getByText("The link appears here once every field is right.")).toBeVisible();
  await expect(landing).toHaveAttribute("aria-invalid", "true");
  await landing.fill("");
  const link = `${await world.userLogonUrl()}?quickLogin=true&accountId=${DEVELOPMENT.id}&accessConfigurationName=administrator`;
  await expect(panel.getByText(link, { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Copy" }).click();
  await expect(panel.getByText("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.goto(link);
  await new CloudConsole(page).shows(DEVELOPMENT, "AliyunReservedSSO-administrator", upn);
});
