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
