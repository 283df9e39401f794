// The seed's journey with an identity provider in the shape of Microsoft Entra ID, step by step, both ways.

import { expect, test } from "../fixtures/test.ts";
import { ALICE, BOB, DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { signInAtIdp } from "../pages/identity_provider.ts";
import { Portal } from "../pages/portal.ts";
import { SettingsPage } from "../pages/settings.ts";
import { SignInPage } from "../pages/sign_in.ts";
import { connectIdentityProvider, registerApplication } from "../stand_ins/company.ts";
import { configureApplication, copyUserLogonUrl, enableSso, signIn, signInFromIdp, takeSpMetadata } from "./steps.ts";

test("set up in five steps, then from the user logon URL into a member account, where Stop is refused", async ({ page, newWindow, newcomer: world }) => {
  const idp = { entityId: world.idp.tenant.entityId, logonUrl: `${world.idp.origin}/${world.idp.tenant.id}/saml2` };

  const spMetadata = await test.step("step 1: obtain service provider metadata", () => takeSpMetadata(page, world));
  const azure = await newWindow();
  const idpMetadata = await test.step("steps 2 to 4: create the application, configure SAML, assign users", () => configureApplication(azure, world, spMetadata, [ALICE]));
  await test.step("step 5: enable SSO logon", () => enableSso(page, world, idpMetadata, idp));
  const userLogonUrl = await test.step("verify: copy the user logon URL", () => copyUserLogonUrl(page, world));
  expect(userLogonUrl).toBe(await world.userLogonUrl());

  const window = await newWindow();
  await test.step("open it, confirm the address, press Go", async () => {
    await window.goto(userLogonUrl);
    const signInPage = new SignInPage(window);
    await expect(signInPage.corporateUrl).toBeVisible();
    await expect(window.getByText(idp.logonUrl)).toBeVisible();
    await expect(signInPage.password).toHaveCount(0);
    await signInPage.go.click();
  });
  await test.step("log on at the identity provider", () => signInAtIdp(window, ALICE));
  const portal = new Portal(window);
  await test.step("arrive in the portal, on the tab Log on as RAM Role", async () => {
    await portal.ready();
    await expect(portal.account(PRODUCTION.name)).toBeVisible();
    await expect(portal.account("Example Holding")).toHaveCount(0);
  });
  const console = await test.step("Show Details, Log On", () => portal.logOn(PRODUCTION.name, "ecs-reader"));
  await test.step("work in the member account with the permissions given, and no others", async () => {
    await console.shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", ALICE.upn);
    expect(await console.minutesLeft()).toBe(30);
    await console.openInstances();
    await console.showsStatus("web-1", "Running");
    await console.stop("web-1");
    await expect(console.page.getByRole("alert")).toContainText("NoPermission");
    await console.showsStatus("web-1", "Running");
  });
  await expect(portal.panel(PRODUCTION.name), "the portal stays open in its own tab").toBeVisible();
});

test("from My Apps into a member account, where an administrator may stop an instance", async ({ page, world }) => {
  await world.ssoOn();
  await page.goto(`${world.idp.origin}/myapps`);
  await signInAtIdp(page, ALICE);
  await page.getByRole("navigation", { name: "Apps" }).getByRole("link", { name: "CloudSSODemo" }).click();
  const portal = new Portal(page);
  await portal.ready();
  const console = await portal.logOn(DEVELOPMENT.name, "administrator");
  await console.shows(DEVELOPMENT, "AliyunReservedSSO-administrator", ALICE.upn);
  await console.openInstances();
  await console.stop("web-2");
  await expect(console.page.getByRole("status")).toContainText("Stopped web-2.");
});

test("from the user access URL the configured relay state is followed", async ({ page, world }) => {
  await world.ssoOn();
  world.application.relayState = `${world.server.url}/portal/ram-users`;
  await signInFromIdp(page, world, ALICE);
  await expect(page).toHaveURL(`${world.server.url}/portal/ram-users`);
  await expect(page.getByRole("tab", { name: "Log on as RAM User" })).toHaveAttribute("aria-selected", "true");
});

test("a relay state that is a direct access link leads straight into the account", async ({ page, world }) => {
  await world.ssoOn();
  world.application.relayState = await world.userLogonUrl(`?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader&landingPage=${encodeURIComponent("https://ecs.console.alibabacloud.com/")}`);
  await signInFromIdp(page, world, ALICE);
  await expect(page).toHaveURL(`${world.cloud.origin}/console/ecs`);
  await expect(page.getByText(`AliyunReservedSSO-ecs-reader/${ALICE.upn}`)).toBeVisible();
});

test("a direct access link asks for the sign-in first and goes on to the account afterwards", async ({ page, world }) => {
  await world.ssoOn();
  await signIn(page, world, ALICE, `?quickLogin=true&accountId=${PRODUCTION.id}&accessConfigurationName=ecs-reader&landingPage=`);
  await expect(page.getByRole("heading", { name: "Console home" })).toBeVisible();
  await expect(page.getByRole("main").getByText(PRODUCTION.id)).toBeVisible();
});

test("somebody without any assignment is told whom to ask", async ({ page, world }) => {
  await world.ssoOn();
  const portal = await signIn(page, world, BOB);
  await portal.ready();
  await expect(page.getByText("No account has been assigned to you yet")).toBeVisible();
  await expect(page.getByText(/Ask your administrator/)).toBeVisible();
});

test("a user name that differs in case alone is the same user", async ({ page, world }) => {
  await world.ssoOn();
  world.idp.tenant.nextFault = { nameId: "ALICE@Example.com" };
  const portal = await signIn(page, world, ALICE);
  await portal.ready();
  await expect(portal.account(PRODUCTION.name)).toBeVisible();
});

for (const binding of ["redirect", "POST"] as const) {
  test(`a provider that wants signed requests gets them, by ${binding}`, async ({ page, newcomer: world }) => {
    const { tenant } = world.idp;
    tenant.wantsSignedRequests = true;
    tenant.offersRedirect = binding === "redirect";
    const application = await registerApplication(world.api, world.idp, [ALICE]);
    application.requireSignedRequests = true;
    await connectIdentityProvider(world.api, world.idp);
    await (await signIn(page, world, ALICE)).ready();
  });
}

test("signing out ends the session, and signing in again begins at the user logon URL", async ({ page, world }) => {
  await world.ssoOn();
  await (await signIn(page, world, ALICE)).ready();
  await page.getByRole("button", { name: "Sign Out" }).click();
  await expect(new SignInPage(page).go).toBeVisible();
  await page.goto(`${world.server.url}/portal`);
  await expect(new SignInPage(page).go).toBeVisible();
});

test("Entity ID and ACS URL on the page equal those in the file, and survive a renaming of the directory", async ({ page, newcomer: world }) => {
  const { readFileSync } = await import("node:fs");
  await takeSpMetadata(page, world);
  const settings = new SettingsPage(page);
  const file = readFileSync(await settings.downloadSpMetadata(), "utf8");
  const before = await world.api.getSettings();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: world.server.url });
  for (const [label, value] of [["Entity ID", before.entity_id], ["ACS URL", before.acs_url]] as const) {
    await settings.copy(label).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
    expect(file).toContain(`"${value}"`);
  }
  await world.api.renameDirectory("another-name");
  await page.reload();
  await expect(settings.section.getByText(before.entity_id, { exact: true })).toBeVisible();
  expect(readFileSync(await settings.downloadSpMetadata(), "utf8")).toBe(file);
  expect(await world.userLogonUrl()).toContain("/another-name/login");
});
