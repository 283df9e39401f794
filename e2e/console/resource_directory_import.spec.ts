// The cloud's resource directory is imported: a world of its own, whose cloud has gone its own way.

import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION, World } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";

const MANAGEMENT = { id: "1000000000000001", name: "Example Holding" };
const WAREHOUSE = { id: "1000000000000077", name: "Warehouse" };

test("what differs from the cloud is reviewed, chosen and taken over, and what hangs on access stays", async ({ page }) => {
  test.slow();
  const world = await World.start();
  try {
    const { organization, accessKey } = world.cloud.organize(MANAGEMENT);
    const shop = organization.addFolder("Shop");
    const logistics = organization.addFolder("Logistics", shop.id);
    organization.addMember({ ...PRODUCTION, name: "Web shop" }, logistics.id);
    organization.addMember(WAREHOUSE, logistics.id);
    await world.api.putCloudCredential(accessKey);

    const console = new Console(page, world);
    await console.open("Resource Directory");
    await console.main.getByRole("link", { name: "Import from the Cloud" }).click();
    const section = (name: string): ReturnType<typeof page.getByRole> => console.main.getByRole("region", { name });
    await expect(section("New in the cloud (2)").getByRole("row").filter({ hasText: "Logistics" }).first()).toContainText(logistics.id);
    await expect(section("Moved in the cloud (1)").getByRole("row").filter({ hasText: PRODUCTION.id })).toContainText("Root / Shop / Logistics");
    await expect(section("Renamed in the cloud (1)").getByRole("row").filter({ hasText: PRODUCTION.id })).toContainText("Web shop");
    await expect(section("Recognized folders (1)")).toContainText(shop.id);
    const gone = section("Not in the cloud any more (1)").getByRole("row").filter({ hasText: DEVELOPMENT.id });
    await expect(gone.getByRole("checkbox")).toBeDisabled();
    await expect(gone).toContainText("Access assignments: 2.");

    const folder = section("New in the cloud (2)").getByRole("checkbox", { name: /^Logistics/ });
    await folder.uncheck();
    await expect(section("New in the cloud (2)").getByRole("checkbox", { name: /^Warehouse/ })).not.toBeChecked();
    await expect(section("Moved in the cloud (1)").getByRole("checkbox", { name: /^Shop production/ })).not.toBeChecked();
    await section("New in the cloud (2)").getByRole("checkbox", { name: /^Warehouse/ }).check();
    await expect(folder).toBeChecked();
    await section("Moved in the cloud (1)").getByRole("checkbox", { name: /^Shop production/ }).check();

    organization.addFolder("Later");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(section("New in the cloud (3)")).toBeVisible();
    await expect(page.getByText("The resource directory or the cloud has changed since.")).toBeVisible();

    await page.getByRole("button", { name: "Apply" }).click();
    await console.said("Changes made: 6.");
    await expect(console.row(WAREHOUSE.id)).toContainText("Warehouse");
    await expect(console.row(PRODUCTION.id)).toContainText("Web shop");
    await expect(console.row(DEVELOPMENT.id)).toBeVisible();
    await console.main.getByRole("link", { name: "Import from the Cloud" }).click();
    await expect(section("Not in the cloud any more (1)")).toBeVisible();
    await expect(page.getByRole("button", { name: "Apply" })).toBeDisabled();
  } finally {
    await world.stop();
  }
});
