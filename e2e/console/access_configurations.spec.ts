import { expect, test } from "../fixtures/test.ts";
import { ALICE, DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { signIn } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";
import { Wizard } from "../pages/wizard.ts";
import { SYSTEM_POLICY_NAMES } from "../stand_ins/cloud/policies/system_policies.ts";

const DENY_STOP = JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: "ecs:StopInstance", Resource: "*" }] });

test("an access configuration is made in steps, and going back loses nothing", async ({ page, world }) => {
  const console = new Console(page, world);
  const wizard = new Wizard(console);
  const name = world.name("operators");
  await wizard.open();
  await wizard.field("Name").fill(name);
  await wizard.field("Description").fill("Runs the servers");
  await wizard.field("Session Duration").fill("90");
  await wizard.field("Unit").selectOption("minutes");
  await wizard.field("Initial Page").fill("https://ecs.console.alibabacloud.com/");
  await wizard.next("System Policies");

  await wizard.choose("AliyunECSFullAccess");
  await wizard.choose("AliyunOSSReadOnlyAccess");
  await wizard.field("Policy not in the list").fill("AliyunNewestProductFullAccess");
  await page.keyboard.press("Enter");
  const chosen = console.main.getByRole("region", { name: "Chosen system policies" });
  await expect(chosen.getByRole("listitem")).toHaveText(["AliyunECSFullAccess", "AliyunOSSReadOnlyAccess", "AliyunNewestProductFullAccess"]);
  await chosen.getByRole("button", { name: "Remove AliyunNewestProductFullAccess" }).click();
  await expect(chosen.getByRole("status")).toHaveText("2 of 20");
  await wizard.next("Inline Policy");

  await console.main.getByRole("radio", { name: "Write one" }).check();
  await console.main.getByRole("button", { name: "Insert Template" }).click();
  await wizard.field("Policy Document").fill(DENY_STOP);
  await console.main.getByRole("button", { name: "Format", exact: true }).click();
  await expect(wizard.field("Policy Document")).toHaveValue(/\n {4}\{\n {6}"Effect": "Deny",\n/);
  await wizard.back("System Policies");
  await wizard.back("Basic Information");
  await expect(wizard.field("Session Duration")).toHaveValue("90");
  await expect(wizard.field("Unit")).toHaveValue("60");
  await wizard.next("System Policies");
  await expect(chosen.getByRole("listitem")).toHaveCount(2);
  await wizard.next("Inline Policy");
  await expect(wizard.field("Policy Document")).toHaveValue(/ecs:StopInstance/);
  await wizard.next("Review");

  for (const text of [name, "1 h 30 min", "https://ecs.console.alibabacloud.com/", "Runs the servers", "AliyunOSSReadOnlyAccess"]) {
    await expect(console.main.getByText(text, { exact: true })).toBeVisible();
  }
  await wizard.create(name);
  await expect(console.main.getByText(`AliyunReservedSSO-${name}`, { exact: true })).toBeVisible();
  await page.getByRole("tab", { name: "Inline Policy" }).click();
  await expect(console.main.getByText(/ecs:StopInstance/)).toBeVisible();
  const made = await world.accessConfiguration(name);
  expect(made.session_duration).toBe(5400);
  expect(made.system_policies).toEqual(["AliyunECSFullAccess", "AliyunOSSReadOnlyAccess"]);
});

test("what it grants is what the person can do in the account, landing where it says", async ({ page, world }) => {
  await world.ssoOn();
  const configuration = await world.api.createAccessConfiguration({
    name: world.name("careful"),
    session_duration: 900,
    relay_state: "https://ecs.console.alibabacloud.com/",
    system_policies: ["AliyunECSFullAccess"],
    inline_policy: DENY_STOP,
  });
  const person = await world.person("careful", [{ account: PRODUCTION.id, accessConfiguration: configuration.name }]);
  const cloud = await (await signIn(page, world, person)).logOn(PRODUCTION.name, configuration.name);
  await expect(cloud.page).toHaveURL(`${world.cloud.origin}/console/ecs`);
  await cloud.stop("web-1");
  await expect(cloud.page.getByRole("alert")).toContainText(`denied by the policy AliyunReservedSSO-${configuration.name}-InlinePolicy`);
});

test("what is wrong is said under its field, and no step is left with it", async ({ page, world }) => {
  const console = new Console(page, world);
  const wizard = new Wizard(console);
  await wizard.open();
  const wrong = [
    ["Name", "a_b", /Only letters A-Z and a-z, digits and hyphens/],
    ["Name", "a".repeat(33), /At most 32 characters/],
    ["Session Duration", "13", /A whole number from 1 to 12/],
    ["Session Duration", "1.5", /A whole number from 1 to 12/],
    ["Description", "x".repeat(1025), /At most 1024 characters/],
  ] as const;
  for (const [label, value, sentence] of wrong) {
    await wizard.field(label).fill(value);
    await expect(wizard.field(label), `${label}: ${value}`).toHaveAccessibleDescription(sentence);
  }
  await wizard.field("Session Duration").fill("14");
  await wizard.field("Unit").selectOption("minutes");
  await expect(wizard.field("Session Duration")).toHaveAccessibleDescription(/A whole number from 15 to 720/);
  await console.main.getByRole("button", { name: "Next" }).click();
  await expect(wizard.field("Name")).toBeFocused();
  await wizard.field("Name").fill("ecs-reader");
  await wizard.field("Session Duration").fill("15");
  await wizard.field("Description").fill("");
  await wizard.field("Initial Page").fill("https://evil.example/");
  await wizard.next("System Policies");
  await wizard.next("Inline Policy");
  await wizard.next("Review");
  // Only the server knows these two: it leads back to where they are written.
  await console.main.getByRole("button", { name: "Create", exact: true }).click();
  await expect(wizard.heading("Basic Information")).toBeVisible();
  await expect(wizard.field("Initial Page")).toHaveAccessibleDescription(/address of the cloud's own console/);
  await wizard.field("Initial Page").fill("");
  await wizard.next("System Policies");
  await wizard.next("Inline Policy");
  await wizard.next("Review");
  await console.main.getByRole("button", { name: "Create", exact: true }).click();
  await expect(wizard.field("Name")).toHaveAccessibleDescription(/This is taken already\./);
});

test("the editor says while one types what is wrong with a policy, and where", async ({ page, world }) => {
  const console = new Console(page, world);
  const wizard = new Wizard(console);
  await wizard.open();
  await wizard.field("Name").fill(world.name("typed"));
  await wizard.next("System Policies");
  await wizard.next("Inline Policy");
  await console.main.getByRole("radio", { name: "Write one" }).check();
  const editor = wizard.field("Policy Document");
  await console.main.getByRole("button", { name: "Next" }).click();
  await expect(editor).toHaveAccessibleDescription(/Fill this in\./);
  const wrong = [
    ["{", /Line 1, column 2: the text ends before the JSON is complete/],
    ['{\n  "Version": "1",\n}', /Line 2, column 17: this comma is one too many/],
    ['{"Version": "1"}', /Line 1, column 1: Statement is missing/],
    [DENY_STOP.replace('"1"', '"2012-10-17"'), /column 12: Version must be "1"/],
    [DENY_STOP.replace("Deny", "Forbid"), /Effect must be "Allow" or "Deny"/],
    [DENY_STOP.replace("Action", "Akt"), /a statement has no element Akt/],
    [DENY_STOP.replace('"Resource":"*"', '"Resource":"*","Condition":{"StringIs":{}}'), /no condition operator StringIs/],
    [DENY_STOP.replace('"Effect":"Deny"', '"Effect":"Deny","Effect":"Allow"'), /Effect stands here a second time/],
    [DENY_STOP.replace("ecs:", "x".repeat(6144)), /At most 6144 characters/],
  ] as const;
  for (const [text, sentence] of wrong) {
    await editor.fill(text);
    await expect(editor, text).toHaveAccessibleDescription(sentence);
  }
  await editor.fill('{\n  "Version": 1,\n  "Statement": []\n}');
  await console.main.getByRole("button", { name: "Next" }).click();
  await expect(wizard.heading("Inline Policy")).toBeVisible();
  await page.getByRole("button", { name: "Show the place" }).click();
  await expect(editor).toBeFocused();
  expect(await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe("1");
  await console.main.getByRole("radio", { name: "None" }).check();
  await wizard.next("Review");
});

test("no more than twenty system policies are chosen", async ({ page, world }) => {
  const console = new Console(page, world);
  const configuration = await world.api.createAccessConfiguration({
    name: world.name("full"),
    system_policies: SYSTEM_POLICY_NAMES.filter((name) => !name.includes("ECS") && !name.includes("OSS")).slice(0, 19),
  });
  await console.openAccessConfiguration(configuration.id, "system-policies");
  await page.getByRole("button", { name: "Edit: System Policies" }).click();
  const wizard = new Wizard(console);
  await wizard.choose("AliyunECSFullAccess");
  const chosen = console.main.getByRole("region", { name: "Chosen system policies" });
  await expect(chosen).toContainText("20 of 20");
  await expect(chosen).toContainText("No more than 20 system policies");
  await expect(console.main.getByRole("button", { name: "Add", exact: true })).toBeDisabled();
  await page.getByRole("searchbox", { name: "Search system policies" }).fill("AliyunOSSFullAccess");
  await expect(console.main.getByRole("checkbox", { name: /^AliyunOSSFullAccess / })).toBeDisabled();
  await chosen.getByRole("button", { name: `Remove ${configuration.system_policies[0]}`, exact: true }).click();
  await expect(console.main.getByRole("checkbox", { name: /^AliyunOSSFullAccess / })).toBeEnabled();
});

test("every part is changed on its own, and whoever was second is told", async ({ page, world }) => {
  const console = new Console(page, world);
  const configuration = await world.api.createAccessConfiguration({ name: world.name("changed"), system_policies: ["AliyunECSReadOnlyAccess"] });
  await console.openAccessConfiguration(configuration.id);
  await page.getByRole("button", { name: "Edit: Basic Information" }).click();
  await expect(console.main.getByLabel("Description", { exact: true })).toBeFocused();
  await console.main.getByLabel("Description", { exact: true }).fill("mine");
  await world.api.updateAccessConfiguration(configuration.id, { description: "theirs", system_policies: ["AliyunOSSReadOnlyAccess"] });

  await page.getByRole("button", { name: "Save" }).click();
  const notice = console.main.getByText(/Somebody else has changed/);
  await expect(notice).toBeVisible();
  await expect(console.main.getByText("theirs", { exact: true })).toBeVisible();
  await expect(console.main.getByLabel("Description", { exact: true })).toHaveValue("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await console.said(`Access configuration ${configuration.name} was changed.`);
  await expect(console.main.getByText("mine", { exact: true })).toBeVisible();
  // What the other one changed elsewhere stays.
  await page.getByRole("tab", { name: "System Policies" }).click();
  await expect(console.main.getByText("AliyunOSSReadOnlyAccess", { exact: true })).toBeVisible();

  await page.getByRole("tab", { name: "Inline Policy" }).click();
  await page.getByRole("button", { name: "Edit: Inline Policy" }).click();
  await console.main.getByRole("radio", { name: "Write one" }).check();
  await console.main.getByLabel("Policy Document", { exact: true }).fill(DENY_STOP);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(console.main.getByText(/ecs:StopInstance/)).toBeVisible();
  await page.getByRole("button", { name: "Edit: Inline Policy" }).click();
  await console.main.getByRole("radio", { name: "None" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(console.main.getByText("No inline policy")).toBeVisible();
});

test("the list is searched, and one is made like another", async ({ page, world }) => {
  const console = new Console(page, world);
  const description = world.name("reads-the-logs");
  const original = await world.api.createAccessConfiguration({
    name: world.name("original"),
    description,
    session_duration: 1_000,
    system_policies: ["AliyunLogReadOnlyAccess"],
    inline_policy: DENY_STOP,
  });
  await console.open("Access Configurations");
  await page.getByRole("searchbox", { name: "Search access configurations" }).fill(`${description.toUpperCase()} original`);
  await expect(console.main.getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search access configurations" }).fill("no such thing");
  await expect(console.main.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search access configurations" }).fill(description);
  await console.row(original.name).getByRole("link", { name: original.name }).click();
  await console.main.getByRole("link", { name: "Duplicate" }).click();
  await expect(page.getByRole("heading", { name: `Duplicate ${original.name}`, level: 1 })).toBeVisible();
  const wizard = new Wizard(console);
  const name = world.name("copy");
  await wizard.field("Name").fill(name);
  await wizard.next("System Policies");
  await wizard.next("Inline Policy");
  await wizard.next("Review");
  await wizard.create(name);
  const copy = await world.accessConfiguration(name);
  for (const key of ["description", "session_duration", "relay_state", "system_policies", "inline_policy"] as const) expect(copy[key], key).toEqual(original[key]);
});

test("a change of policies is rolled out, now or later, after a look at what it changes", async ({ page, world }) => {
  const console = new Console(page, world);
  const configuration = await world.api.createAccessConfiguration({ name: world.name("rolled-out"), system_policies: ["AliyunECSReadOnlyAccess"], inline_policy: DENY_STOP });
  await world.api.grant([(await world.user(ALICE.upn)).id], [PRODUCTION.id, DEVELOPMENT.id], [configuration.id]);
  await console.openAccessConfiguration(configuration.id, "inline-policy");
  await page.getByRole("button", { name: "Edit: Inline Policy" }).click();
  await console.main.getByLabel("Policy Document", { exact: true }).fill(DENY_STOP.replace("StopInstance", "DeleteInstance"));
  await page.getByRole("button", { name: "Save" }).click();
  const panel = console.dialog(`Roll out ${configuration.name}`);
  await expect(panel.getByRole("list", { name: "Inline policy, line by line" }).getByRole("listitem").filter({ hasText: "ecs:" })).toHaveText([/removed: .*ecs:StopInstance/, /added: .*ecs:DeleteInstance/]);
  await panel.getByRole("button", { name: "Later" }).click();

  const notice = page.getByText("Accounts that still have the previous policies: 2.", { exact: false });
  await expect(notice).toBeVisible();
  await page.getByRole("tab", { name: "System Policies" }).click();
  await page.getByRole("button", { name: "Edit: System Policies" }).click();
  const wizard = new Wizard(console);
  await console.main.getByRole("button", { name: "Remove AliyunECSReadOnlyAccess" }).click();
  await wizard.choose("AliyunOSSReadOnlyAccess");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByRole("heading", { name: "System policies added" })).toBeVisible();
  await expect(panel.getByText("AliyunOSSReadOnlyAccess", { exact: true })).toBeVisible();
  await expect(panel.getByText("AliyunECSReadOnlyAccess", { exact: true })).toBeVisible();
  await expect(panel.getByRole("row").filter({ hasText: PRODUCTION.name })).toContainText("1");
  const held = [PRODUCTION, DEVELOPMENT].map((account) => world.cloud.api.faults.hold({ action: "GetRole", account: account.id }));
  await panel.getByRole("button", { name: "Roll out to 2 accounts" }).click();
  await expect(panel.getByRole("status")).toContainText("0 of 2 accounts are done.");
  for (const one of held) one.release();
  await expect(panel.getByRole("status")).toContainText("2 of 2 accounts are done.");
  await expect(panel.getByRole("status")).toContainText("The roll-out is over.");
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(notice).toHaveCount(0);
  await page.getByRole("tab", { name: "Provisioning" }).click();
  for (const account of [PRODUCTION, DEVELOPMENT]) await expect(console.row(account.name)).toContainText("Provisioned");
});

test("one that is assigned or stands in an account is not deleted, and it is said what to do", async ({ page, world }) => {
  const console = new Console(page, world);
  const configuration = await world.api.createAccessConfiguration({ name: world.name("unwanted") });
  const alice = await world.user(ALICE.upn);
  await world.api.grant([alice.id], [PRODUCTION.id], [configuration.id]);
  await console.openAccessConfiguration(configuration.id, "provisioning");
  await expect(console.main.getByRole("button", { name: `Deprovision from ${PRODUCTION.name}` })).toBeDisabled();
  const question = console.dialog(`Delete the access configuration ${configuration.name}?`);
  const tryToDelete = async (refusal: string): Promise<void> => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await question.getByRole("button", { name: "Delete" }).click();
    await expect(question).toContainText(refusal);
    await question.getByRole("button", { name: "Cancel" }).click();
  };
  await tryToDelete("still assigned (1 access assignments). Remove them first.");
  await world.api.revoke(alice.id, PRODUCTION.id, configuration.id);
  await page.reload();
  await tryToDelete("still provisioned (1 accounts). Deprovision it there first.");
  const held = world.cloud.api.faults.hold({ action: "GetRole", account: PRODUCTION.id });
  await console.main.getByRole("button", { name: `Provision again on ${PRODUCTION.name}` }).click();
  await console.said("Tasks started: 1.");
  await tryToDelete("have not ended (1). Wait for them, or cancel them under Tasks.");
  held.release();
  await expect(console.main.getByText("The roll-out is over.")).toBeVisible();
  await console.main.getByRole("button", { name: `Deprovision from ${PRODUCTION.name}` }).click();
  const removal = console.dialog(`Deprovision ${configuration.name} from ${PRODUCTION.name}?`);
  await removal.getByRole("button", { name: "Deprovision" }).click();
  await expect(removal).toBeHidden();
  await expect(console.main.getByText("Not provisioned anywhere")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Access Configurations", level: 1 })).toBeVisible();
  await expect(console.row(configuration.name)).toHaveCount(0);
});

test("an access configuration that is not there is said so", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.openAccessConfiguration("ac-00000000000000000000");
  await expect(page.getByRole("heading", { name: "This access configuration does not exist", level: 1 })).toBeVisible();
  await page.goto(`${world.server.url}/console/access-configurations/new?copy=ac-00000000000000000000`);
  await expect(page.getByRole("heading", { name: "This access configuration does not exist", level: 1 })).toBeVisible();
});
