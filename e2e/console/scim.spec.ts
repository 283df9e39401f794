import { CORE_USER as USER, PATCH_OP as PATCH, push } from "../fixtures/scim.ts";
import { expect, type Page, test } from "../fixtures/test.ts";
import { Console } from "../pages/console.ts";
import { ScimPart } from "../pages/scim.ts";
import { registerApplication } from "../stand_ins/company.ts";

/** What the Copy button beside a value puts into the clipboard. */
async function copied(page: Page, part: ScimPart, label: string): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await part.copy(label).click();
  await expect(part.value(label)).toContainText("Copied");
  return page.evaluate(() => navigator.clipboard.readText());
}

test("synchronization is turned on and off, with a question that says what that does", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const part = new ScimPart(page);
  await console.open("Settings");
  await expect(part.onOff).toHaveAttribute("aria-checked", "false");
  await part.onOff.click();
  const question = console.dialog("Turn on SCIM Synchronization?");
  await expect(question).toContainText("Whoever shows a SCIM credential can create, change, disable and delete users and groups here.");
  await question.getByRole("button", { name: "Cancel" }).click();
  expect((await world.api.getScimSettings()).enabled).toBe(false);
  await part.turn(true);
  await console.said("SCIM Synchronization is on.");
  expect((await world.api.getScimSettings()).enabled).toBe(true);
  await part.turn(false);
  expect((await world.api.getScimSettings()).enabled).toBe(false);
});

test("two credentials are made, each shown once, disabled and deleted", async ({ page, newcomer: world }) => {
  await world.api.setScimSynchronization(true);
  const console = new Console(page, world);
  const part = new ScimPart(page);
  await console.open("Settings");
  await expect(part.section).toContainText("No credentials yet");

  const first = await part.create("365 days");
  expect(first).toMatch(/^scim_[A-Za-z0-9_-]{43}$/);
  await expect(part.rows).toHaveCount(1);
  await expect(page.getByText(first)).toHaveCount(0);
  const second = await part.create("30 days");
  expect(second).not.toBe(first);
  await expect(part.rows).toHaveCount(2);
  await expect(part.rows.nth(1)).toContainText("29 days left");
  await expect(part.createButton).toBeDisabled();
  await expect(part.createButton).toHaveAccessibleDescription("There are two already. Delete one first.");

  for (const value of [first, second]) expect((await push(world, value, "GET", "/Users")).status).toBe(200);
  await page.reload();
  await expect(part.rows.first()).toContainText("from 127.0.0.1");

  await part.rows.first().getByRole("button", { name: "Disable" }).click();
  const id = (await world.api.getScimSettings()).credentials[0]?.id ?? "";
  await console.dialog(`Disable the credential ${id}?`).getByRole("button", { name: "Disable" }).click();
  await expect(part.rows.first()).toContainText("Disabled");
  expect((await push(world, first, "GET", "/Users")).status).toBe(401);
  expect((await push(world, second, "GET", "/Users")).status).toBe(200);
  await part.rows.first().getByRole("button", { name: "Enable" }).click();
  await expect(part.rows.first()).toContainText("Enabled");
  expect((await push(world, first, "GET", "/Users")).status).toBe(200);

  await part.rows.first().getByRole("button", { name: "Delete" }).click();
  await console.dialog(`Delete the credential ${id}?`).getByRole("button", { name: "Delete" }).click();
  await expect(part.rows).toHaveCount(1);
  await expect(part.createButton).toBeEnabled();
  expect((await push(world, first, "GET", "/Users")).status).toBe(401);
});

test("the guide has the address to copy and the mapping to set", async ({ page, world }) => {
  const console = new Console(page, world);
  const part = new ScimPart(page);
  await console.open("Settings");
  expect(await copied(page, part, "SCIM Base URL")).toBe(`${world.server.url}/scim/v2`);
  await part.guide.getByText("Set Up Microsoft Entra ID").click();
  expect(await copied(page, part, "Tenant URL")).toBe(`${world.server.url}/scim/v2`);
  const mapping = part.guide.getByRole("table", { name: "Attribute mapping" });
  for (const [target, source] of [
    ["userName", "the same as for NameID"],
    ["externalId", "objectId"],
    ["name.givenName", "givenName"],
    ['emails[type eq "work"].value', "mail"],
  ] as const) {
    await expect(mapping.getByRole("row").filter({ hasText: target })).toContainText(source);
  }
  await part.guide.getByRole("link", { name: "Provisioning Log" }).click();
  await expect(page.getByRole("heading", { name: "Provisioning Log", level: 1 })).toBeVisible();
});

