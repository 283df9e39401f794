// Steps of the seed that several journeys share.

import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { ADMINISTRATOR, type World } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { ApplicationPage, signInAtIdp } from "../pages/identity_provider.ts";
import { Portal } from "../pages/portal.ts";
import { SettingsPage } from "../pages/settings.ts";
import { SignInPage, signInAtConsole } from "../pages/sign_in.ts";
import type { Person } from "../stand_ins/company.ts";

/** Step 1: log on to the console, Settings, section SSO Logon, download the SP metadata document. */
export async function takeSpMetadata(page: Page, world: World): Promise<string> {
  await signInAtConsole(page, world.server.url, ADMINISTRATOR);
  await new Console(page, world).go("Settings");
  const file = await new SettingsPage(page).downloadSpMetadata();
  expect(readFileSync(file, "utf8")).toContain("SPSSODescriptor");
  return file;
}

/** Steps 2 to 4 at the identity provider: create the application, configure SAML, assign; answers its metadata. */
export async function configureApplication(page: Page, world: World, spMetadata: string, people: readonly Person[]): Promise<string> {
  const application = new ApplicationPage(page);
  await application.create(world.idp.origin, "CloudSSODemo");
  await application.uploadMetadata(spMetadata);
  const settings = await world.api.getSettings();
  await expect(application.identifier).toHaveValue(settings.entity_id);
  await expect(application.replyUrl).toHaveValue(settings.acs_url);
  for (const person of people) await application.assign(person.upn);
  return application.downloadFederationMetadata();
}

/** Step 5: Configure Identity Provider, Upload Metadata Document, Upload File, OK; then the SSO Logon switch, OK. */
export async function enableSso(page: Page, world: World, idpMetadata: string, understood: { readonly entityId: string; readonly logonUrl: string }): Promise<void> {
  const settings = new SettingsPage(page);
  await new Console(page, world).go("Settings");
  await expect(settings.ssoSwitch).toBeDisabled();
  await settings.uploadMetadata(idpMetadata);
  await expect(settings.configureDialog.getByText(understood.entityId, { exact: true })).toBeVisible();
  await expect(settings.configureDialog.getByText(understood.logonUrl, { exact: true })).toBeVisible();
  await settings.ok();
  await expect(settings.section.getByText(understood.entityId, { exact: true })).toBeVisible();
  await settings.turnSso(true);
}

/** Overview, Copy: the address that a user is given. */
export async function copyUserLogonUrl(page: Page, world: World): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: world.server.url });
  await new Console(page, world).go("Overview");
  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  await expect(page.getByText("Copied")).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens the user logon URL, presses Go, signs in at the stand-in, and waits for the portal. */
export async function signIn(page: Page, world: World, person: Pick<Person, "upn" | "password">, query = ""): Promise<Portal> {
  await page.goto(await world.userLogonUrl(query));
  await new SignInPage(page).go.click();
  await signInAtIdp(page, person);
  return new Portal(page);
}

/** Opens the user access URL and signs in at the stand-in. */
export async function signInFromIdp(page: Page, world: World, person: Pick<Person, "upn" | "password">): Promise<Portal> {
  await page.goto(world.idp.userAccessUrl(world.application));
  await signInAtIdp(page, person);
  return new Portal(page);
}
