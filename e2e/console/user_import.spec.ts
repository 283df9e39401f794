import { readFileSync } from "node:fs";
import { expect, type Page, test } from "../fixtures/test.ts";
import { Console } from "../pages/console.ts";

async function choose(page: Page, content: string | Buffer, name = "people.csv"): Promise<void> {
  await page.getByLabel("CSV file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
}

async function openImport(page: Page, console: Console): Promise<void> {
  await console.open("Users");
  await page.getByRole("link", { name: "Import Users" }).click();
  await expect(page.getByRole("heading", { name: "Import Users", level: 1 })).toBeVisible();
}

test("a table of users is seen as understood first, and written when Import is pressed", async ({ page, world }) => {
  const console = new Console(page, world);
  const stem = world.name("table");
  await openImport(page, console);
  await choose(page, `\ufeffdisplay_name,user_name,email,description\r\n"Dora ""D"" Diaz",${stem}-d@example.com,${stem}-d@example.com,"two,\nlines"\r\n艾米丽,${stem}-e@example.com,,\r\n`);
  await expect(page.getByRole("heading", { name: "What was understood of people.csv" })).toBeVisible();
  await expect(page.getByText("Users that can be made: 2.")).toBeVisible();
  await expect(console.row(`${stem}-d@example.com`)).toContainText('Dora "D" Diaz');
  await expect(console.row(`${stem}-e@example.com`)).toContainText("艾米丽");
  expect(await world.api.listUsers(stem)).toEqual([]);

  await page.getByRole("button", { name: "Import", exact: true }).click();
  await console.said("Users made: 2.");
  await page.getByRole("main").getByRole("link", { name: "All users" }).last().click();
  await page.getByRole("searchbox", { name: "Search users" }).fill(stem);
  await expect(console.row(stem)).toHaveCount(2);
});

test("each bad line is named with every fault, and nothing is written while one is bad", async ({ page, world }) => {
  const console = new Console(page, world);
  const taken = await world.person("occupied");
  const stem = world.name("faulty");
  await openImport(page, console);
  await choose(page, `user_name,email\n${stem}@example.com,\nwith space,no address\n${taken.upn},\n${stem.toUpperCase()}@example.com,\n`);
  await expect(page.getByText("Lines with faults: 3.")).toBeVisible();
  await expect(page.getByText("Users that can be made: 1.")).toBeVisible();
  const bad = page.getByRole("table", { name: "Lines with faults" });
  const lineOf = (number: string) => bad.getByRole("row").filter({ has: page.getByRole("rowheader", { name: number, exact: true }) });
  await expect(lineOf("3")).toContainText("with space");
  await expect(lineOf("3")).toContainText("Username: Only letters A-Z and a-z, digits and @ _ - .");
  await expect(lineOf("3")).toContainText("E-mail: This is not an e-mail address.");
  await expect(lineOf("4")).toContainText("Username: This is taken already.");
  await expect(lineOf("5")).toContainText("Username: This is taken already.");
  const act = page.getByRole("button", { name: "Import", exact: true });
  await expect(act).toBeDisabled();
  await expect(act).toHaveAccessibleDescription("Nothing can be imported while a line is bad.");
  expect(await world.api.listUsers(stem)).toEqual([]);

  await choose(page, `user_name\n${stem}@example.com\n`, "corrected.csv");
  await expect(page.getByRole("heading", { name: "What was understood of corrected.csv" })).toBeVisible();
  await act.click();
  await console.said("Users made: 1.");
});

test("a file that is no such table is refused in words", async ({ page, world }) => {
  const console = new Console(page, world);
  await openImport(page, console);
  const file = page.getByLabel("CSV file");
  await choose(page, Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x0a]));
  await expect(file).toHaveAccessibleDescription(/not text in UTF-8/);
  await choose(page, Buffer.alloc(1024 * 1024 + 1, "a"));
  await expect(file).toHaveAccessibleDescription(/larger than 1 MiB/);
  await choose(page, "name,mail\na,b\n");
  await expect(page.locator(".notice-bad")).toContainText(/user_name/);
  await expect(file).not.toHaveAccessibleDescription(/larger/);
  await choose(page, "user_name\n");
  await expect(page.getByRole("button", { name: "Import", exact: true })).toHaveAccessibleDescription("The file holds no user.");
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeDisabled();
});

test("a name that is taken meanwhile stops the import, and the preview says which", async ({ page, world }) => {
  const console = new Console(page, world);
  const stem = world.name("raced");
  await openImport(page, console);
  await choose(page, `user_name\n${stem}-a\n${stem}-b\n`);
  await expect(page.getByText("Users that can be made: 2.")).toBeVisible();
  await world.api.createUser({ user_name: `${stem}-b` });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("table", { name: "Lines with faults" }).getByRole("row").filter({ hasText: `${stem}-b` })).toContainText("This is taken already.");
  expect((await world.api.listUsers(stem)).map((user) => user.user_name)).toEqual([`${stem}-b`]);
});

test("the template names the columns, and a file may be dropped", async ({ page, world }) => {
  const console = new Console(page, world);
  const stem = world.name("dropped");
  await openImport(page, console);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download Template" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("users.csv");
  expect(readFileSync(await file.path(), "utf8")).toBe("\ufeffuser_name,first_name,last_name,display_name,email,description\r\n");

  const data = await page.evaluateHandle((name) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([`user_name\n${name}\n`], "dropped.csv", { type: "text/csv" }));
    return transfer;
  }, stem);
  await page.getByText("Choose a file, or drop it here").dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByRole("heading", { name: "What was understood of dropped.csv" })).toBeVisible();
  await expect(page.getByText("Users that can be made: 1.")).toBeVisible();
});
