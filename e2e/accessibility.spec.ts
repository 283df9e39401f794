// Every page and dialog, wide and narrow, light in English and dark in Chinese: scanned by axe, checked for what sticks
// out, for errors the browser reports, and pictured for people to look at.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { type BrowserContext, expect, type Page, test as base } from "./fixtures/test.ts";
import { CLIENT_PAGES } from "./pages/client_pages.ts";
import { EVERY_PAGE, signInByApi } from "./pages/every_page.ts";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

const LOOKS = [
  { colorScheme: "light", locale: "en-US", lang: "en" },
  { colorScheme: "dark", locale: "zh-CN", lang: "zh-CN" },
] as const;

/** Half as much for each page to read as the module's own text. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A window for each look, the worker's own: it loads a program once and not at every stop. */
const test = base.extend<object, { windows: readonly BrowserContext[] }>({
  windows: [
    async ({ browser }, use) => {
      const windows = await Promise.all(LOOKS.map(({ colorScheme, locale }) => browser.newContext({ colorScheme, locale, viewport: WIDE, reducedMotion: "reduce" })));
      await use(windows);
      for (const window of windows) await window.close();
    },
    { scope: "worker" },
  ],
});

// The longest file by far: its tests are shared out between the workers.
test.describe.configure({ mode: "parallel" });

/** What axe finds; the page has read axe before. */
function violations(page: Page): Promise<string[]> {
  return page.evaluate(async (rules) => {
    const { violations: found } = await window.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    return found.map((one) => `${one.id}: ${one.help} at ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any.map((check) => check.message).join("; ")}`).join(" | ")}`);
  }, RULES);
}

/** What the browser itself complains of: broken policy, exceptions, errors; a refusal of our API is none of these. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

/** By how many pixels the page is wider than its window. */
function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Tables that have to be scrolled sideways. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wider = [...document.querySelectorAll(".table-frame")].filter((frame) => frame.scrollWidth > frame.clientWidth);
    return wider.map((frame) => `${frame.getAttribute("aria-label") ?? ""} by ${frame.scrollWidth - frame.clientWidth}`);
  });
}

for (const stop of [...EVERY_PAGE, ...CLIENT_PAGES]) {
  test(`${stop.name} is clean in both colours, languages and widths`, async ({ windows, world: withCredential, byHand }) => {
    const world = stop.byHand ? byHand : withCredential;
    await world.ssoOn();
    for (const [index, { colorScheme, lang }] of LOOKS.entries()) {
      const window = windows[index];
      if (window === undefined) throw new Error("there is a window for each look");
      // Ports share cookies: whoever was signed in at the stop before is not signed in here.
      await window.clearCookies();
      const page = await window.newPage();
      const complaints = listen(page);
      await signInByApi(page, world, stop.as);
      await stop.open(page, world);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await page.evaluate(AXE);
      const inDialog = (await page.locator("dialog[open]").count()) > 0;
      for (const viewport of [WIDE, NARROW]) {
        const look = `${viewport.width}-${colorScheme}-${lang.slice(0, 2)}`;
        await page.setViewportSize(viewport);
        expect.soft(await violations(page), look).toEqual([]);
        expect.soft(await overhang(page), `${look}: nothing sticks out`).toBeLessThanOrEqual(0);
        if (viewport === WIDE && stop.fits) expect.soft(await cutOff(page), `${look}: no table is cut off`).toEqual([]);
        await page.screenshot({ path: `output/screenshots/${stop.name.toLowerCase().replaceAll(" ", "-")}-${look}.png`, fullPage: !inDialog });
      }
      expect.soft(complaints, `${colorScheme}, ${lang}`).toEqual([]);
      // A page that follows what happens may be in the middle of asking.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.close();
    }
  });
}

test("the portal is used with the keyboard alone", async ({ newWindow, world }) => {
  await world.ssoOn();
  const page = await newWindow();
  await signInByApi(page, world, "user");
  await page.goto(`${world.server.url}/portal`);
  const details = page.getByRole("row").filter({ hasText: "Shop production" }).getByRole("button", { name: "Show Details" });
  await expect(details).toBeVisible();
  await details.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Shop production" });
  await expect(panel.getByRole("button", { name: "Log On" }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(details).toBeFocused();
  await page.getByRole("tab", { name: "Log on as RAM Role" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Log on as RAM User" })).toBeFocused();
});
