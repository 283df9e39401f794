// More ways in which a response can be wrong: each is refused on the problem page, with a sentence and a record.

import { expect, test } from "../fixtures/test.ts";
import { ALICE } from "../fixtures/world.ts";
import { signIn, signInFromIdp } from "../journeys/steps.ts";
import { signInAtIdp } from "../pages/identity_provider.ts";
import { Portal } from "../pages/portal.ts";
import { SignInPage } from "../pages/sign_in.ts";
import type { Fault } from "../stand_ins/idp/faults.ts";
import { expectRefused } from "./refusals.ts";

const FAILED_CHECKS = /did not pass our checks/;
const FAULTS: readonly (readonly [what: string, fault: Fault, sentence: RegExp])[] = [
  ["that nobody signed", { unsigned: true }, FAILED_CHECKS],
  ["signed with SHA-1", { sha1: true }, FAILED_CHECKS],
  ["whose name was changed after signing", { nameIdAfterSigning: "bob@example.com" }, FAILED_CHECKS],
  ["with a comment inside the name", { commentInNameId: true }, FAILED_CHECKS],
  ["with a second, unsigned assertion in front", { wrappedNameId: "bob@example.com" }, FAILED_CHECKS],
  ["of another issuer", { issuer: "https://sts.windows.net/00000000-0000-0000-0000-000000000000/" }, FAILED_CHECKS],
  ["for another destination", { destination: "http://localhost:1/saml/acs/d-1" }, FAILED_CHECKS],
  ["for another recipient", { recipient: "http://localhost:1/saml/acs/d-1" }, FAILED_CHECKS],
  ["that is two hours old", { shiftSeconds: -7200 }, /took too long|did not pass our checks/],
  ["from the future", { shiftSeconds: 900 }, FAILED_CHECKS],
  ["that answers a request we never made", { inResponseTo: "_0123456789abcdef0123456789abcdef" }, /does not belong to a sign-in that was started in this browser/],
  ["without assertion, because the provider said no", { status: { code: "Responder", subCode: "AuthnFailed", message: "<b>no</b>" } }, /did not sign you in/],
  ["that is encrypted", { encrypted: true }, /encrypted answer/],
  ["with a name that cannot be a user name", { nameId: "alice smith" }, /cannot be a user name|no enabled user/],
];

for (const [what, fault, sentence] of FAULTS) {
  test(`a response ${what} is refused`, async ({ page, world }) => {
    await world.ssoOn();
    world.idp.tenant.nextFault = fault;
    await signIn(page, world, ALICE);
    const event = await expectRefused(page, world, sentence);
    expect(event.details["check"], "the record names the check").toBeTruthy();
    expect(JSON.stringify(event)).not.toContain("<samlp:");
    await expect(page.locator("b", { hasText: "no" })).toHaveCount(0);
  });
}

test("clocks may differ by a minute, in both directions", async ({ newWindow, world }) => {
  await world.ssoOn();
  for (const shiftSeconds of [-3600 - 60, 60]) {
    world.idp.tenant.nextFault = { shiftSeconds };
    const page = await newWindow();
    await (await signIn(page, world, ALICE)).ready();
    await page.context().close();
  }
});

test("an answer to a request of another browser is refused", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const victim = await newWindow();
  await page.goto(await world.userLogonUrl());
  await new SignInPage(page).go.click();
  await expect(page.getByRole("button", { name: "Next" })).toBeVisible();
  await victim.goto(page.url());
  await signInAtIdp(victim, ALICE);
  await expectRefused(victim, world, /does not belong to a sign-in that was started in this browser/);
});

test("sign-in from the provider's side is refused where it is switched off, and from our side it works on", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  await world.api.setSsoRules(false, 180);
  await signInFromIdp(page, world, ALICE);
  await expectRefused(page, world, /does not accept a sign-in that begins at the identity provider/);
  await (await signIn(await newWindow(), world, ALICE)).ready();
});

test("with SSO Logon off every response is refused", async ({ page, world }) => {
  await world.ssoOn();
  await world.ssoOff();
  await signInFromIdp(page, world, ALICE);
  await expectRefused(page, world, /SSO Logon is off/);
});

test("what is no SAML response is refused with 4xx and no session", async ({ request, world }) => {
  await world.ssoOn();
  const { acs_url: acs } = await world.api.getSettings();
  const attempts = [
    () => request.get(acs),
    () => request.post(acs),
    () => request.post(acs, { form: { SAMLResponse: "" } }),
    () => request.post(acs, { form: { SAMLResponse: "%%%" } }),
    () => request.post(acs, { data: { SAMLResponse: "PGE+" } }),
    () => request.post(acs, { form: { SAMLResponse: Buffer.from("<!DOCTYPE a><a/>").toString("base64") }, maxRedirects: 0 }),
    () => request.post(`${acs}x`, { form: { SAMLResponse: "PGEvPg==" }, maxRedirects: 0 }),
  ];
  for (const [index, attempt] of attempts.entries()) {
    const answer = await attempt();
    expect(answer.status(), `attempt ${index}`).toBeLessThan(500);
    expect(answer.status(), `attempt ${index}`).toBeGreaterThanOrEqual(300);
  }
  expect((await request.get(`${world.server.url}/api/session`)).status()).toBe(401);
});

test("another site cannot log a person on to an account", async ({ page, world }) => {
  await world.ssoOn();
  await (await signIn(page, world, ALICE)).ready();
  const configuration = await world.accessConfiguration("ecs-reader");
  await page.goto(`${world.cloud.origin}/console`);
  await page.evaluate(
    ([action, account, id]) => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = action;
      for (const [name, value] of [["account_id", account], ["access_configuration_id", id], ["form_token", "guess"]] as const) {
        const input = document.createElement("input");
        Object.assign(input, { name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    },
    [`${world.server.url}/saml/log-on`, "1000000000000011", configuration.id] as const,
  );
  // A cross-site form comes without the session's cookie: it leads to the sign-in page, and from there, where the session
  // is seen again, to the portal. Only then have our pages come to rest: on their way they would overtake what is next.
  await expect(page).toHaveURL(`${world.server.url}/portal`);
  await new Portal(page).ready();
  await page.goto(`${world.cloud.origin}/console`);
  await expect(page.getByRole("alert")).toContainText("NotSignedIn");
});
