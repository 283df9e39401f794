// The pages before somebody is signed in: the user logon URL, the administrators' page, the problem page.

import { expect, type Locator, type Page } from "@playwright/test";

export class SignInPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get corporateUrl(): Locator {
    return this.page.getByText("Corporate Account Sign-in URL");
  }

  get go(): Locator {
    return this.page.getByRole("button", { name: "Go", exact: true });
  }

  get username(): Locator {
    return this.page.getByRole("textbox", { name: "Username" });
  }

  get password(): Locator {
    return this.page.getByLabel("Password");
  }

  get newPassword(): Locator {
    return this.page.getByLabel("New Password", { exact: true });
  }

  get repeatNewPassword(): Locator {
    return this.page.getByLabel("Repeat New Password");
  }

  get logOn(): Locator {
    return this.page.getByRole("button", { name: "Log On" });
  }

  async signInWithPassword(name: string, password: string): Promise<void> {
    await this.username.fill(name);
    await this.password.fill(password);
    await this.logOn.click();
  }
}

/** Signs an administrator in at the console's own page. */
export async function signInAtConsole(page: Page, origin: string, administrator: { readonly name: string; readonly password: string }): Promise<void> {
  await page.goto(`${origin}/console/sign-in`);
  await new SignInPage(page).signInWithPassword(administrator.name, administrator.password);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
}

export class ProblemPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for the page and answers its code, which the audit log knows too. */
  async code(): Promise<string> {
    await expect(this.page).toHaveURL(/\/sign-in\/problem\/e-/);
    await expect(this.page.getByRole("heading", { name: "You were not signed in" })).toBeVisible();
    const code = this.page.url().split("/").at(-1) ?? "";
    await expect(this.page.getByText(code, { exact: true })).toBeVisible();
    return code;
  }
}
