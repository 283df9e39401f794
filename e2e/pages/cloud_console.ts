// The member account's console at the stand-in cloud.

import { expect, type Page } from "@playwright/test";

export class CloudConsole {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for the home page and checks who acts where. */
  async shows(account: { readonly id: string; readonly name: string }, role: string, sessionName: string): Promise<void> {
    await this.#showsWho(account, `${role}/${sessionName}`);
  }

  /** The same where a RAM user acts. */
  async showsRamUser(account: { readonly id: string; readonly name: string }, principalName: string): Promise<void> {
    await this.#showsWho(account, principalName);
  }

  async #showsWho(account: { readonly id: string; readonly name: string }, who: string): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Console home" })).toBeVisible();
    const home = this.page.getByRole("main");
    await expect(home.getByText(account.name, { exact: true })).toBeVisible();
    await expect(home.getByText(account.id, { exact: true })).toBeVisible();
    await expect(home.getByText(who, { exact: true })).toBeVisible();
  }

  /** Minutes until the session ends, as the console says. */
  async minutesLeft(): Promise<number> {
    const end = await this.page.getByRole("main").locator("time").getAttribute("datetime");
    return Math.round((Date.parse(end ?? "") - Date.now()) / 60_000);
  }

  async openInstances(): Promise<void> {
    await this.page.getByRole("link", { name: "Elastic Compute Service" }).click();
    await expect(this.page.getByRole("heading", { name: "Instances" })).toBeVisible();
  }

  async stop(instance: string): Promise<void> {
    await this.page.getByRole("button", { name: `Stop ${instance}` }).click();
  }

  async start(instance: string): Promise<void> {
    await this.page.getByRole("button", { name: `Start ${instance}` }).click();
  }

  async showsStatus(instance: string, status: "Running" | "Stopped"): Promise<void> {
    await expect(this.page.getByRole("row").filter({ hasText: instance }).getByRole("cell", { name: status })).toBeVisible();
  }
}
