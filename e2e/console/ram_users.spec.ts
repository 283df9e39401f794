import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { RamUsersTab } from "../pages/ram_users.ts";

test("a RAM user is made and removed by hand", async ({ page, byHand: world, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const console = new Console(page, world);
  const tab = new RamUsersTab(console);
  const person = await world.person("by-hand");
  const name = person.upn.replace(/@.*/, "");
  const principal = `${name}@${PRODUCTION.id}.onaliyun.com`;

  await test.step("nothing is created before the consequences are accepted", async () => {
    await console.openUser(person.id, "ram-users");
    await expect(console.main.getByText("No RAM user provisioning")).toBeVisible();
    await tab.choose("Search accounts", [PRODUCTION.name]);
    const create = tab.panel.getByRole("button", { name: "Create RAM User Provisioning" });
    await expect(create).toBeDisabled();
    await tab.panel.getByRole("searchbox", { name: "Search accounts" }).fill("Example Holding");
    await expect(tab.panel.getByText("Nothing matches"), "the management account is no choice").toBeVisible();
    await tab.panel.getByRole("textbox", { name: "Description" }).fill("For a service without roles");
    await tab.create();
    await console.said("1 RAM user provisionings were made.");
    await expect(tab.provisioning(PRODUCTION.name)).toContainText("For a service without roles");
    await expect(tab.ramUser(PRODUCTION.name)).toContainText("To be made");
  });

  await test.step("the steps are done, with the name that the RAM user got", async () => {
    const event = tab.event("Provisioning started");
    await expect(event).toContainText("Awaiting administrator");
    await event.getByRole("button", { name: "Do by hand" }).click();
    const work = console.dialog(`Make the RAM user of ${person.upn} in ${PRODUCTION.name}`);
    await expect(work.getByText(`In account ${PRODUCTION.id}, turn on user-based SSO`)).toBeVisible();
    await work.getByRole("tab", { name: "Command line" }).click();
    await expect(work.locator("pre")).toContainText(principal);
    await work.getByRole("button", { name: "Copy" }).click();
    await expect(work.getByText("Copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await work.locator("pre").textContent());
    const field = work.getByRole("textbox", { name: "Logon name of the RAM user" });
    await expect(field).toHaveValue(principal);
    await field.fill(name);
    await work.getByRole("button", { name: "Done" }).click();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await field.fill(`${name}-2@${PRODUCTION.id}.onaliyun.com`);
    await work.getByRole("button", { name: "Done" }).click();
    await console.said("The event is done.");
    await expect(tab.ramUser(PRODUCTION.name)).toContainText(`${name}-2@${PRODUCTION.id}.onaliyun.com`);
    await expect(tab.ramUser(PRODUCTION.name)).toContainText("Provisioned directly");
    await expect(event).toContainText("Success");
  });

  await test.step("the policies are changed, and the question before deletion follows them", async () => {
    const ask = tab.provisioning(PRODUCTION.name).getByRole("button", { name: "Delete" });
    await ask.click();
    const question = console.dialog(`Delete the RAM user provisioning of ${person.upn} in ${PRODUCTION.name}?`);
    await expect(question).toContainText("are deleted in the account, with all that was attached to them. 1 stand through it now.");
    await question.getByRole("button", { name: "Cancel" }).click();
    await tab.provisioning(PRODUCTION.name).getByRole("button", { name: "Edit" }).click();
    const edit = console.dialog(`Edit the RAM user provisioning of ${person.upn} in ${PRODUCTION.name}`);
    await edit.getByRole("radio", { name: /^Keep:/ }).check();
    await edit.getByRole("button", { name: "Save" }).click();
    await console.said("The RAM user provisioning was changed.");
    await expect(tab.provisioning(PRODUCTION.name)).toContainText("Keep");
    await ask.click();
    await expect(question).toContainText("stay in the account, but nobody can log on as them");
    await question.getByRole("button", { name: "Delete" }).click();
    await console.said("The RAM user provisioning was deleted.");
  });

  await test.step("it is removed by hand, and then gone", async () => {
    await expect(tab.ramUser(PRODUCTION.name)).toContainText("To be removed");
    await tab.event("Provisioning deleted").getByRole("button", { name: "Do by hand" }).click();
    const work = console.dialog(`Remove the RAM user of ${person.upn} from ${PRODUCTION.name}`);
    await expect(work.getByRole("textbox")).toHaveCount(0);
    await work.getByRole("button", { name: "Done" }).click();
    await console.said("The event is done.");
    await expect(console.main.getByText("No RAM users")).toBeVisible();
  });
});

test("what the cloud refuses is told in its words, and tried again one by one or all at once", async ({ page, world }) => {
  const console = new Console(page, world);
  const tab = new RamUsersTab(console);
  const people = [await world.person("refused"), await world.person("refused"), await world.person("refused")] as const;
  world.cloud.api.faults.inject({ kind: "Refuse", status: 409, code: "LimitExceeded.User", message: "The maximum number of RAM users is exceeded." }, { action: "CreateUser", account: DEVELOPMENT.id }, people.length);
  await console.openAccount(DEVELOPMENT.id, "ram-users");
  await tab.choose("Search users and groups", people.map((person) => person.upn));
  await tab.create();
  await console.said("3 RAM user provisionings were made.");
  for (const { upn } of people) await expect(tab.event(upn)).toContainText("LimitExceeded.User: The maximum number of RAM users is exceeded.");
  await expect(tab.provisioning(people[0].upn)).toContainText("1 failed");
  await tab.event(people[0].upn).getByRole("button", { name: `Retry: ${people[0].upn}` }).click();
  await expect(tab.event(people[0].upn)).toContainText("Success");
  await page.getByLabel("Status", { exact: true }).selectOption("Failed");
  await expect(tab.event(people[0].upn)).toHaveCount(0);
  await page.getByRole("button", { name: "Retry All (2)" }).click();
  await console.said("2 events are tried again.");
  await expect(console.main.getByText("No events")).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry All (0)" })).toBeDisabled();
  for (const { upn } of people) await expect(tab.ramUser(upn)).toContainText("Provisioned");
});

test("a member's page shows the RAM user that comes through a group, which the group's page provisions", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const tab = new RamUsersTab(console);
  const member = await world.person("member");
  const group = await world.group("Shop RAM users", [member]);
  await console.openGroup(group.id, "ram-users");
  await tab.choose("Search accounts", [PRODUCTION.name, DEVELOPMENT.name]);
  await tab.panel.getByRole("radio", { name: /^Take over:/ }).check();
  await tab.create();
  await console.said("2 RAM user provisionings were made.");
  await expect(tab.provisioning(DEVELOPMENT.name)).toContainText("Take over");
  await expect(tab.ramUser(DEVELOPMENT.name)).toContainText(member.upn);

  await tab.ramUser(DEVELOPMENT.name).getByRole("link", { name: member.upn }).click();
  await page.getByRole("tab", { name: "RAM User Provisioning" }).click();
  await expect(console.main.getByText("No RAM user provisioning")).toBeVisible();
  const through = tab.ramUser(PRODUCTION.name).getByRole("link", { name: group.name });
  await expect(through).toBeVisible();
  await through.click();
  await expect(page.getByRole("heading", { name: group.name, level: 1 })).toBeVisible();
});

test("the management account's page says that it gets no RAM users", async ({ page, world }) => {
  const console = new Console(page, world);
  await console.openAccount("1000000000000001", "ram-users");
  await expect(console.main.getByText("The management account gets no RAM users")).toBeVisible();
  await expect(console.main.getByRole("button", { name: "Create RAM User Provisioning" })).toHaveCount(0);
});

test("the session and the landing page of RAM users are settings", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  await console.open("Settings");
  const section = page.getByRole("region", { name: "RAM user logon" });
  const hours = section.getByRole("textbox", { name: "Session Duration (hours)" });
  const landing = section.getByRole("textbox", { name: "Landing Page" });
  const save = section.getByRole("button", { name: "Save" });
  await expect(hours).toHaveValue("6");
  await hours.fill("25");
  await save.click();
  await expect(hours).toHaveAttribute("aria-invalid", "true");
  await hours.fill("8");
  await landing.fill("https://evil.example/");
  await save.click();
  await expect(landing).toHaveAttribute("aria-invalid", "true");
  await landing.fill("https://ecs.console.aliyun.com/");
  await save.click();
  await console.said("Saved");
  await page.reload();
  await expect(hours).toHaveValue("8");
  await expect(landing).toHaveValue("https://ecs.console.aliyun.com/");
});
