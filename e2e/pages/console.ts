// The administrators' console: the menu, dialogs, and what several pages share.

import { expect, type Locator, type Page } from "@playwright/test";
import { ADMINISTRATOR, type World } from "../fixtures/world.ts";

export type MenuEntry = "Overview" | "Users" | "Groups" | "Provisioning Log" | "Resource Directory" | "Access Configurations" | "Multi-account Permissions" | "Tasks" | "Audit Log" | "Settings";

export class Console {
  readonly page: Page;
  readonly #world: World;

  constructor(page: Page, world: World) {
    this.page = page;
    this.#world = world;
  }

  /** Signs the administrator in without the sign-in page, then opens a page from the menu. */
  async open(entry: MenuEntry): Promise<void> {
    const answer = await this.page.request.post(`${this.#world.server.url}/api/administrator/session`, {
      data: { user_name: ADMINISTRATOR.name, password: ADMINISTRATOR.password },
      headers: { origin: this.#world.server.url, "x-cloudsso-request": "1" },
    });
    expect(answer.status(), await answer.text()).toBeLessThan(300);
    await this.page.goto(`${this.#world.server.url}/console/overview`);
    await this.go(entry);
  }

  async go(entry: MenuEntry): Promise<void> {
    await this.menu.getByRole("link", { name: entry, exact: true }).click();
    await expect(this.page.getByRole("heading", { name: entry, level: 1 })).toBeVisible();
  }

  /** As `open`, one user's page. */
  async openUser(id: string, tab = ""): Promise<void> {
    await this.open("Users");
    await this.page.goto(`${this.#world.server.url}/console/users/${id}${tab === "" ? "" : `?tab=${tab}`}`);
  }

  /** As `open`, one group's page. */
  async openGroup(id: string, tab = ""): Promise<void> {
    await this.open("Groups");
    await this.page.goto(`${this.#world.server.url}/console/groups/${id}${tab === "" ? "" : `?tab=${tab}`}`);
  }

  /** As `open`, one account's page. */
  async openAccount(id: string, tab = ""): Promise<void> {
    await this.open("Resource Directory");
    await this.page.goto(`${this.#world.server.url}/console/resource-directory/accounts/${id}${tab === "" ? "" : `?tab=${tab}`}`);
  }

  /** As `open`, one access configuration's page. */
  async openAccessConfiguration(id: string, tab = ""): Promise<void> {
    await this.open("Access Configurations");
    await this.page.goto(`${this.#world.server.url}/console/access-configurations/${id}${tab === "" ? "" : `?tab=${tab}`}`);
  }

  get menu(): Locator {
    return this.page.getByRole("navigation", { name: "Main menu" });
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole("dialog", { name });
  }

  row(text: string): Locator {
    return this.main.getByRole("row").filter({ hasText: text });
  }

  /** The label that names this field of a dialog. */
  field(dialog: Locator, label: string): Locator {
    return dialog.getByLabel(label, { exact: true });
  }

  /** Waits until it is said that something worked. */
  async said(text: string): Promise<void> {
    await expect(this.page.getByRole("status").filter({ hasText: text })).toBeVisible();
  }
}
