// Access that a group was given: its members have it, and whoever leaves the group has it no longer.

import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { Permissions } from "../pages/permissions.ts";
import { Portal } from "../pages/portal.ts";
import { signIn } from "./steps.ts";

test("a group is given access in the console, a member logs on, and is refused after leaving the group", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const member = await world.person("member");
  const group = await world.group("Shop team", [member]);
  const console = new Console(page, world);

  await test.step("the administrator picks the group", async () => {
    await console.open("Multi-account Permissions");
    const permissions = new Permissions(console);
    await permissions.toReview([PRODUCTION.name], [group.name], "ecs-reader");
    await permissions.wizard.getByRole("button", { name: "Start" }).click();
    await console.said("All 1 are over: 1 succeeded, 0 failed, 0 were canceled.");
    await console.go("Multi-account Permissions");
    const { existing } = permissions;
    await existing.getByRole("searchbox", { name: "Group (whole name)" }).fill(group.name);
    await expect(existing.getByRole("row").filter({ hasText: PRODUCTION.name }).filter({ hasText: group.name })).toContainText("Group");
  });

  await test.step("the member's page says through which group", async () => {
    await page.goto(`${world.server.url}/console/users/${member.id}?tab=access-assignments`);
    const row = console.row(PRODUCTION.name);
    await expect(row).toContainText(`through ${group.name}`);
    await expect(row.getByRole("button", { name: "Remove" })).toHaveCount(0);
    await row.getByRole("link", { name: group.name }).click();
    await expect(page.getByRole("heading", { name: group.name, level: 1 })).toBeVisible();
  });

  const window = await newWindow();
  const portal = await test.step("the member reaches the account", async () => {
    const portal = await signIn(window, world, member);
    const cloud = await portal.logOn(PRODUCTION.name, "ecs-reader");
    await cloud.shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", member.upn);
    const [event] = await world.api.listEvents({ kind: "RoleLogOn", person: member.upn });
    expect(event?.details["through_group"]).toBe(group.name);
    return portal;
  });

  await test.step("after leaving the group, Log On is refused though the panel is still open", async () => {
    await world.api.removeMembers(group.id, [member.id]);
    const refused = await portal.press(PRODUCTION.name, "ecs-reader");
    await expect(refused).toHaveURL(/\/portal\/log-on-problem\/e-/);
    await window.reload();
    await expect(new Portal(window).nothing).toBeVisible();
  });
});
