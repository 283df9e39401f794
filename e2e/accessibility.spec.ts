// Every page and dialog, scanned by axe: light and dark, English and Chinese, wide and narrow.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "./fixtures/test.ts";
import { EVERY_PAGE, signInByApi } from "./pages/every_page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const LOOKS = [
  { colorScheme: "light", locale: "en-US", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", locale: "en-US", viewport: { width: 390, height: 844 } },
  { colorScheme: "light", locale: "zh-CN", viewport: { width: 390, height: 844 } },
  { colorScheme: "dark", locale: "zh-CN", viewport: { width: 1440, height: 900 } },
] as const;

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.map((one) => `${one.id}: ${one.help} at ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any.map((check) => check.message).join("; ")}`).join(" | ")}`);
}

for (const stop of EVERY_PAGE) {
  test(`${stop.name} is clean for axe in both colours and languages`, async ({ browser, world }) => {
    await world.ssoOn();
    for (const look of LOOKS) {
      const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
      const page = await context.newPage();
      await signInByApi(page, world, stop.as);
      await stop.open(page, world);
      await expect(page.locator("html")).toHaveAttribute("lang", look.locale === "zh-CN" ? "zh-CN" : "en");
      expect.soft(await violations(page), `${look.colorScheme}, ${look.locale}, ${look.viewport.width} px`).toEqual([]);
      const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
      expect.soft(scroll, `nothing sticks out sideways at ${look.viewport.width} px, ${look.locale}`).toBeLessThanOrEqual(client);
      await context.close();
    }
  });
}

test("no page breaks its own content security policy, and none logs an error", async ({ browser, world }) => {
  await world.ssoOn();
  const complaints: string[] = [];
  for (const stop of EVERY_PAGE) {
    const page = await (await browser.newContext()).newPage();
    page.on("console", (message) => {
      // A refusal of our own API is answered with 4xx, which the browser reports as an error of the network.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) complaints.push(`${stop.name}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${stop.name}: ${error.message}`));
    await signInByApi(page, world, stop.as);
    await stop.open(page, world);
    await page.context().close();
    await world.ssoOn();
  }
  expect(complaints).toEqual([]);
});

test("the portal is used with the keyboard alone", async ({ browser, world }) => {
  await world.ssoOn();
  const page = await (await browser.newContext()).newPage();
  await signInByApi(page, world, "user");
  await page.goto(`${world.server.url}/portal`);
  const details = page.getByRole("row").filter({ hasText: "Shop production" }).getByRole("button", { name: "Show Details" });
  await expect(details).toBeVisible();
  await details.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Shop production" });
  await expect(panel.getByRole("button", { name: "Log On" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(details).toBeFocused();
  await page.getByRole("tab", { name: "Log on as RAM Role" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Log on as RAM User" })).toBeFocused();
});
