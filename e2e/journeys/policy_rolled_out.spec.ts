// A change of policies on its way into the accounts: nothing changes there until it is rolled out, then it counts at
// once, also for whoever is logged on already.

import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT } from "../fixtures/world.ts";
import { CloudConsole } from "../pages/cloud_console.ts";
import { Console } from "../pages/console.ts";
import { signIn } from "./steps.ts";

const INSTANCE = "web-2";

test("what a policy no longer allows is refused in the account once the change is rolled out", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const member = await world.person("operator");
  const group = await world.group("Operators", [member]);
  const configuration = await world.api.createAccessConfiguration({ name: world.name("operator"), system_policies: ["AliyunECSReadOnlyAccess", "AliyunECSFullAccess"] });
  await world.api.grant([group.id], [DEVELOPMENT.id], [configuration.id]);

  const window = await newWindow();
  const portal = await signIn(window, world, member);
  const cloud = await portal.logOn(DEVELOPMENT.name, configuration.name);
  await cloud.shows(DEVELOPMENT, configuration.role_name, member.upn);
  await cloud.openInstances();
  await cloud.stop(INSTANCE);
  await cloud.showsStatus(INSTANCE, "Stopped");

  const console = new Console(page, world);
  const panel = console.dialog(`Roll out ${configuration.name}`);
  await test.step("the administrator removes the policy, and the account is out of date", async () => {
    await console.openAccessConfiguration(configuration.id, "system-policies");
    await page.getByRole("button", { name: "Edit: System Policies" }).click();
    await console.main.getByRole("button", { name: "Remove AliyunECSFullAccess" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await panel.getByRole("button", { name: "Later" }).click();
    await page.getByRole("tab", { name: "Provisioning" }).click();
    await expect(console.row(DEVELOPMENT.name)).toContainText("Reprovision required");
    expect(await world.api.listProvisionings({ access_configuration_id: configuration.id })).toMatchObject([{ account_id: DEVELOPMENT.id, status: "ReprovisionRequired" }]);
  });

  await cloud.start(INSTANCE);
  await cloud.showsStatus(INSTANCE, "Running");

  await test.step("the administrator looks at what changes, and rolls it out", async () => {
    await console.main.getByRole("button", { name: "Roll Out" }).first().click();
    await expect(panel.getByRole("heading", { name: "System policies removed" })).toBeVisible();
    await expect(panel.getByText("AliyunECSFullAccess", { exact: true })).toBeVisible();
    await expect(panel.getByRole("row").filter({ hasText: DEVELOPMENT.name })).toContainText("1");
    await panel.getByRole("button", { name: /^Roll out to 1 / }).click();
    await expect(panel.getByRole("status")).toContainText("The roll-out is over.");
    await panel.getByRole("button", { name: "Close" }).click();
    await expect(console.row(DEVELOPMENT.name)).toContainText("Provisioned");
  });

  await test.step("the session that was open is refused, and so is a new one; what is left is still allowed", async () => {
    await cloud.stop(INSTANCE);
    await expect(cloud.page.getByRole("alert")).toContainText("ecs:StopInstance");
    const again = new CloudConsole(await portal.press(DEVELOPMENT.name, configuration.name));
    await again.openInstances();
    await again.showsStatus(INSTANCE, "Running");
    await again.stop(INSTANCE);
    await expect(again.page.getByRole("alert")).toContainText("NoPermission");
    await again.showsStatus(INSTANCE, "Running");
  });
});
