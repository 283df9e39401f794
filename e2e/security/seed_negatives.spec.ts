// The eleven negatives of the seed (section 1.9 of the behaviour notes), through the pages.

import { ApiRefusal } from "../fixtures/administrator_api.ts";
import { expect, test } from "../fixtures/test.ts";
import { ALICE, DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { signIn, signInFromIdp } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";
import { Portal } from "../pages/portal.ts";
import { SettingsPage } from "../pages/settings.ts";
import { SignInPage } from "../pages/sign_in.ts";
import { expectRefused } from "./refusals.ts";

const FOREIGN = [
  "https://evil.example/portal",
  "//evil.example/portal",
  "/\\evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "http://localhost.evil.example/portal",
  "http://localhost:1/portal",
];

test("1: a relay state that leads elsewhere is not followed, and the person is in the portal", async ({ newWindow, world }) => {
  await world.ssoOn();
  for (const relayState of [...FOREIGN, `${world.server.url}@evil.example/`, `${world.server.url}.evil.example/`]) {
    world.application.relayState = relayState;
    const page = await newWindow();
    await (await signInFromIdp(page, world, ALICE)).ready();
    expect(new URL(page.url()).origin, relayState).toBe(world.server.url);
    expect(new URL(page.url()).pathname, relayState).toMatch(/^\/portal/);
    await page.context().close();
  }
});

test("2: a name that no user has is refused by name, and no user is made", async ({ page, world }) => {
  await world.ssoOn();
  const stranger = world.strangerAtIdp(`${world.name("stranger")}@example.com`);
  await signIn(page, world, stranger);
  const event = await expectRefused(page, world, /you have no enabled user in this directory/);
  expect(JSON.stringify(event)).toContain(stranger.upn);
  expect(await world.api.listUsers(stranger.upn)).toEqual([]);
});

test("3: a disabled user is refused, and an open session ends at once", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const person = await world.person("disabled", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  await (await signIn(page, world, person)).ready();
  await world.api.setUserStatus(person.id, "Disabled");
  expect((await page.request.get(`${world.server.url}/api/session`)).status()).toBe(401);
  const window = await newWindow();
  await signIn(window, world, person);
  await expectRefused(window, world, /you have no enabled user in this directory/);
});

test("4: with SSO Logon on there is no password form, and the password endpoint refuses", async ({ page, world }) => {
  const person = await world.person("password");
  await world.ssoOff();
  const password = await world.api.resetPassword(person.id);
  await page.goto(await world.userLogonUrl());
  await new SignInPage(page).signInWithPassword(person.upn, password);
  await new Portal(page).ready();

  await world.ssoOn();
  await page.context().clearCookies();
  await page.goto(await world.userLogonUrl());
  const signInPage = new SignInPage(page);
  await expect(signInPage.go).toBeVisible();
  await expect(signInPage.username).toHaveCount(0);
  await expect(signInPage.password).toHaveCount(0);
  const answer = await page.request.post(`${world.server.url}/api/password-sign-in`, {
    data: { user_name: person.upn, password },
    headers: { origin: world.server.url, "x-cloudsso-request": "1" },
  });
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  expect(await answer.json()).toMatchObject({ code: "PasswordLogonOff" });
  expect((await page.request.get(`${world.server.url}/api/session`)).status()).toBe(401);
});

test("5: SSO Logon cannot be turned on without an identity provider", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  await console.open("Settings");
  const settings = new SettingsPage(page);
  await expect(settings.ssoSwitch).toBeDisabled();
  await expect(settings.section.getByText("Configure the identity provider first.")).toBeVisible();
  const refusal = await world.api.setSsoLogon(true).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiRefusal);
  expect((refusal as ApiRefusal).code).toBe("IdentityProviderMissing");
  expect((await world.api.getSettings()).sso_enabled).toBe(false);
});

test("6: a response signed with a key that is not stored is refused", async ({ page, world }) => {
  await world.ssoOn();
  world.idp.tenant.nextFault = { unknownKey: true };
  await signIn(page, world, ALICE);
  await expectRefused(page, world, /did not pass our checks/);
});

test("7: the same response is accepted once, also after a restart of the server", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  await (await signInFromIdp(page, world, ALICE)).ready();
  for (const restart of [false, true]) {
    if (restart) await world.server.restart();
    world.idp.tenant.nextFault = { replay: true };
    const window = await newWindow();
    await signInFromIdp(window, world, ALICE);
    await expectRefused(window, world, /was used already/);
  }
});

test("8: a response for another directory is refused", async ({ page, world }) => {
  await world.ssoOn();
  const { entity_id: ours } = await world.api.getSettings();
  world.idp.tenant.nextFault = { audience: `${ours}x` };
  await signIn(page, world, ALICE);
  const event = await expectRefused(page, world, /did not pass our checks/);
  expect(event.details).toMatchObject({ expected: ours, received: `${ours}x` });
});

test("9: an assignment removed while the portal is open refuses Log On", async ({ page, world }) => {
  await world.ssoOn();
  const person = await world.person("revoked", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  const portal = await signIn(page, world, person);
  await portal.showDetails(PRODUCTION.name);
  await world.api.revoke(person.id, PRODUCTION.id, (await world.accessConfiguration("ecs-reader")).id);
  const tab = await portal.press(PRODUCTION.name, "ecs-reader");
  await expect(tab.getByRole("heading", { name: "You were not logged on to the account" })).toBeVisible();
  expect(new URL(tab.url()).origin).toBe(world.server.url);
  const refused = await world.api.listEvents({ kind: "RoleLogOnRefused", person: person.upn });
  expect(refused).toHaveLength(1);
});

test("10: a direct link to an access configuration that is not assigned grants nothing", async ({ page, world }) => {
  await world.ssoOn();
  const guesses = [
    [PRODUCTION.id, "administrator"],
    [DEVELOPMENT.id, "no-such-configuration"],
    ["9999999999999999", "ecs-reader"],
    ["not-a-number", "ecs-reader"],
  ] as const;
  for (const [index, [account, configuration]] of guesses.entries()) {
    const query = `?quickLogin=true&accountId=${account}&accessConfigurationName=${configuration}`;
    if (index === 0) await signIn(page, world, ALICE, query);
    else await page.goto(await world.userLogonUrl(query));
    await expect(page.getByRole("heading", { name: "You have no permission for this" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(world.server.url);
  }
});

test("11: while a certificate rolls over both are accepted, and the removed one no more", async ({ newWindow, world }) => {
  await world.ssoOn();
  const accepted = async (): Promise<void> => {
    const page = await newWindow();
    await (await signIn(page, world, ALICE)).ready();
    await page.context().close();
  };
  const { tenant } = world.idp;
  tenant.rollOver("publish");
  await world.api.uploadIdentityProvider(world.idp.metadata);
  await accepted();
  tenant.rollOver("switch");
  await accepted();
  const [old] = tenant.keys;
  tenant.rollOver("remove");
  await world.api.uploadIdentityProvider(world.idp.metadata);
  await accepted();

  if (!old) throw new Error("there is no old certificate");
  const current = tenant.keys;
  tenant.keys = [old];
  const page = await newWindow();
  await signIn(page, world, ALICE);
  tenant.keys = current;
  await expectRefused(page, world, /did not pass our checks/);
});
