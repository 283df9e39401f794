// The user portal: accounts, the panel of one account, Log On.

import { expect, type Locator, type Page } from "@playwright/test";
import { CloudConsole } from "./cloud_console.ts";

export class Portal {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the person is in the portal. */
  async ready(): Promise<void> {
    await expect(this.page.getByRole("tab", { name: "Log on as RAM Role" })).toHaveAttribute("aria-selected", "true");
    await expect(this.page.getByRole("tab", { name: "Log on as RAM User" })).toBeVisible();
  }

  /** What is there when nothing is assigned. */
  get nothing(): Locator {
    return this.page.getByText("No account has been assigned to you yet");
  }

  account(name: string): Locator {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  panel(account: string): Locator {
    return this.page.getByRole("dialog", { name: account });
  }

  async showDetails(account: string): Promise<void> {
    await expect(this.page.getByRole("columnheader", { name: "Permissions" })).toBeVisible();
    await this.account(account).getByRole("button", { name: "Show Details" }).click();
    await expect(this.panel(account)).toBeVisible();
  }

  permission(account: string, accessConfiguration: string): Locator {
    return this.panel(account).getByRole("row").filter({ hasText: accessConfiguration });
  }

  /** Presses Log On and answers the tab that opens. */
  async press(account: string, accessConfiguration: string): Promise<Page> {
    await expect(this.panel(account).getByRole("columnheader", { name: "Action" })).toBeVisible();
    const opened = this.page.context().waitForEvent("page");
    await this.permission(account, accessConfiguration).getByRole("button", { name: "Log On" }).click();
    return opened;
  }

  /** Logs on to an account and answers its console. */
  async logOn(account: string, accessConfiguration: string): Promise<CloudConsole> {
    await this.showDetails(account);
    return new CloudConsole(await this.press(account, accessConfiguration));
  }
}
