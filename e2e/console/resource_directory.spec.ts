import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";

let next = 0;
/** The number of an account that no other test of this worker uses. */
function accountId(): string {
  next += 1;
  return `50000000000${String(process.pid).padStart(7, "0").slice(-7)}${next}`.slice(-16);
}

test("a folder and an account in it are created, seen, and deleted in the right order", async ({ page, world }) => {
  const console = new Console(page, world);
  const [folder, account, id] = [world.name("Folder"), world.name("Account"), accountId()];
  await console.open("Resource Directory");

  await page.getByRole("button", { name: "Create Folder" }).click();
  const folderDialog = console.dialog("Create Folder");
  await console.field(folderDialog, "Folder Name").fill(folder);
  await folderDialog.getByRole("button", { name: "OK" }).click();
  await expect(console.row(folder)).toBeVisible();

  await page.getByRole("button", { name: "Add Account" }).click();
  const accountDialog = console.dialog("Add Account");
  await console.field(accountDialog, "Account ID").fill(id);
  await console.field(accountDialog, "Account Name").fill(account);
  await console.field(accountDialog, "In Folder").selectOption({ label: folder });
  await accountDialog.getByRole("button", { name: "OK" }).click();
  await expect(console.row(id)).toContainText(account);
  await expect(console.row(id)).toContainText("Member account");

  await console.row(folder).getByRole("button", { name: "Delete" }).click();
  const folderQuestion = console.dialog(`Delete the folder ${folder}?`);
  await folderQuestion.getByRole("button", { name: "Delete" }).click();
  await expect(folderQuestion).toContainText(/still holds|not empty/);
  await folderQuestion.getByRole("button", { name: "Cancel" }).click();

  await console.row(id).getByRole("button", { name: "Remove" }).click();
  await console.dialog(`Remove the account ${account}?`).getByRole("button", { name: "Remove" }).click();
  await expect(console.row(id)).toHaveCount(0);
  await console.row(folder).getByRole("button", { name: "Delete" }).click();
  await folderQuestion.getByRole("button", { name: "Delete" }).click();
  await expect(console.row(folder)).toHaveCount(0);
});

test("an account id is digits only, and nobody's twice", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await page.getByRole("button", { name: "Add Account" }).click();
  const dialog = console.dialog("Add Account");
  const id = console.field(dialog, "Account ID");
  await id.fill("12345");
  await expect(id).toHaveAccessibleDescription(/8 to 20 digits/);
  await id.fill(PRODUCTION.id);
  await console.field(dialog, "Account Name").fill(world.name("Account"));
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(id).toHaveAccessibleDescription(/This is taken already\./);
});

test("an account with assignments, and the management account before its members, are not removed", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  for (const [name, reason] of [[PRODUCTION.name, /access assignment/], ["Example Holding", /management account/]] as const) {
    await console.row(name).getByRole("button", { name: "Remove" }).click();
    const question = console.dialog(`Remove the account ${name}?`);
    await question.getByRole("button", { name: "Remove" }).click();
    await expect(question).toContainText(reason);
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(console.row(name)).toBeVisible();
  }
});

test("a folder is folded away and unfolded", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await page.getByRole("button", { name: "Collapse Shop" }).click();
  await expect(console.row(PRODUCTION.id)).toHaveCount(0);
  await page.getByRole("button", { name: "Expand Shop" }).click();
  await expect(console.row(PRODUCTION.id)).toBeVisible();
});

test("a dialog opened before the directory is there waits for it, and offers what fits", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/resource-directory", async (route) => {
    await asked;
    await route.continue();
  });
  await page.reload();
  await page.getByRole("button", { name: "Add Account" }).click();
  const dialog = console.dialog("Add Account");
  await expect(dialog.getByRole("status")).toBeVisible();
  await expect(console.field(dialog, "Type")).toHaveCount(0);
  answer();
  await expect(console.field(dialog, "Type").locator("option:checked")).toHaveText("Member account");
});

test("a folder is renamed and moved with what is in it, but not into itself", async ({ page, world }) => {
  const console = new Console(page, world);
  const [outer, inner, other] = [world.name("Outer"), world.name("Inner"), world.name("Other")];
  const above = await world.api.createFolder(outer);
  await world.api.createFolder(inner, above.id);
  await world.api.createFolder(other);
  await console.open("Resource Directory");
  await console.row(outer).getByRole("button", { name: "Edit" }).click();
  const dialog = console.dialog(`Edit ${outer}`);
  const place = console.field(dialog, "In Folder");
  await expect(place.locator("option", { hasText: outer })).toHaveCount(0);
  await place.selectOption({ label: other });
  const renamed = world.name("Renamed");
  await console.field(dialog, "Folder Name").fill(renamed);
  await dialog.getByRole("button", { name: "Save" }).click();
  await console.said(`Folder ${renamed} was changed.`);
  await expect(console.row(outer)).toHaveCount(0);
  await page.getByRole("button", { name: `Collapse ${other}` }).click();
  await expect(console.row(renamed)).toHaveCount(0);
  await expect(console.row(inner)).toHaveCount(0);
});

