// The section SSO Logon of the Settings page, in the contract's words.

import { expect, type Locator, type Page } from "@playwright/test";

export class SettingsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get section(): Locator {
    return this.page.getByRole("region", { name: "SSO Logon" });
  }

  get ssoSwitch(): Locator {
    return this.section.getByRole("switch", { name: "SSO Logon" });
  }

  get clear(): Locator {
    return this.section.getByRole("button", { name: "Clear", exact: true });
  }

  get configureDialog(): Locator {
    return this.page.getByRole("dialog", { name: "Configure Identity Provider" });
  }

  /** The Copy button beside a value. */
  copy(label: "Entity ID" | "ACS URL"): Locator {
    return this.section.locator(".value", { has: this.page.getByText(label, { exact: true }) }).getByRole("button", { name: "Copy" });
  }

  /** Saves the SP metadata document and answers where. */
  async downloadSpMetadata(): Promise<string> {
    const started = this.page.waitForEvent("download");
    await this.section.getByRole("button", { name: "Download SP Metadata" }).click();
    return (await started).path();
  }

  async openConfigure(): Promise<void> {
    await this.section.getByRole("button", { name: "Configure Identity Provider" }).click();
    await expect(this.configureDialog).toBeVisible();
  }

  /** Uploads a metadata document as the seed's step 5 says. */
  async uploadMetadata(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.openConfigure();
    await this.configureDialog.getByRole("radio", { name: "Upload Metadata Document" }).check();
    await this.configureDialog.getByLabel("Upload File").setInputFiles(file);
  }

  async ok(): Promise<void> {
    await this.configureDialog.getByRole("button", { name: "OK" }).click();
    await expect(this.configureDialog).toBeHidden();
  }

  /** Turns the switch and says OK to the question. */
  async turnSso(on: boolean): Promise<void> {
    await this.ssoSwitch.click();
    const question = this.page.getByRole("dialog", { name: on ? "Turn on SSO Logon?" : "Turn off SSO Logon?" });
    await question.getByRole("button", { name: "OK" }).click();
    await expect(this.ssoSwitch).toHaveAttribute("aria-checked", String(on));
  }
}
