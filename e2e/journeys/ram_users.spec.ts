// RAM users for a group: its members log on as theirs, and whoever leaves the group has none any more.

import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { CloudConsole } from "../pages/cloud_console.ts";
import { Console } from "../pages/console.ts";
import { RamUsersTab } from "../pages/ram_users.ts";
import { signIn } from "./steps.ts";

test("a group gets RAM users, a member logs on as one, and is refused after leaving the group", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const member = await world.person("ram-user");
  const group = await world.group("Shop RAM users", [member]);
  const principal = `${member.upn.replace(/@.*/, "")}@${PRODUCTION.id}.onaliyun.com`;
  const console = new Console(page, world);
  const tab = new RamUsersTab(console);

  await test.step("the administrator provisions the group in an account", async () => {
    await console.openAccount(PRODUCTION.id, "ram-users");
    await tab.choose("Search users and groups", [group.name]);
    await tab.create();
    await expect(tab.ramUser(member.upn)).toContainText(principal);
    await expect(tab.ramUser(member.upn)).toContainText("Provisioned");
    await expect(tab.ramUser(member.upn).getByRole("link", { name: group.name })).toBeVisible();
  });

  const window = await newWindow();
  const row = window.getByRole("row").filter({ hasText: principal });
  await test.step("the member finds the account and logs on as the RAM user, by keyboard alone", async () => {
    await world.api.createRamUserProvisionings([member.id], [DEVELOPMENT.id]);
    await expect.poll(async () => (await world.api.listRamUsers({ user_id: member.id })).map((one) => one.status)).toEqual(["Provisioned", "Provisioned"]);
    await signIn(window, world, member);
    await window.getByRole("tab", { name: "Log on as RAM User" }).click();
    await expect(row).toContainText(PRODUCTION.name);
    await window.keyboard.press("/");
    await window.keyboard.type("PRODUC");
    await expect(window.getByRole("row").filter({ hasText: DEVELOPMENT.name })).toHaveCount(0);
    await window.keyboard.press("ArrowDown");
    await expect(row.getByRole("button", { name: "Log On" })).toBeFocused();
    const opened = window.context().waitForEvent("page");
    await window.keyboard.press("Enter");
    await new CloudConsole(await opened).showsRamUser(PRODUCTION, principal);
    const [event] = await world.api.listEvents({ kind: "RamUserLogOn", person: member.upn });
    expect(event?.details["ram_user"]).toBe(principal);
  });

  await test.step("after leaving the group, Log On is refused though the row is still there, and then the row is gone", async () => {
    await world.api.removeMembers(group.id, [member.id]);
    const opened = window.context().waitForEvent("page");
    await row.getByRole("button", { name: "Log On" }).click();
    await expect(await opened).toHaveURL(/\/portal\/log-on-problem\/e-/);
    await window.reload();
    await expect(window.getByRole("row").filter({ hasText: DEVELOPMENT.name })).toBeVisible();
    await expect(row).toHaveCount(0);
    await page.reload();
    await expect(tab.event("Removed from group")).toContainText("Success");
    await expect(tab.ramUser(member.upn).filter({ hasText: principal })).toHaveCount(0);
  });
});