test("a name that is taken in the folder is told under the field", async ({ page, world }) => {
  const console = new Console(page, world);
  const name = world.name("Taken");
  await world.api.createFolder(name);
  await console.open("Resource Directory");
  await console.row("Shop").first().getByRole("button", { name: "Edit" }).click();
  const dialog = console.dialog("Edit Shop");
  await console.field(dialog, "Folder Name").fill(name.toUpperCase());
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(console.field(dialog, "Folder Name")).toHaveAccessibleDescription(/This is taken already\./);
});

test("an account is marked with a colour and words, which are shown beside its name", async ({ page, world }) => {
  const console = new Console(page, world);
  const [name, id] = [world.name("Marked"), accountId()];
  await world.api.createAccount({ id, name, account_type: "MemberAccount" });
  await console.open("Resource Directory");
  await console.row(id).getByRole("button", { name: "Edit" }).click();
  const dialog = console.dialog(`Edit ${name}`);
  await console.field(dialog, "Colour").selectOption({ label: "Red" });
  await expect(dialog.locator(".mark")).toHaveText("Red");
  await console.field(dialog, "Label").fill("A label of far too many");
  await expect(console.field(dialog, "Label")).toHaveAccessibleDescription(/At most 20 characters\./);
  await console.field(dialog, "Label").fill("Production");
  await dialog.getByRole("button", { name: "Save" }).click();
  await console.said(`Account ${name} was changed.`);
  await expect(console.row(id)).toContainText("Production");
  const [event] = await world.api.listEvents({ kind: "AccountUpdated", person: name });
  expect(event?.details).toMatchObject({ "before.colour": "None", "after.colour": "Red", "before.label": "", "after.label": "Production" });
});

test("a search finds folders and accounts by name and id, and shows where they are", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await page.getByRole("button", { name: "Collapse Shop" }).click();
  const search = page.getByRole("searchbox", { name: "Search by name or ID" });
  await search.fill("DEVELOPMENT");
  await expect(console.row("Shop development")).toBeVisible();
  await expect(console.main.getByRole("rowheader")).toHaveText([/^Shop$/, /Shop development/]);
  await expect(page.getByRole("status").filter({ hasText: "1 found" })).toBeVisible();
  await search.fill(PRODUCTION.id);
  await expect(console.row(PRODUCTION.id)).toBeVisible();
  await search.fill("no such thing");
  await expect(console.main.getByText("Nothing matches")).toBeVisible();
  await search.fill("");
  await expect(console.row("Shop development")).toHaveCount(0);
  await page.getByRole("button", { name: "Expand Shop" }).click();
});

test("an account's page shows what it is, who may use it, and edits and removes it", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await console.main.getByRole("link", { name: PRODUCTION.name }).click();
  await expect(page.getByRole("heading", { name: PRODUCTION.name, level: 1 })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Basic Info" })).toHaveAttribute("aria-selected", "true");
  await expect(console.main.getByText("Root / Shop")).toBeVisible();
  const { saml_provider_name } = await world.api.getSettings();
  await expect(console.main.getByText(saml_provider_name, { exact: true })).toBeVisible();
  await page.getByRole("tab", { name: "Access Assignments" }).click();
  await expect(page).toHaveURL(/\?tab=access-assignments$/);
  await expect(console.row("alice@example.com").filter({ hasText: "ecs-reader" }).first()).toBeVisible();

  const [name, id] = [world.name("Leaving"), accountId()];
  await world.api.createAccount({ id, name, account_type: "MemberAccount" });
  await page.goto(`${world.server.url}/console/resource-directory/accounts/${id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const renamed = world.name("Left");
  await console.field(console.dialog(`Edit ${name}`), "Account Name").fill(renamed);
  await console.dialog(`Edit ${name}`).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: renamed, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Remove" }).click();
  await console.dialog(`Remove the account ${renamed}?`).getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("heading", { name: "Resource Directory", level: 1 })).toBeVisible();
  await expect(console.row(id)).toHaveCount(0);
  await page.goto(`${world.server.url}/console/resource-directory/accounts/${id}`);
  await expect(page.getByRole("heading", { name: "This account does not exist" })).toBeVisible();
});

test("without a cloud credential the import says what to configure and leads there", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await console.main.getByRole("link", { name: "Import from the Cloud" }).click();
  await expect(console.main.getByText("No cloud credential is configured")).toBeVisible();
  await console.main.getByRole("link", { name: "Configure the cloud credential" }).click();
  await expect(page).toHaveURL(/\/console\/settings#cloud-credential$/);
});

test("what is provisioned on an account is listed with its status, and is not deprovisioned while it is assigned", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  await console.open("Resource Directory");
  await console.main.getByRole("link", { name: PRODUCTION.name }).click();
  await page.getByRole("tab", { name: "Provisioned Access Configurations" }).click();
  const row = console.row("ecs-reader");
  await expect(row).toContainText("Provisioned");
  await expect(row.getByRole("button", { name: "Deprovision: ecs-reader" })).toBeDisabled();
  await row.getByRole("button", { name: "Compare: ecs-reader" }).click();
  const dialog = console.dialog("ecs-reader: as it is in the account");
  await expect(dialog.getByText("No cloud credential is configured")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await row.getByRole("button", { name: "Provision Again: ecs-reader" }).click();
  await expect(console.main.getByText("Tasks started: 1.")).toBeVisible();
  await expect(console.main.getByRole("link", { name: "Show the tasks" })).toBeVisible();
});
