// The code page: a command-line program asks, the person compares and answers.

import type { Page } from "@playwright/test";
import { CLIENT_ID, CommandLineClient } from "../fixtures/command_line_client.ts";
import { PersonApi } from "../fixtures/person_api.ts";
import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION, type World } from "../fixtures/world.ts";
import { signInAtIdp } from "../pages/identity_provider.ts";
import { SignInPage } from "../pages/sign_in.ts";
import type { Person } from "../stand_ins/company.ts";

const UNKNOWN = "No program waits with this code";

/** A person with access, and a program that the person has started. */
async function started(world: World): Promise<{ readonly person: Person; readonly client: CommandLineClient; readonly device: Awaited<ReturnType<CommandLineClient["start"]>> }> {
  await world.ssoOn();
  await world.api.allowCredentials(true);
  const person = await world.person("code", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  const client = new CommandLineClient(await world.userLogonUrl());
  return { person, client, device: await client.start() };
}

/** Opens an address where nobody is signed in: the sign-in first, then what was asked for. */
async function openAndSignIn(page: Page, address: string, person: Person): Promise<void> {
  await page.goto(address);
  await new SignInPage(page).go.click();
  await signInAtIdp(page, person);
  await expect(page.getByRole("heading", { name: "Confirm a command-line program" })).toBeVisible();
}

const code = (page: Page) => page.getByRole("group", { name: "User Code" });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

test("a person signs in, compares the code and lets the program in", async ({ page, world }) => {
  const { person, client, device } = await started(world);
  await openAndSignIn(page, device.VerificationUriComplete, person);
  await expect(code(page)).toHaveText(device.UserCode);
  for (const fact of [person.upn, `aliyun CLI or acs-sso (${CLIENT_ID})`, "Go-http-client/1.1", "127.0.0.1"]) await expect(page.getByRole("definition").filter({ hasText: fact })).toBeVisible();
  await expect(page.getByText("Did somebody send you this code or this link?")).toBeVisible();
  await expect(client.token(device), "looking confirms nothing").rejects.toMatchObject({ code: "AuthorizationPending" });

  await press(page, "Confirm");
  await expect(page.getByText("The program is signed in")).toBeVisible();
  const { AccessToken, ExpiresIn } = await client.token(device);
  expect(ExpiresIn).toBeGreaterThan(7 * 3600);
  const accounts = await fetch(`${world.server.url}/access-assignments/accounts`, { headers: { authorization: `Bearer ${AccessToken}` } });
  expect(await accounts.json()).toMatchObject({ Accounts: [{ AccountId: PRODUCTION.id, DisplayName: PRODUCTION.name }], IsTruncated: false });

  // Used codes lead nowhere, for the program and on the page.
  await expect(client.token(device)).rejects.toMatchObject({ code: "InvalidDeviceCodeError" });
  await page.goto(device.VerificationUriComplete);
  await expect(page.getByRole("alert")).toContainText(UNKNOWN);
});

test("a person who did not start it denies it", async ({ page, world }) => {
  const { person, client, device } = await started(world);
  await openAndSignIn(page, device.VerificationUriComplete, person);
  await press(page, "Deny");
  await expect(page.getByText("The program was denied")).toBeVisible();
  await expect(client.token(device)).rejects.toMatchObject({ code: "InvalidDeviceCodeError" });
});

test("a code is typed as it comes, a wrong one is told, and one answered elsewhere is not answered twice", async ({ page, world }) => {
  const { person, client, device } = await started(world);
  await openAndSignIn(page, device.VerificationUri, person);
  const field = page.getByRole("textbox", { name: "User Code" });
  await press(page, "Continue");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("ZZZZ-ZZZZ");
  await press(page, "Continue");
  await expect(page.getByRole("alert")).toContainText(UNKNOWN);
  await press(page, "Use another code");
  await field.fill(` ${device.UserCode.toLowerCase().replace("-", "")} `);
  await field.press("Enter");
  await expect(code(page)).toHaveText(device.UserCode);

  const elsewhere = await PersonApi.signIn(world, person.upn);
  await elsewhere.decide(device.UserCode, "Deny");
  await press(page, "Confirm");
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  await expect(client.token(device)).rejects.toMatchObject({ code: "InvalidDeviceCodeError" });
});

test("while it is not allowed a program gets no code, and the page says why", async ({ page, world }) => {
  const { person, client, device } = await started(world);
  await world.api.allowCredentials(false);
  await expect(client.start()).rejects.toMatchObject({ code: "CredentialsNotAllowed" });
  await page.goto(device.VerificationUriComplete);
  await new SignInPage(page).go.click();
  await signInAtIdp(page, person);
  await expect(page.getByRole("alert")).toContainText("Users of this directory may not retrieve temporary credentials");
  await expect(page.getByRole("button", { name: "Confirm", exact: true })).toHaveCount(0);
});