test("the provisioning log shows what was changed, and what was refused and why", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  await console.open("Provisioning Log");
  await expect(console.main).toContainText("Nothing was pushed through SCIM yet.");
  await console.main.getByRole("link", { name: "SCIM Synchronization settings" }).click();
  await expect(page.getByRole("heading", { name: "SCIM Synchronization", level: 2 })).toBeInViewport();

  await world.api.setScimSynchronization(true);
  const { id, value } = await world.api.createScimCredential();
  const made = await push(world, value, "POST", "/Users", { schemas: [USER], userName: "carla@example.com", displayName: "Carla", active: true });
  expect(made.status).toBe(201);
  const operations = [{ op: "Replace", path: "displayName", value: "Carla Conti" }];
  expect((await push(world, value, "PATCH", `/Users/${String(made.body["id"])}`, { schemas: [PATCH], Operations: operations })).status).toBeLessThan(300);
  expect((await push(world, value, "POST", "/Users", { schemas: [USER], userName: "Carla@example.com" })).status).toBe(409);

  await console.go("Provisioning Log");
  await expect(console.row("User created")).toContainText("carla@example.com");
  await console.row("User changed").getByRole("button").click();
  const changed = console.dialog("User changed");
  const row = changed.getByRole("table", { name: "Changes" }).getByRole("row").filter({ hasText: "Carla Conti" });
  await expect(row.getByRole("cell")).toHaveText(["Carla", "Carla Conti"]);
  await expect(changed).toContainText(id);
  await page.keyboard.press("Escape");

  await expect(console.row("SCIM request refused")).toContainText("POST /scim/v2/Users → 409");
  await console.row("SCIM request refused").getByRole("button").click();
  const refused = console.dialog("SCIM request refused");
  for (const told of ["POST", "/scim/v2/Users", "409", "uniqueness"]) await expect(refused).toContainText(told);
  await page.keyboard.press("Escape");

  await console.main.getByLabel("Event").selectOption("ScimRequestRefused");
  await expect(console.row("User created")).toHaveCount(0);
  await expect(page).toHaveURL(/kind=ScimRequestRefused/);
  await console.main.getByLabel("Event").selectOption("");
  await page.getByRole("searchbox", { name: "Name, by the beginning" }).fill("nobody");
  await expect(console.main).toContainText("Nothing matches");
  await page.getByRole("searchbox", { name: "Name, by the beginning" }).fill("CARLA");
  await expect(console.row("User created")).toHaveCount(1);
});

test("a NameID that is nobody's name is told beside a synchronized user who never signed in", async ({ page, newcomer: world }) => {
  await registerApplication(world.api, world.idp, []);
  await world.ssoOn();
  await world.api.setScimSynchronization(true);
  const { value } = await world.api.createScimCredential();
  const made = await push(world, value, "POST", "/Users", { schemas: [USER], userName: "dora@contoso.example", active: true });
  expect(made.status).toBe(201);
  world.strangerAtIdp("dora@example.com");
  const minted = world.idp.mint(world.application, "dora@example.com", undefined);
  const answer = await page.request.post(minted.replyUrl, { form: { SAMLResponse: minted.samlResponse }, maxRedirects: 0 });
  expect(answer.headers()["location"]).toContain("/sign-in/problem/");

  const console = new Console(page, world);
  await console.open("Overview");
  const notice = page.getByRole("note").filter({ hasText: "NameID and userName seem to come from different fields" });
  await expect(notice).toContainText("dora@example.com");
  await expect(notice).toContainText("dora@contoso.example");
  await console.go("Settings");
  await expect(new ScimPart(page).section.getByRole("note")).toContainText("dora@contoso.example");

  await world.api.createUser({ user_name: "dora@example.com" });
  await console.go("Overview");
  await expect(page.getByRole("heading", { name: "Next steps" })).toBeVisible();
  await expect(notice).toHaveCount(0);
});
