// The stand-in's pages: sign-in in two steps, and an application's registration.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "../stand_ins/company.ts";

/** Signs in on both pages. */
export async function signInAtIdp(page: Page, person: Pick<Person, "upn" | "password">): Promise<void> {
  await page.getByRole("textbox", { name: "Email, phone, or user name" }).fill(person.upn);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** SimpleSAMLphp's own login page. */
export async function signInAtSimpleSamlPhp(page: Page, person: Pick<Person, "upn" | "password">): Promise<void> {
  await page.locator("input[name=username]").fill(person.upn);
  await page.locator("input[name=password]").fill(person.password);
  await page.getByRole("button", { name: /login/i }).click();
}

export class ApplicationPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** New application, as the seed's step 2 says. */
  async create(origin: string, name: string): Promise<void> {
    await this.page.goto(`${origin}/applications`);
    await this.page.getByRole("textbox", { name: "What’s the name of your app?" }).fill(name);
    await this.page.getByRole("button", { name: "Create" }).click();
    await expect(this.page.getByRole("heading", { name: `${name} | SAML-based Sign-on` })).toBeVisible();
  }

  async uploadMetadata(file: string): Promise<void> {
    await this.page.getByLabel("Metadata file", { exact: true }).setInputFiles(file);
    await this.page.getByRole("button", { name: "Add" }).click();
  }

  get identifier(): Locator {
    return this.page.getByRole("textbox", { name: "Identifier (Entity ID)" });
  }

  get replyUrl(): Locator {
    return this.page.getByRole("textbox", { name: "Reply URL (Assertion Consumer Service URL)" });
  }

  async setRelayState(value: string): Promise<void> {
    const basic = this.page.getByRole("region", { name: "Basic SAML Configuration" });
    await basic.getByRole("textbox", { name: "Relay State" }).fill(value);
    await basic.getByRole("button", { name: "Save" }).click();
    await expect(basic.getByRole("textbox", { name: "Relay State" })).toHaveValue(value);
  }

  async assign(upn: string): Promise<void> {
    const users = this.page.getByRole("region", { name: "Users and groups" });
    await users.getByRole("textbox", { name: "Add user" }).fill(upn);
    await users.getByRole("button", { name: "Assign" }).click();
    await expect(users.getByRole("cell", { name: upn })).toBeVisible();
  }

  /** Saves the federation metadata and answers where. */
  async downloadFederationMetadata(): Promise<string> {
    const started = this.page.waitForEvent("download");
    await this.page.getByRole("link", { name: "Download" }).click();
    return (await started).path();
  }

  userAccessUrl(): Promise<string> {
    return this.page.getByRole("textbox", { name: "User access URL" }).inputValue();
  }
}
