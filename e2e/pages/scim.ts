// The section SCIM Synchronization of the Settings page.

import { expect, type Locator, type Page } from "@playwright/test";

export class ScimPart {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get section(): Locator {
    return this.page.getByRole("region", { name: "SCIM Synchronization" });
  }

  get onOff(): Locator {
    return this.section.getByRole("switch", { name: "SCIM Synchronization" });
  }

  get guide(): Locator {
    return this.section.locator("details");
  }

  get createButton(): Locator {
    return this.section.getByRole("button", { name: "Create Credential" });
  }

  /** The credentials, without the head of their table. */
  get rows(): Locator {
    return this.section.getByRole("table", { name: "SCIM Credentials" }).getByRole("row").filter({ has: this.page.getByRole("rowheader") });
  }

  value(label: string): Locator {
    return this.page.locator(".value", { has: this.page.getByText(label, { exact: true }) });
  }

  /** The Copy button beside a value. */
  copy(label: string): Locator {
    return this.value(label).getByRole("button", { name: "Copy" });
  }

  /** Turns the switch and says OK to the question. */
  async turn(on: boolean): Promise<void> {
    await this.onOff.click();
    const question = this.page.getByRole("dialog", { name: on ? "Turn on SCIM Synchronization?" : "Turn off SCIM Synchronization?" });
    await question.getByRole("button", { name: "OK" }).click();
    await expect(this.onOff).toHaveAttribute("aria-checked", String(on));
  }

  /** Makes a credential and answers the value, which is shown once. */
  async create(validity: string): Promise<string> {
    await this.createButton.click();
    const asking = this.page.getByRole("dialog", { name: "Create Credential" });
    await asking.getByLabel("Valid For").selectOption({ label: validity });
    await asking.getByRole("button", { name: "Create", exact: true }).click();
    const showing = this.page.getByRole("dialog", { name: "Credential created" });
    const value = await showing.locator(".value-text").textContent();
    await showing.getByRole("button", { name: "OK" }).click();
    await expect(showing).toBeHidden();
    return value ?? "";
  }
}
