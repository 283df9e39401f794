// Prints how long the pages of a large directory take in headless Chromium: the tree of the resource directory, and
// the wizard's review of as many access assignments as accounts x users x access configurations make.
//
//   npx tsx tools/large.ts URL NAME PASSWORD
//
// The server at URL has an administrator of that name, 500 accounts in 100 folders, 25 of them below each of `Folder 0`
// to `Folder 3`, users `first0` to `first9` and access configurations `role-0` to `role-2`.

import { existsSync } from "node:fs";
import { chromium, expect, type Page } from "@playwright/test";

const [url, name, password] = process.argv.slice(2);
if (url === undefined || name === undefined || password === undefined || !URL.canParse(url)) {
  console.error("usage: tsx tools/large.ts URL NAME PASSWORD");
  process.exit(2);
}

const browser = await chromium.launch({
  ...(existsSync("/usr/bin/chromium") ? { executablePath: "/usr/bin/chromium" } : {}),
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** Says how long the step took, in milliseconds. */
async function time(what: string, step: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await step();
  console.log(`${(performance.now() - begun).toFixed(0).padStart(7)} ms  ${what}`);
}

/** Until the next frame after all that is under way has been drawn. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");

try {
  const page = await (await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(60_000);
  const signedIn = await page.request.post(`${url}/api/administrator/session`, {
    headers: { "x-cloudsso-request": "1" },
    data: { user_name: name, password },
  });
  expect(signedIn.ok()).toBe(true);

  await page.goto(`${url}/console/overview`);
  await expect(page.locator("main h1")).toBeVisible();
  const tree = page.getByRole("table", { name: "Resource Directory" });
  await time("tree from the menu, code of the page included", async () => {
    await page.getByRole("link", { name: "Resource Directory", exact: true }).first().click();
    await expect(tree.getByRole("row")).toHaveCount(601, { timeout: 120_000 });
    await drawn(page);
  });
  await time("tree by reload", async () => {
    await page.reload();
    await tree.getByRole("row").nth(600).waitFor();
    await drawn(page);
  });
  await time("folding the first folder", async () => {
    await tree.getByRole("button", { name: /^Collapse/ }).first().click();
    await drawn(page);
  });
  await time("a letter into the search of the tree", async () => {
    await page.getByRole("searchbox").first().pressSequentially("7");
    await drawn(page);
  });

  await page.goto(`${url}/console/multi-account-permissions`);
  const picks = page.locator("main").getByRole("group", { name: "Accounts" });
  await picks.getByRole("checkbox").nth(599).waitFor();
  await drawn(page);
  for (let n = 0; n < 4; n += 1) {
    await time("ticking a folder of 25 accounts", async () => {
      await picks.getByRole("checkbox", { name: `Folder ${n}`, exact: true }).click();
      await drawn(page);
    });
  }
  await time("a letter into the search of accounts", async () => {
    await picks.getByRole("searchbox").pressSequentially("7");
    await drawn(page);
  });
  await picks.getByRole("searchbox").fill("");
  await time("opening the wizard", async () => {
    await page.getByRole("button", { name: "Configure Permissions" }).click();
    await page.getByRole("dialog").getByRole("heading", { name: /Step 2/ }).waitFor();
    await drawn(page);
  });
  const wizard = page.getByRole("dialog");
  await wizard.getByRole("searchbox").fill("first");
  await wizard.getByRole("checkbox", { name: /^first9/ }).waitFor();
  for (let n = 0; n < 10; n += 1) await wizard.getByRole("checkbox", { name: new RegExp(`^first${n}`) }).check();
  const next = wizard.getByRole("button", { name: "Next" });
  await next.click();
  for (let n = 0; n < 3; n += 1) await wizard.getByRole("checkbox", { name: `role-${n}`, exact: true }).check();
  const rows = wizard.locator("tbody tr");
  await time("the review", async () => {
    await next.click();
    await rows.nth(49).waitFor();
    await drawn(page);
  });
  console.log(`            ${await wizard.locator(".notice").first().innerText()}`);
  let longest = 0;
  for (let shown = 50; shown < 3_000; shown += 50) {
    const begun = performance.now();
    await wizard.getByRole("button", { name: "Load more" }).click();
    await rows.nth(shown + 49).waitFor();
    await drawn(page);
    const took = performance.now() - begun;
    longest = Math.max(longest, took);
    if (shown === 50 || shown === 2_950) console.log(`${took.toFixed(0).padStart(7)} ms  the next 50, after ${shown}`);
  }
  console.log(`${longest.toFixed(0).padStart(7)} ms  the next 50, longest`);
  await time("scrolling 3,000 rows from the top to the end", async () => {
    await rows.first().scrollIntoViewIfNeeded();
    await drawn(page);
    await rows.last().scrollIntoViewIfNeeded();
    await drawn(page);
  });
  await time("Start, until its page shows how far it is", async () => {
    await wizard.getByRole("button", { name: "Start" }).click();
    await page.locator("progress").waitFor();
    await drawn(page);
  });
} finally {
  await browser.close();
}
