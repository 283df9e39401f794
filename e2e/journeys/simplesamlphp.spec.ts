// The same journey with SimpleSAMLphp, an identity provider that somebody else wrote.

import { test as base } from "../fixtures/test.ts";
import { ALICE, PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { signInAtSimpleSamlPhp } from "../pages/identity_provider.ts";
import { Portal } from "../pages/portal.ts";
import { SettingsPage } from "../pages/settings.ts";
import { SignInPage } from "../pages/sign_in.ts";
import { readMetadata } from "../stand_ins/idp/service_provider.ts";
import { SimpleSamlPhp } from "../stand_ins/simplesamlphp/start.ts";
import { takeSpMetadata } from "./steps.ts";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";

const test = base.extend<{ idp: SimpleSamlPhp }>({
  idp: async ({}, use) => {
    const idp = await SimpleSamlPhp.start({ people: { [ALICE.upn]: { password: ALICE.password, displayName: "Alice Anders" } } });
    await use(idp);
    await idp.stop();
  },
});

test("set up through the pages, then signed in from both sides, ending in the account with a refused Stop", async ({ page, newWindow, newcomer: world, idp }) => {
  await test.step("its metadata and ours are exchanged as files", async () => {
    const spMetadata = readMetadata(readFileSync(await takeSpMetadata(page, world), "utf8"));
    idp.register(spMetadata);
    const settings = new SettingsPage(page);
    await settings.uploadMetadata({ name: "metadata.xml", mimeType: "text/xml", buffer: Buffer.from(await idp.metadata()) });
    await expect(settings.configureDialog.getByText(`${idp.origin}/saml2/idp/SSOService.php`)).toBeVisible();
    await settings.ok();
    await settings.turnSso(true);
  });

  await test.step("from the user logon URL", async () => {
    const window = await newWindow();
    await window.goto(await world.userLogonUrl());
    await expect(window.getByText(`${idp.origin}/saml2/idp/SSOService.php`)).toBeVisible();
    await new SignInPage(window).go.click();
    await signInAtSimpleSamlPhp(window, ALICE);
    const portal = new Portal(window);
    await portal.ready();
    const console = await portal.logOn(PRODUCTION.name, "ecs-reader");
    await console.shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", ALICE.upn);
    await console.openInstances();
    await console.stop("web-1");
    await expect(console.page.getByRole("alert")).toContainText("NoPermission");
  });

  await test.step("from the identity provider's side, with a relay state", async () => {
    const window = await newWindow();
    const { entity_id: entityId } = await world.api.getSettings();
    await window.goto(idp.userAccessUrl(entityId, `${world.server.url}/portal/ram-users`));
    await signInAtSimpleSamlPhp(window, ALICE);
    await expect(window).toHaveURL(`${world.server.url}/portal/ram-users`);
  });

  await test.step("and both sign-ins stand in the audit log", async () => {
    const console = new Console(page, world);
    await console.go("Audit Log");
    await console.main.getByLabel("Event").selectOption("SsoSignIn");
    await expect(console.row(ALICE.upn)).toHaveCount(2);
  });
});

test("an answer of another identity provider is refused", async ({ page, world, idp }) => {
  await world.ssoOn();
  const settings = await world.api.getSettings();
  idp.register({ entityId: settings.entity_id, acsUrl: settings.acs_url });
  await page.goto(idp.userAccessUrl(settings.entity_id));
  await signInAtSimpleSamlPhp(page, ALICE);
  await expect(page.getByRole("heading", { name: "You were not signed in" })).toBeVisible();
});
