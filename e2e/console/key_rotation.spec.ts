// The section Signing Key Rotation: from the first step to the last, stopped in the middle, at a cloud that refuses,
// and by hand.

import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, test } from "../fixtures/test.ts";
import { ALICE, DEVELOPMENT, PRODUCTION, type World } from "../fixtures/world.ts";
import { signIn } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";

class RotationPart {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get section(): Locator {
    return this.page.getByRole("region", { name: "Signing Key Rotation" });
  }

  row(account: { readonly name: string }): Locator {
    return this.section.getByRole("row").filter({ hasText: account.name });
  }

  /** The keys' fingerprints as they are listed, and which of them signs. */
  async keys(): Promise<{ readonly fingerprint: string; readonly signs: boolean }[]> {
    const items = await this.section.getByRole("listitem").all();
    return Promise.all(items.map(async (item) => ({ fingerprint: await item.locator("code").innerText(), signs: await item.getByText("Signs", { exact: true }).isVisible() })));
  }

  /** Takes a step and says yes to its question. */
  async step(button: string, question: string): Promise<void> {
    await this.section.getByRole("button", { name: button }).click();
    const dialog = this.page.getByRole("dialog", { name: question });
    await dialog.getByRole("button", { name: button }).click();
    await expect(dialog).toBeHidden();
  }

  async is(text: string): Promise<void> {
    // A server looks every two seconds whether there is something to do.
    await expect(this.section.getByRole("status").filter({ hasText: text })).toBeVisible({ timeout: 30_000 });
  }
}

/** How many certificates the account's SAML provider trusts. */
function trusted(world: World, account: { readonly id: string }): number {
  const [provider] = world.cloud.accounts.get(account.id).providers.values();
  return provider?.metadata.match(/<(\w+:)?X509Certificate>/g)?.length ?? 0;
}

/** Alice gets into an account, whichever key signs. */
async function logsOn(window: Page, world: World): Promise<void> {
  const portal = await signIn(window, world, ALICE);
  const cloud = await portal.logOn(PRODUCTION.name, "ecs-reader");
  await cloud.shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", ALICE.upn);
}

test("a key is followed by another: a member that fails is tried again, and it goes on after a stop and a reload", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const console = new Console(page, world);
  const part = new RotationPart(page);
  await console.open("Settings");
  await part.is("No rotation is under way.");
  const [old] = await part.keys();
  expect(old?.signs).toBe(true);

  await test.step("the new key goes into every account but the one that refuses", async () => {
    world.cloud.api.faults.inject({ kind: "Refuse", status: 403, code: "NoPermission", message: "You are not authorized to do this action." }, { action: "UpdateSAMLProvider", account: DEVELOPMENT.id });
    await part.step("Start Rotation", "Make a new signing key?");
    await part.is("Step 1 of 3");
    await expect(part.row(PRODUCTION)).toContainText("In place", { timeout: 30_000 });
    await expect(part.row(DEVELOPMENT)).toContainText("NoPermission: You are not authorized to do this action.", { timeout: 30_000 });
    await expect(part.section.getByRole("button", { name: "Sign with the New Key" })).toBeDisabled();
    await expect(part.section.getByRole("button", { name: "Sign with the New Key" })).toHaveAccessibleDescription("Not every account has the metadata yet.");
    expect([PRODUCTION, DEVELOPMENT].map((account) => trusted(world, account))).toEqual([2, 1]);
    await logsOn(await newWindow(), world);
  });

  await test.step("the server stops, and whoever comes back finds it as it was", async () => {
    await world.server.restart();
    await page.reload();
    await part.is("Step 1 of 3");
    await expect(part.row(DEVELOPMENT)).toContainText("NoPermission");
    await part.row(DEVELOPMENT).getByRole("button", { name: `Retry in ${DEVELOPMENT.name}` }).click();
    await expect(part.row(DEVELOPMENT)).toContainText("In place", { timeout: 30_000 });
  });

  await test.step("the new key signs, and the old one goes", async () => {
    await part.step("Sign with the New Key", "Sign role logons with the new key?");
    await part.is("Step 2 of 3");
    expect(await part.keys()).toEqual([{ fingerprint: old?.fingerprint, signs: false }, { fingerprint: expect.any(String), signs: true }]);
    await logsOn(await newWindow(), world);
    await part.step("Remove the Old Key", "Remove the old key?");
    await part.is("No rotation is under way.");
    const left = await part.keys();
    expect(left).toHaveLength(1);
    expect(left[0]?.fingerprint).not.toBe(old?.fingerprint);
    expect([PRODUCTION, DEVELOPMENT].map((account) => trusted(world, account))).toEqual([1, 1]);
    await logsOn(await newWindow(), world);
  });
});

test("by hand, each account waits until Done is pressed, and there is a way back", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const part = new RotationPart(page);
  await console.open("Settings");
  await part.is("No rotation is under way.");
  const [old] = await part.keys();
  await part.step("Start Rotation", "Make a new signing key?");
  await part.is("Step 1 of 3");
  await expect(part.section).toContainText("upload this metadata document to the SAML provider");
  const started = page.waitForEvent("download");
  await part.section.getByRole("button", { name: "Download IdP Metadata" }).click();
  const metadata = readFileSync(await (await started).path(), "utf8");
  expect(metadata.match(/<(\w+:)?X509Certificate>/g)).toHaveLength(2);
  for (const account of [PRODUCTION, DEVELOPMENT]) await expect(part.row(account)).toContainText("Waiting");
  await part.row(PRODUCTION).getByRole("button", { name: `Done in ${PRODUCTION.name}` }).click();
  await expect(part.row(PRODUCTION)).toContainText("In place");
  await expect(part.section).toContainText(/1 of \d+ accounts have the metadata\./);
  await expect(part.section.getByRole("button", { name: "Sign with the New Key" })).toBeDisabled();

  await part.step("Go Back", "Remove the new key?");
  await part.is("Step 3 of 3");
  await expect(part.row(DEVELOPMENT)).toContainText("In place");
  await part.row(PRODUCTION).getByRole("button", { name: `Done in ${PRODUCTION.name}` }).click();
  await part.is("No rotation is under way.");
  expect(await part.keys()).toEqual([old]);
});
