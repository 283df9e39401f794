import { expect, test } from "../fixtures/test.ts";
import { DEVELOPMENT, PRODUCTION, type World } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";

/** A task that waits for a role, which nobody has made: its access configuration and its person. */
async function waiting(world: World, stem: string): Promise<{ readonly configuration: string; readonly person: string; readonly personId: string }> {
  const person = await world.person(stem);
  const configuration = await world.api.createAccessConfiguration({ name: world.name(stem), system_policies: ["AliyunECSReadOnlyAccess"] });
  await world.api.startGrant([person.id], [PRODUCTION.id], [configuration.id]);
  return { configuration: configuration.name, person: person.upn, personId: person.id };
}

test("a task is narrowed to and cancelled before it starts", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const task = await waiting(world, "canceled");
  await console.open("Tasks");
  await page.getByLabel("Status", { exact: true }).selectOption("AwaitingAdministrator");
  await page.getByLabel("Type", { exact: true }).selectOption("CreateAccessAssignment");
  await page.getByLabel("Account (name or number)").fill(PRODUCTION.name);
  const row = console.row(task.person);
  await expect(row).toContainText("Awaiting administrator");
  await expect(page).toHaveURL(/status=AwaitingAdministrator&kind=CreateAccessAssignment&account=Shop/);
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Cancel selected (1)" }).click();
  await console.said("1 tasks were canceled.");
  await expect(row).toHaveCount(0);
  await page.getByLabel("Status", { exact: true }).selectOption("Canceled");
  await expect(row).toContainText("Canceled");
  expect(await world.api.listAssignments({ user_id: task.personId })).toHaveLength(0);
});

test("an account that is not there is said to be none, and nothing is shown for it", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  await waiting(world, "filtered");
  await console.open("Tasks");
  await expect(console.main.getByRole("row").nth(1)).toBeVisible();
  await page.getByLabel("Account (name or number)").fill("no such account");
  await expect(page.getByText("No account, or more than one, is called so.")).toBeVisible();
  await expect(page.getByText("No tasks")).toBeVisible();
  await page.getByLabel("Account (name or number)").fill(DEVELOPMENT.id);
  await expect(page.getByText("No account, or more than one, is called so.")).toBeHidden();
});

test("manual work says how in three ways, and the page follows once it is done", async ({ page, byHand: world, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const console = new Console(page, world);
  const task = await waiting(world, "manual");
  await console.open("Tasks");
  await expect(console.row(task.person)).toContainText("Awaiting administrator");
  await page.getByRole("tab", { name: "Manual work" }).click();
  const work = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: `Make or change ${task.configuration} on ${PRODUCTION.name}` }) });
  await work.getByRole("button", { name: "Show how" }).click();
  await expect(work.getByText(`AliyunReservedSSO-${task.configuration} with this trust policy`)).toBeVisible();
  await expect(work.getByText("Attach the system policy AliyunECSReadOnlyAccess to the role.")).toBeVisible();
  for (const [tab, holds] of [
    ["Command line", "aliyun"],
    ["Terraform", "resource"],
  ] as const) {
    await work.getByRole("tab", { name: tab }).click();
    await expect(work.locator("pre")).toContainText(holds);
    await work.getByRole("button", { name: "Copy" }).click();
    await expect(work.getByText("Copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await work.locator("pre").textContent());
  }
  await work.getByRole("button", { name: `Done: Make or change ${task.configuration} on ${PRODUCTION.name}` }).click();
  await console.said("1 tasks went on.");
  await expect(work).toHaveCount(0);
  await page.getByRole("tab", { name: "Tasks" }).click();
  await expect(console.row(task.person)).toContainText("Success");
  expect(await world.api.listAssignments({ user_id: task.personId })).toHaveLength(1);
});

test("a page of tasks that is open follows what somebody else does", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const task = await waiting(world, "followed");
  await console.open("Tasks");
  const row = console.row(task.person);
  await expect(row).toContainText("Awaiting administrator");
  const box = row.getByRole("checkbox");
  await box.focus();
  await world.api.finishManualWork();
  await expect(row).toContainText("Success");
});

test("what was started together is called off as far as it has not started", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const task = await waiting(world, "together");
  await console.open("Tasks");
  await console.row(task.person).getByRole("link", { name: "Started together" }).click();
  await console.said("0 of 1 are over: 0 succeeded, 0 failed.");
  await page.getByRole("button", { name: "Cancel what has not started" }).click();
  const question = console.dialog("Cancel what has not started?");
  await expect(question).toContainText("1 tasks have not started and are called off.");
  await question.getByRole("button", { name: "Cancel what has not started" }).click();
  await console.said("All 1 are over: 0 succeeded, 0 failed, 1 were canceled.");
  await expect(page.getByRole("button", { name: "Cancel what has not started" })).toBeDisabled();
});

test("a failed task says what the cloud said, and is tried again", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  const task = await waiting(world, "failed");
  const failure = { code: "LimitExceeded.Role", message: "The maximum number of roles is exceeded.", request_id: "7B2C-1" };
  const failing = { now: true };
  await page.route("**/api/tasks?*", async (route) => route.fulfill(await failed(await route.fetch(), failing.now)));
  await page.route("**/api/tasks", async (route) => route.fulfill(await failed(await route.fetch(), failing.now)));
  async function failed(answer: { json(): Promise<unknown> }, yes: boolean): Promise<{ json: unknown }> {
    const body = (await answer.json()) as { items: Record<string, unknown>[] };
    for (const item of body.items) if (yes && item["principal_name"] === task.person) Object.assign(item, { status: "Failed", failure, finished_at: 1 });
    return { json: body };
  }
  const tried: unknown[] = [];
  await page.route("**/api/tasks/retry", async (route) => {
    tried.push(route.request().postDataJSON());
    failing.now = false;
    await route.fulfill({ json: { changed: 1 } });
  });
  await console.open("Tasks");
  const row = console.row(task.person);
  await expect(row).toContainText("LimitExceeded.Role: The maximum number of roles is exceeded.");
  await expect(row).toContainText("Request ID 7B2C-1");
  await row.getByRole("button", { name: "Retry" }).click();
  await console.said("1 tasks are tried again.");
  expect(tried).toHaveLength(1);
  await expect(row).toContainText("Awaiting administrator");
});

test("tasks that do not exist are said to be gone", async ({ page, byHand: world }) => {
  const console = new Console(page, world);
  await console.open("Tasks");
  await page.goto(`${world.server.url}/console/multi-account-permissions/batches/tb-00000000000000000000`);
  await expect(page.getByRole("heading", { name: "These tasks do not exist" })).toBeVisible();
  await page.getByRole("link", { name: "All tasks" }).click();
  await expect(page.getByRole("heading", { name: "Tasks", level: 1 })).toBeVisible();
});
