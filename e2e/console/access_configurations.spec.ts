import { expect, test } from "../fixtures/test.ts";
import { ALICE, PRODUCTION } from "../fixtures/world.ts";
import { signIn } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";
import { registerRoles } from "../stand_ins/company.ts";

const DENY_STOP = JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: "ecs:StopInstance", Resource: "*" }] });

test("an access configuration with system and inline policies is created and seen", async ({ page, world }) => {
  const console = new Console(page, world);
  const name = world.name("operators");
  await console.open("Access Configurations");
  await page.getByRole("button", { name: "Create Access Configuration" }).click();
  const dialog = console.dialog("Create Access Configuration");
  await console.field(dialog, "Name").fill(name);
  await console.field(dialog, "Description").fill("Runs the servers");
  await console.field(dialog, "Session Duration (seconds)").fill("7200");
  await console.field(dialog, "Relay State").fill("https://ecs.console.alibabacloud.com/");
  for (const policy of ["AliyunECSFullAccess", "AliyunOSSReadOnlyAccess"]) {
    await console.field(dialog, "System Policies").fill(policy);
    await dialog.getByRole("button", { name: "Add" }).click();
  }
  await console.field(dialog, "Inline Policy").fill(DENY_STOP);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(console.row(name)).toContainText("AliyunECSFullAccess, AliyunOSSReadOnlyAccess");

  await console.row(name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(console.main.getByText(`AliyunReservedSSO-${name}`, { exact: true })).toBeVisible();
  await expect(console.main.getByText("2 h", { exact: true })).toBeVisible();
  await expect(console.main.getByText(/ecs:StopInstance/)).toBeVisible();
});

test("what it grants is what the person can do in the account, landing where it says", async ({ page, world }) => {
  await world.ssoOn();
  const configuration = await world.newAccessConfiguration({
    name: world.name("careful"),
    session_duration: 900,
    relay_state: "https://ecs.console.alibabacloud.com/",
    system_policies: ["AliyunECSFullAccess"],
    inline_policy: DENY_STOP,
  });
  await registerRoles(world.api, world.cloud);
  const person = await world.person("careful", [{ account: PRODUCTION.id, accessConfiguration: configuration.name }]);
  const cloud = await (await signIn(page, world, person)).logOn(PRODUCTION.name, configuration.name);
  await expect(cloud.page).toHaveURL(`${world.cloud.origin}/console/ecs`);
  await cloud.stop("web-1");
  await expect(cloud.page.getByRole("alert")).toContainText(`denied by the policy AliyunReservedSSO-${configuration.name}-InlinePolicy`);
});

test("what is wrong is said under its field", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.open("Access Configurations");
  await page.getByRole("button", { name: "Create Access Configuration" }).click();
  const dialog = console.dialog("Create Access Configuration");
  const wrong = [
    ["Name", "a_b", /Only letters A-Z and a-z, digits and hyphens/],
    ["Name", "a".repeat(33), /At most 32 characters/],
    ["Session Duration (seconds)", "899", /A whole number from 900 to 43200/],
    ["Session Duration (seconds)", "43201", /A whole number from 900 to 43200/],
    ["System Policies", "a b", /Only letters A-Z and a-z, digits and hyphens/],
    ["Inline Policy", "{", /Line 1, column 2: the text ends/],
    ["Inline Policy", "{}", /Version is missing from this policy/],
  ] as const;
  for (const [label, value, sentence] of wrong) {
    await console.field(dialog, label).fill(value);
    await expect(console.field(dialog, label), `${label}: ${value}`).toHaveAccessibleDescription(sentence);
  }
  await console.field(dialog, "Name").fill("ecs-reader");
  await console.field(dialog, "Session Duration (seconds)").fill("3600");
  for (const label of ["System Policies", "Inline Policy"]) await console.field(dialog, label).fill("");
  await console.field(dialog, "Relay State").fill("https://evil.example/");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(console.field(dialog, "Relay State")).toHaveAccessibleDescription(/address of the cloud's own console/);
  await console.field(dialog, "Relay State").fill("");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(console.field(dialog, "Name")).toHaveAccessibleDescription(/This is taken already\./);
});

test("one that is assigned is not deleted, one that is not is", async ({ page, world }) => {
  const console = new Console(page, world);
  const configuration = await world.newAccessConfiguration({ name: world.name("unwanted") });
  const alice = await world.user(ALICE.upn);
  await world.api.grant([alice.id], [PRODUCTION.id], [configuration.id]);
  await console.open("Access Configurations");
  await console.row(configuration.name).getByRole("link", { name: configuration.name }).click();
  const question = console.dialog(`Delete the access configuration ${configuration.name}?`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText(/still assigned|assign/);
  await question.getByRole("button", { name: "Cancel" }).click();
  await console.row(ALICE.upn).getByRole("button", { name: "Remove" }).click();
  await console.dialog("Remove this assignment?").getByRole("button", { name: "Remove" }).click();
  await expect(console.main.getByText("No assignments")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Access Configurations", level: 1 })).toBeVisible();
  await expect(console.row(configuration.name)).toHaveCount(0);
});
