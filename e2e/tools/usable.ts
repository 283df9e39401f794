// Prints the median time from navigation until the sign-in page's button can be used, in headless Chromium.
//
//   npx tsx tools/usable.ts URL [--runs N]
//
// Each run is a new browser context, so nothing is cached; the last line is the median in milliseconds.

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: "string", default: "9" } } });
const [url] = positionals;
const runs = Number(values.runs);
if (url === undefined || !URL.canParse(url) || !Number.isInteger(runs) || runs < 1) {
  console.error("usage: tsx tools/usable.ts URL [--runs N]");
  process.exit(2);
}

const browser = await chromium.launch({
  ...(existsSync("/usr/bin/chromium") ? { executablePath: "/usr/bin/chromium" } : {}),
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// Text, not a function: the loader rewrites functions with names that the page does not have.
const WATCH = `
  const observer = new MutationObserver(() => {
    if (!document.querySelector("main button:enabled")) return;
    observer.disconnect();
    requestAnimationFrame(() => { document.documentElement.dataset.usableAfter = String(performance.now()); });
  });
  observer.observe(document, { childList: true, subtree: true, attributes: true });
`;

/** Milliseconds from the start of the navigation, measured inside the page, until an enabled button is there. */
async function measure(address: string): Promise<number> {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(address);
  const root = page.locator("html[data-usable-after]");
  await root.waitFor({ state: "attached", timeout: 30_000 });
  const after = Number(await root.getAttribute("data-usable-after"));
  await context.close();
  return after;
}

const times: number[] = [];
try {
  await measure(url); // warms the server and the browser; not counted
  for (let run = 0; run < runs; run += 1) times.push(await measure(url));
} catch (error) {
  console.error(`The sign-in page did not become usable: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
times.sort((a, b) => a - b);
const median = times[Math.floor(times.length / 2)];
if (median !== undefined) {
  console.log(`usable after ${times.map((time) => time.toFixed(0)).join(" ")} ms`);
  console.log(median.toFixed(0));
}
