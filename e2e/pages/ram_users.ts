// The tab RAM User Provisioning of a user's, a group's or an account's page.

import { expect, type Locator } from "@playwright/test";
import type { Console } from "./console.ts";

export class RamUsersTab {
  readonly #console: Console;

  constructor(console: Console) {
    this.#console = console;
  }

  get panel(): Locator {
    return this.#console.dialog("Create RAM User Provisioning");
  }

  /** A row of the provisionings. */
  provisioning(name: string): Locator {
    return this.#row("Provisionings", name);
  }

  /** A row of the RAM users. */
  ramUser(name: string): Locator {
    return this.#row("RAM users", name);
  }

  /** A row of the events. */
  event(name: string): Locator {
    return this.#row("Events", name);
  }

  #row(table: string, text: string): Locator {
    return this.#console.main.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });
  }

  /** Opens the panel and chooses what is called so. */
  async choose(search: string, names: readonly string[]): Promise<void> {
    await this.#console.main.getByRole("button", { name: "Create RAM User Provisioning" }).click();
    for (const name of names) {
      await this.panel.getByRole("searchbox", { name: search }).fill(name);
      await this.panel.getByRole("checkbox", { name: new RegExp(name) }).check();
    }
  }

  /** Accepts what happens to password logon, and creates. */
  async create(): Promise<void> {
    await this.panel.getByRole("checkbox", { name: /^User-based SSO may be turned on/ }).check();
    await this.panel.getByRole("button", { name: "Create RAM User Provisioning" }).click();
    await expect(this.panel).toBeHidden();
  }
}
