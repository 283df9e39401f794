// The page that makes an access configuration in steps.

import { expect, type Locator } from "@playwright/test";
import type { Console } from "./console.ts";

const STEPS = ["Basic Information", "System Policies", "Inline Policy", "Review"] as const;
export type Step = (typeof STEPS)[number];

export class Wizard {
  readonly #console: Console;

  constructor(console: Console) {
    this.#console = console;
  }

  /** Opens it from the list. */
  async open(): Promise<void> {
    await this.#console.open("Access Configurations");
    await this.#console.main.getByRole("link", { name: "Create Access Configuration" }).click();
    await expect(this.#console.page.getByRole("heading", { name: "Create Access Configuration", level: 1 })).toBeVisible();
  }

  field(label: string): Locator {
    return this.#console.main.getByLabel(label, { exact: true });
  }

  /** Goes on; the step's heading has the keyboard. */
  async next(to: Step): Promise<void> {
    await this.#console.main.getByRole("button", { name: "Next" }).click();
    await this.isAt(to);
  }

  async back(to: Step): Promise<void> {
    await this.#console.main.getByRole("button", { name: "Back" }).click();
    await this.isAt(to);
  }

  async isAt(step: Step): Promise<void> {
    await expect(this.heading(step)).toBeFocused();
  }

  heading(step: Step): Locator {
    return this.#console.page.getByRole("heading", { name: `Step ${STEPS.indexOf(step) + 1} of 4: ${step}`, level: 2 });
  }

  /** Finds a policy of the catalogue and chooses it. */
  async choose(policy: string): Promise<void> {
    await this.#console.main.getByRole("searchbox", { name: "Search system policies" }).fill(policy);
    await this.#console.main.getByRole("checkbox", { name: new RegExp(`^${policy} `) }).check();
  }

  async create(name: string): Promise<void> {
    await this.#console.main.getByRole("button", { name: "Create", exact: true }).click();
    await this.#console.said(`Access configuration ${name} was created.`);
    await expect(this.#console.page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
}
