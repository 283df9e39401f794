import { expect, test } from "../fixtures/test.ts";
import { ADMINISTRATOR } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { SignInPage, signInAtConsole } from "../pages/sign_in.ts";

test("administrators sign in with their own password, also while SSO Logon is on", async ({ page, world }) => {
  await world.ssoOn();
  await signInAtConsole(page, world.server.url, ADMINISTRATOR);
  await page.getByRole("button", { name: "Sign Out" }).click();
  await expect(page.getByRole("heading", { name: "Administrator sign-in" })).toBeVisible();
  await page.goto(`${world.server.url}/console/users`);
  await expect(page.getByRole("heading", { name: "Administrator sign-in" })).toBeVisible();
});

test("a wrong password is refused in one sentence that does not say which was wrong", async ({ page, world }) => {
  await page.goto(`${world.server.url}/console/sign-in`);
  const signInPage = new SignInPage(page);
  const sentences: string[] = [];
  for (const name of [ADMINISTRATOR.name, "nobody"]) {
    await signInPage.signInWithPassword(name, "a wrong password");
    const refusal = page.getByRole("main").locator(".notice-bad");
    await expect(refusal).toBeVisible();
    sentences.push(await refusal.innerText());
    await page.reload();
  }
  expect(sentences[0]).toBe(sentences[1]);
});

test("after the sign-in the page that was asked for opens", async ({ page, world }) => {
  await page.goto(`${world.server.url}/console/audit-log`);
  await new SignInPage(page).signInWithPassword(ADMINISTRATOR.name, ADMINISTRATOR.password);
  await expect(page.getByRole("heading", { name: "Audit Log", level: 1 })).toBeVisible();
});

test("a user's session does not open the console", async ({ page, world }) => {
  await world.ssoOff();
  const person = await world.person("user");
  const password = await world.api.resetPassword(person.id);
  await page.goto(await world.userLogonUrl());
  await new SignInPage(page).signInWithPassword(person.upn, password);
  await expect(page.getByRole("tab", { name: "Log on as RAM Role" })).toBeVisible();
  expect((await page.request.get(`${world.server.url}/api/users`)).status()).toBe(401);
  await page.goto(`${world.server.url}/console/overview`);
  await expect(page.getByRole("heading", { name: "Administrator sign-in" })).toBeVisible();
});

test("the menu leads to every page, and Overview says what is left to do", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  await console.open("Overview");
  await expect(page.getByText(await world.userLogonUrl(), { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Configure the identity provider" })).toContainText("To do");
  for (const entry of ["Users", "Groups", "Resource Directory", "Access Configurations", "Multi-account Permissions", "Audit Log", "Settings"] as const) {
    await console.go(entry);
    await expect(console.menu.getByRole("link", { name: entry, exact: true })).toHaveAttribute("aria-current", "page");
  }
});

test("the language follows the browser, and a visible choice", async ({ browser, world }) => {
  const page = await (await browser.newContext({ locale: "zh-CN" })).newPage();
  await page.goto(`${world.server.url}/console/sign-in`);
  await expect(page.getByRole("heading", { name: "管理员登录" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("combobox", { name: "语言" }).selectOption("English");
  await expect(page.getByRole("heading", { name: "Administrator sign-in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Administrator sign-in" })).toBeVisible();
});
