// The pages and dialogs of command-line clients and temporary credentials, for the accessibility scan and the screenshots.

import { expect, type Page } from "@playwright/test";
import { CommandLineClient } from "../fixtures/command_line_client.ts";
import { PRODUCTION, type World } from "../fixtures/world.ts";
import type { Stop } from "./every_page.ts";

async function shows(page: Page, address: string, ready: string): Promise<void> {
  await page.goto(address);
  await settled(page, ready);
}

async function settled(page: Page, ready: string): Promise<void> {
  await expect(page.locator(ready).first()).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
}

/** The panel of an account, for somebody who may retrieve credentials. */
async function toPanel(page: Page, world: World): Promise<void> {
  await world.api.allowCredentials(true);
  await shows(page, `${world.server.url}/portal/ram-roles?account=${PRODUCTION.id}`, "dialog[open] tbody button[aria-haspopup=dialog]");
}

/** The dialog of temporary credentials, over the panel. */
async function toCredentials(page: Page, world: World, ready: string): Promise<void> {
  await toPanel(page, world);
  await page.locator("dialog[open] tbody button[aria-haspopup=dialog]").first().click();
  await settled(page, ready);
}

/** The code page, with a program that waits. */
async function toQuestion(page: Page, world: World): Promise<void> {
  await world.api.allowCredentials(true);
  const { VerificationUriComplete } = await new CommandLineClient(await world.userLogonUrl()).start();
  await shows(page, VerificationUriComplete, ".user-code");
}

export const CLIENT_PAGES: readonly Stop[] = [
  { name: "portal panel with credentials", as: "user", open: toPanel },
  {
    name: "portal temporary credentials",
    as: "user",
    async open(page, world) {
      await toCredentials(page, world, "dialog[open] pre");
      await page.locator("dialog[open] .value-line:has(> span) > button").click();
    },
  },
  {
    name: "portal credentials refused",
    as: "user",
    async open(page, world) {
      // What the cloud says while the role is not there.
      await page.route("**/api/portal/credentials", (route) =>
        route.fulfill({ status: 409, json: { code: "CloudRefused", message: "The cloud refused (EntityNotExist.Role): provision the access configuration again.", fields: [] } }),
      );
      await toCredentials(page, world, "dialog[open] [role=alert]");
    },
  },
  { name: "code page", as: "user", open: (page, world) => shows(page, `${world.server.url}/device/code`, "form input") },
  { name: "code page question", as: "user", open: toQuestion },
  { name: "code page unknown code", as: "user", open: (page, world) => shows(page, `${world.server.url}/device/code?user_code=BCDF-GHJK`, "[role=alert]") },
  {
    name: "code page confirmed",
    as: "user",
    async open(page, world) {
      await toQuestion(page, world);
      await page.locator(".dialog-buttons .button-main").click();
      await settled(page, ".empty-title");
    },
  },
  {
    name: "console logon preferences question",
    as: "administrator",
    async open(page, world) {
      await shows(page, `${world.server.url}/console/settings`, "[role=switch]");
      await page.locator("section[aria-labelledby=logon-preferences-section] [role=switch]").click();
      await settled(page, "dialog[open]");
    },
  },
];
