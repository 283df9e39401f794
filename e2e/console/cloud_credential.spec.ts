// The section Cloud Credential: an access key entered, tried out, replaced and removed, and never shown again.

import { expect, type Locator, type Page, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import type { AccessKey } from "../stand_ins/cloud/api/keys.ts";

const MANAGEMENT = "1000000000000001";

class CredentialPart {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get section(): Locator {
    return this.page.getByRole("region", { name: "Cloud Credential" });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog", { name: /^(Enter|Replace) Access Key$/ });
  }

  button(name: string): Locator {
    return this.section.getByRole("button", { name, exact: true });
  }

  async fill({ id, secret }: Pick<AccessKey, "id" | "secret">): Promise<void> {
    await this.dialog.getByLabel("AccessKey ID").fill(id);
    await this.dialog.getByLabel("AccessKey Secret").fill(secret);
    await this.dialog.getByRole("button", { name: "Save" }).click();
  }

  /** Presses Test for this member and answers what is said of each check. */
  async test(member = "None"): Promise<Locator> {
    await this.section.getByLabel("Member to Try").selectOption(member);
    await this.button("Test").click();
    const result = this.section.getByRole("table", { name: "Test Result" });
    await expect(result).toBeVisible();
    return result;
  }
}

test("an access key is entered, tried out, replaced and removed, and its secret never shown", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const part = new CredentialPart(page);
  await world.api.deleteCloudCredential();
  const first = world.cloud.accessKey(MANAGEMENT, "first", ["AliyunRAMFullAccess", "AliyunSTSAssumeRoleAccess", "AliyunResourceDirectoryReadOnlyAccess"]);
  const told: string[] = [];
  page.on("response", async (answer) => {
    if (answer.url().includes("/api/settings")) told.push(await answer.text().catch(() => ""));
  });
  await console.open("Settings");
  await expect(part.section).toContainText("No credential is configured: roles are provisioned by hand.");
  await expect(part.button("Test")).toHaveCount(0);
  await expect(part.button("Delete")).toHaveCount(0);

  await part.button("Enter Access Key").click();
  await expect(part.dialog.getByLabel("AccessKey Secret")).toHaveAttribute("type", "password");
  await part.fill({ id: "no spaces please", secret: "" });
  for (const label of ["AccessKey ID", "AccessKey Secret"]) await expect(part.dialog.getByLabel(label)).toHaveAttribute("aria-invalid", "true");
  await part.fill(first);
  await console.said("The access key was saved.");
  await expect(part.section).toContainText(first.id);

  const good = await part.test(PRODUCTION.id);
  await expect(good.getByRole("row").filter({ hasText: "The cloud knows it" })).toContainText(`acs:ram::${MANAGEMENT}:user/first`);
  await expect(good.getByRole("row").filter({ hasText: "Its account owns the resource directory" })).toContainText(MANAGEMENT);
  await expect(good.getByRole("row").filter({ hasText: "It gets into the member" })).toContainText(`acs:ram::${PRODUCTION.id}:role/ResourceDirectoryAccountAccessRole`);
  await expect(good.getByText("Works", { exact: true })).toHaveCount(3);

  const second = world.cloud.accessKey(MANAGEMENT, "second");
  await part.button("Replace Access Key").click();
  await expect(part.dialog.getByLabel("AccessKey ID")).toHaveValue("");
  await part.fill(second);
  await expect(part.section).toContainText(second.id);
  await expect(part.section).not.toContainText(first.id);
  const refused = await part.test(PRODUCTION.id);
  await expect(refused.getByRole("row").filter({ hasText: "It gets into the member" })).toContainText(/Does not work.*NoPermission: You are not authorized/);
  await expect(refused).toContainText("Request ID");

  await part.button("Delete").click();
  const question = console.dialog(`Delete the access key ${second.id}?`);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(part.section).toContainText(second.id);
  await part.button("Delete").click();
  await question.getByRole("button", { name: "Delete" }).click();
  await console.said("The access key was deleted.");
  await expect(part.section).toContainText("No credential is configured");
  expect(told.length).toBeGreaterThan(5);
  for (const { secret } of [first, second]) expect(told.filter((text) => text.includes(secret)), "no answer holds a secret").toEqual([]);
});

test("a cloud that does not answer, and a key that it does not know, are said as they are", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const part = new CredentialPart(page);
  await console.open("Settings");
  world.cloud.api.faults.inject({ kind: "HangUp" }, { action: "GetCallerIdentity" }, 1_000);
  const silent = await part.test(PRODUCTION.id);
  await expect(silent.getByRole("row").filter({ hasText: "The cloud knows it" })).toContainText(/Does not work.*ConnectionFailed: .* could not be asked/);
  await expect(silent.getByText("Not tried", { exact: true })).toHaveCount(2);

  await part.button("Replace Access Key").click();
  await part.fill({ id: "LTAI00000000000000000000", secret: "not-the-secret-of-anybody-at-all" });
  await console.said("The access key was saved.");
  const unknown = await part.test(PRODUCTION.id);
  await expect(unknown.getByRole("row").filter({ hasText: "The cloud knows it" })).toContainText(/Does not work.*InvalidAccessKeyId\.NotFound: Specified access key is not found/);
  await expect(unknown).toContainText("Request ID");
});
