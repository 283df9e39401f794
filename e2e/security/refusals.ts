// What every refused sign-in must look like from outside.

import { expect, type Page } from "@playwright/test";
import type { AuditEvent } from "../fixtures/administrator_api.ts";
import type { World } from "../fixtures/world.ts";
import { ProblemPage } from "../pages/sign_in.ts";

/** On the problem page, with this sentence; nobody is signed in; answers the record of the audit log. */
export async function expectRefused(page: Page, world: World, sentence: RegExp): Promise<AuditEvent> {
  const code = await new ProblemPage(page).code();
  await expect(page.getByRole("main").getByText(sentence)).toBeVisible();
  expect((await page.request.get(`${world.server.url}/api/session`)).status(), "there is no session").toBe(401);
  const event = (await world.api.listEvents({ kind: "SsoSignInRefused" })).find((one) => one.id === code);
  if (!event) throw new Error(`the audit log has no refused sign-in with the code ${code}`);
  return event;
}
