// Multi-account Permissions: choosing accounts, the wizard, removing.

import { expect, type Locator } from "@playwright/test";
import type { Console } from "./console.ts";

export class Permissions {
  readonly #console: Console;

  constructor(console: Console) {
    this.#console = console;
  }

  get wizard(): Locator {
    return this.#console.dialog("Configure Permissions");
  }

  get accounts(): Locator {
    return this.#console.main.getByRole("group", { name: "Accounts" });
  }

  get existing(): Locator {
    return this.#console.page.getByRole("region", { name: "Existing assignments" });
  }

  /** Chooses accounts on the page, then goes through the wizard to its review. */
  async toReview(accounts: readonly string[], principals: readonly string[], configuration: string): Promise<void> {
    for (const account of accounts) await this.accounts.getByRole("checkbox", { name: new RegExp(account) }).check();
    await this.#console.page.getByRole("button", { name: "Configure Permissions" }).click();
    const { wizard } = this;
    const next = wizard.getByRole("button", { name: "Next" });
    await expect(wizard.getByRole("heading", { name: "Step 2 of 4: Users and Groups" })).toBeVisible();
    await expect(next).toBeDisabled();
    for (const principal of principals) {
      await wizard.getByRole("searchbox", { name: "Search users and groups" }).fill(principal);
      await wizard.getByRole("checkbox", { name: new RegExp(principal) }).check();
    }
    await next.click();
    await expect(wizard.getByRole("heading", { name: "Step 3 of 4: Access Configurations" })).toBeFocused();
    await expect(next).toBeDisabled();
    await wizard.getByRole("searchbox", { name: "Search access configurations" }).fill(configuration);
    await wizard.getByRole("checkbox", { name: configuration }).check();
    await next.click();
    await expect(wizard.getByRole("heading", { name: "Step 4 of 4: Review" })).toBeFocused();
  }

  /** Presses **Remove** in this row, and confirms. */
  async remove(row: Locator): Promise<void> {
    await row.getByRole("button", { name: "Remove" }).click();
    await this.#console.dialog("Remove Permissions").getByRole("button", { name: "Remove Permissions" }).click();
    await this.#console.said("The assignments were removed.");
  }
}
