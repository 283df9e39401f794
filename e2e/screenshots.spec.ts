// A picture of every page and dialog, kept as test output for people to look at.

import { test } from "./fixtures/test.ts";
import { EVERY_PAGE, signInByApi } from "./pages/every_page.ts";

const WIDTHS = [1440, 390] as const;
/** Pages of which a dark and a Chinese picture are kept as well. */
const MORE = new Set(["sign-in with SSO", "portal", "portal panel", "console overview", "console settings", "console permissions", "sign-in problem"]);

for (const stop of EVERY_PAGE) {
  test(`${stop.name} is pictured`, async ({ browser, world }) => {
    await world.ssoOn();
    const looks = MORE.has(stop.name)
      ? ([["light", "en-US"], ["dark", "en-US"], ["light", "zh-CN"]] as const)
      : ([["light", "en-US"]] as const);
    for (const [colorScheme, locale] of looks) {
      for (const width of WIDTHS) {
        const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: width > 500 ? 900 : 844 }, reducedMotion: "reduce" });
        const page = await context.newPage();
        await signInByApi(page, world, stop.as);
        await stop.open(page, world);
        const look = [colorScheme === "dark" ? "-dark" : "", locale === "zh-CN" ? "-zh" : ""].join("");
        const dialog = (await page.locator("dialog[open]").count()) > 0;
        await page.screenshot({ path: `output/screenshots/${stop.name.toLowerCase().replaceAll(" ", "-")}-${width}${look}.png`, fullPage: !dialog });
        await context.close();
      }
    }
  });
}
