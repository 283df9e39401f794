// Every page and dialog there is, and how one gets there: for the accessibility scan and the screenshots.
//
// Everything is found by address and place, not by words, so that it works in both languages.

import { expect, type Page } from "@playwright/test";
import { ADMINISTRATOR, ALICE, PRODUCTION, type World } from "../fixtures/world.ts";

export interface Stop {
  readonly name: string;
  readonly as: "nobody" | "administrator" | "user";
  open(page: Page, world: World): Promise<void>;
}

const at =
  (path: string, ready = "h1"): Stop["open"] =>
  async (page, world) => {
    await page.goto(world.server.url + path);
    await expect(page.locator(ready).first()).toBeVisible();
    await expect(page.locator(".waiting")).toHaveCount(0);
  };

const dialogBehind =
  (path: string, button: string): Stop["open"] =>
  async (page, world) => {
    await at(path)(page, world);
    await page.locator(button).first().click();
    await expect(page.locator("dialog[open]")).toBeVisible();
    await expect(page.locator(".waiting")).toHaveCount(0);
  };

/** Signs in by API: what is looked at is the page, not the way to it. */
export async function signInByApi(page: Page, world: World, as: Stop["as"]): Promise<void> {
  if (as === "nobody") return;
  const headers = { origin: world.server.url, "x-cloudsso-request": "1" };
  if (as === "administrator") {
    const answer = await page.request.post(`${world.server.url}/api/administrator/session`, { headers, data: { user_name: ADMINISTRATOR.name, password: ADMINISTRATOR.password } });
    expect(answer.status()).toBeLessThan(300);
    return;
  }
  const minted = world.idp.mint(world.application, ALICE.upn, undefined);
  const answer = await page.request.post(minted.replyUrl, { form: { SAMLResponse: minted.samlResponse }, maxRedirects: 0 });
  expect(answer.headers()["location"]).toContain("/portal");
}

async function refusedSignIn(page: Page, world: World): Promise<void> {
  world.idp.tenant.nextFault = { audience: "urn:someone-else" };
  const minted = world.idp.mint(world.application, ALICE.upn, undefined);
  const answer = await page.request.post(minted.replyUrl, { form: { SAMLResponse: minted.samlResponse }, maxRedirects: 0 });
  await page.goto(new URL(answer.headers()["location"] ?? "", world.server.url).href);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
}

export const EVERY_PAGE: readonly Stop[] = [
  {
    name: "sign-in with SSO",
    as: "nobody",
    async open(page, world) {
      await world.ssoOn();
      await page.goto(await world.userLogonUrl());
      await expect(page.locator(".sign-in-address")).toBeVisible();
    },
  },
  {
    name: "sign-in with password",
    as: "nobody",
    async open(page, world) {
      await world.ssoOff();
      await page.goto(await world.userLogonUrl());
      await expect(page.locator("input[type=password]")).toBeVisible();
    },
  },
  { name: "unknown directory", as: "nobody", open: at("/no-such-directory/login", ".empty-title") },
  { name: "sign-in problem", as: "nobody", open: refusedSignIn },
  { name: "page not found", as: "user", open: at("/portal/no-such-page", ".empty-title") },
  { name: "portal", as: "user", open: at("/portal", "tbody tr") },
  { name: "portal panel", as: "user", open: at(`/portal/ram-roles?account=${PRODUCTION.id}`, "dialog[open] tbody tr") },
  { name: "portal RAM users", as: "user", open: at("/portal/ram-users", ".empty-title") },
  {
    name: "no permission",
    as: "user",
    async open(page, world) {
      await page.goto(await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=none`));
      await expect(page.locator(".empty-title")).toBeVisible();
    },
  },
  { name: "console sign-in", as: "nobody", open: at("/console/sign-in", "input[type=password]") },
  { name: "console overview", as: "administrator", open: at("/console/overview", ".steps") },
  { name: "console users", as: "administrator", open: at("/console/users", "tbody tr") },
  { name: "console create user", as: "administrator", open: dialogBehind("/console/users", ".heading-actions .button-main") },
  {
    name: "console user",
    as: "administrator",
    async open(page, world) {
      await at(`/console/users/${(await world.user(ALICE.upn)).id}`, "dl")(page, world);
    },
  },
  { name: "console resource directory", as: "administrator", open: at("/console/resource-directory", "tbody tr") },
  { name: "console add account", as: "administrator", open: dialogBehind("/console/resource-directory", ".heading-actions .button-main") },
  { name: "console access configurations", as: "administrator", open: at("/console/access-configurations", "tbody tr") },
  { name: "console create access configuration", as: "administrator", open: dialogBehind("/console/access-configurations", ".heading-actions .button-main") },
  {
    name: "console access configuration",
    as: "administrator",
    async open(page, world) {
      await at(`/console/access-configurations/${(await world.accessConfiguration("ecs-reader")).id}`, "dl")(page, world);
    },
  },
  { name: "console permissions", as: "administrator", open: at("/console/multi-account-permissions", "tbody tr") },
  { name: "console audit log", as: "administrator", open: at("/console/audit-log", "tbody tr") },
  {
    name: "console audit record",
    as: "administrator",
    open: dialogBehind("/console/audit-log", "tbody tr th button"),
  },
  { name: "console settings", as: "administrator", open: at("/console/settings", "[role=switch]") },
  { name: "console configure identity provider", as: "administrator", open: dialogBehind("/console/settings", ".part .button-main") },
  {
    name: "console SSO question",
    as: "administrator",
    open: dialogBehind("/console/settings", "[role=switch]"),
  },
];
