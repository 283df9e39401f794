// An administrator never types a list of people: Entra ID's provisioning service keeps them, and whoever it disables
// is out at the next request.

import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION, type World } from "../fixtures/world.ts";
import { Console } from "../pages/console.ts";
import { Portal } from "../pages/portal.ts";
import { ScimPart } from "../pages/scim.ts";
import { SignInPage } from "../pages/sign_in.ts";
import { expectRefused } from "../security/refusals.ts";
import { connectIdentityProvider, registerApplication } from "../stand_ins/company.ts";
import { ProvisioningService } from "../stand_ins/entra/provisioning.ts";
import type { Profile, User } from "../stand_ins/idp/tenant.ts";
import { signIn } from "./steps.ts";

const PASSWORD = "password-of-an-employee";
const EMPLOYEES = 200;
const TEAMS = 20;
/** Each team holds ten people of its own and the five that come first in the next team. */
const TEAM_SIZE = 15;

/** Fills the tenant and assigns every team to the application; people come in as members. */
function employ(world: World): readonly User[] {
  const { tenant } = world.idp;
  const people = Array.from({ length: EMPLOYEES }, (_, index) => {
    const number = String(index + 1).padStart(3, "0");
    return tenant.putUser({
      upn: `employee-${number}@example.com`,
      password: PASSWORD,
      givenName: "Employee",
      surname: number,
      displayName: `Employee ${number}`,
      profile: { jobTitle: "Engineer", department: `Department ${index % 7}`, employeeId: number, city: "Hangzhou", telephoneNumber: `+86 571 ${number}`, ...(index > 0 ? { manager: "employee-001@example.com" } : {}) },
    });
  });
  for (let team = 0; team < TEAMS; team += 1) {
    const members = Array.from({ length: TEAM_SIZE }, (_, index) => people[(team * 10 + index) % EMPLOYEES]).filter((user) => user !== undefined);
    world.application.assigned.add(tenant.newGroup(`Team ${String(team + 1).padStart(2, "0")}`, members).objectId);
  }
  return people;
}

/** SSO Logon on, and nobody assigned to the application yet. */
async function connect(world: World): Promise<void> {
  await registerApplication(world.api, world.idp, []);
  await connectIdentityProvider(world.api, world.idp);
}

test("Entra provisions 200 users and 20 groups; one signs in, is disabled while signed in, and is out", async ({ page, newWindow, newcomer: world }) => {
  await connect(world);
  const people = employ(world);
  const { tenant } = world.idp;
  const console = new Console(page, world);

  const entra = await test.step("SCIM is turned on and a credential made in the console", async () => {
    await console.open("Settings");
    const part = new ScimPart(page);
    const tenantUrl = (await part.value("SCIM Base URL").locator("code").first().textContent()) ?? "";
    expect(tenantUrl).toBe(`${world.server.url}/scim/v2`);
    await part.turn(true);
    const secretToken = await part.create("365 days");
    await expect(page.getByText(secretToken)).toHaveCount(0);
    return new ProvisioningService({ tenant, application: world.application, tenantUrl, secretToken });
  });

  await test.step("the first cycle", async () => {
    await entra.testConnection();
    const began = performance.now();
    expect([...(await entra.cycle())]).toEqual([]);
    process.stdout.write(`first cycle of ${EMPLOYEES} users and ${TEAMS} groups: ${entra.log.length} requests in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    const sent = entra.log.length;
    expect([...(await entra.cycle())]).toEqual([]);
    expect(entra.log.slice(sent).filter(({ method }) => method !== "GET"), "everything is as it was sent").toEqual([]);
  });

  await test.step("the pages show them as synchronized and read-only", async () => {
    await console.go("Users");
    await page.getByLabel("Provision Type").selectOption("SCIM Synchronization");
    await expect(console.main.getByText(`50 of ${EMPLOYEES}`)).toBeVisible();
    await page.getByRole("searchbox", { name: "Search users" }).fill("employee-042");
    await console.row("employee-042@example.com").getByRole("link").first().click();
    await expect(page.getByText("SCIM Synchronization keeps this user.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Edit" })).toBeDisabled();
    await expect(page.getByRole("button", { name: "Delete" })).toBeDisabled();
    await console.go("Groups");
    await expect(console.main.getByText(`${TEAMS} of ${TEAMS}`)).toBeVisible();
    await console.row("Team 05").getByRole("link").first().click();
    await expect(page.getByText("SCIM Synchronization keeps this group")).toBeVisible();
    expect((await world.api.listGroups("Team 05"))[0]).toMatchObject({ members: TEAM_SIZE, read_only: true });
  });

  await test.step("a team is given access", async () => {
    const [team] = await world.api.listGroups("Team 05");
    await world.api.grant([team?.id ?? ""], [PRODUCTION.id], [(await world.accessConfiguration("ecs-reader")).id]);
  });

  const employee = people[41];
  if (!employee) throw new Error("nobody is employed");
  const window = await newWindow();
  await test.step("a member of the team signs in and reaches the account by the team", async () => {
    const portal = await signIn(window, world, employee);
    await portal.ready();
    const cloud = await portal.logOn(PRODUCTION.name, "ecs-reader");
    await cloud.shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", employee.upn);
    const [event] = await world.api.listEvents({ kind: "RoleLogOn", person: employee.upn });
    expect(event?.details["through_group"]).toBe("Team 05");
    await window.keyboard.press("Escape");
    await expect(portal.panel(PRODUCTION.name)).toBeHidden();
  });

  await test.step("Entra disables the user; the next request of the open portal is refused within a second", async () => {
    tenant.putUser({ ...employee, enabled: false });
    // Everything is at hand before the clock starts: what is measured is the server, not the search for a button.
    const refused = window.waitForResponse((response) => response.url().includes("/api/portal/"));
    const showDetails = await new Portal(window).account(PRODUCTION.name).getByRole("button", { name: "Show Details" }).elementHandle();
    await entra.provisionOnDemand(employee.upn);
    await showDetails?.evaluate((button) => (button as HTMLElement).click());
    expect((await refused).status()).toBe(401);
    const disable = entra.log.at(-1);
    expect(disable).toMatchObject({ method: "PATCH", body: { Operations: [{ op: "Replace", path: "active", value: "False" }] } });
    const milliseconds = performance.now() - (disable?.answeredAt ?? 0);
    process.stdout.write(`from the answered PATCH to the refused request: ${milliseconds.toFixed(0)} ms\n`);
    expect(milliseconds).toBeLessThan(1000);
    await expect(new SignInPage(window).go).toBeVisible();
  });

  await test.step("SSO is refused while Entra has not enabled the user here", async () => {
    tenant.putUser({ ...employee, enabled: true });
    await new SignInPage(window).go.click();
    const event = await expectRefused(window, world, /you have no enabled user in this directory/);
    expect(event.details["reason"]).toBe("UserDisabled");
  });

  await test.step("enabled again, the user is let in; deleted for good, the user is gone", async () => {
    await entra.provisionOnDemand(employee.upn);
    await window.goto(await world.userLogonUrl());
    await new SignInPage(window).go.click();
    await new Portal(window).ready();
    tenant.removeUser(employee.upn);
    expect([...(await entra.cycle())]).toEqual([]);
    await window.reload();
    await expect(new SignInPage(window).go).toBeVisible();
    expect(await world.api.listUsers(employee.upn)).toEqual([]);
    expect((await world.api.listGroups("Team 05"))[0]?.members).toBe(TEAM_SIZE - 1);
  });
});

for (const flag of ["", "?aadOptscim062020"]) {
  test(`changes arrive ${flag === "" ? "in Entra's own manner" : "as RFC 7644 has them"}: attributes, managers, names of groups, members`, async ({ newcomer: world }) => {
    await connect(world);
    const { tenant } = world.idp;
    await world.api.setScimSynchronization(true);
    const entra = new ProvisioningService({ tenant, application: world.application, tenantUrl: `${world.server.url}/scim/v2${flag}`, secretToken: (await world.api.createScimCredential()).value });
    const cycle = async (): Promise<void> => expect([...(await entra.cycle())]).toEqual([]);
    const put = (name: string, profile: Profile): User => tenant.putUser({ upn: `${name}@example.com`, password: PASSWORD, profile });
    // Alice was made by hand: she is taken over and keeps what she was granted.
    const alice = put("alice", {});
    const carol = put("carol", { jobTitle: "Lead", department: "Shop" });
    const team = tenant.newGroup("Shop team", [alice, carol]);
    world.application.assigned.add(team.objectId);
    await cycle();
    expect(await world.user("alice@example.com")).toMatchObject({ provision_type: "Synchronized", external_id: alice.objectId });
    expect(await world.api.listAssignments({ user_id: (await world.user("alice@example.com")).id })).toHaveLength(3);
    expect((await world.api.listGroups())[0]).toMatchObject({ name: "Shop team", members: 2 });

    tenant.putUser({ ...alice, displayName: "Alice Amsel", surname: "Amsel", mail: "alice.amsel@example.com", profile: { department: "Log", manager: "carol@example.com", mobile: "+86 1", city: "Hangzhou" } });
    put("carol", { department: "Shop" });
    team.displayName = "Shop and log team";
    team.members.delete(carol.objectId);
    await cycle();
    expect(await world.user("alice@example.com")).toMatchObject({ display_name: "Alice Amsel", last_name: "Amsel", email: "alice.amsel@example.com" });
    expect((await world.api.listGroups())[0]).toMatchObject({ name: "Shop and log team", members: 1 });
    // Carol is in no team any more, and so not in scope.
    expect(await world.user("carol@example.com")).toMatchObject({ status: "Disabled" });
    const sent = entra.log.length;
    await cycle();
    expect(entra.log.slice(sent).filter(({ method }) => method !== "GET"), "everything is as it was sent").toEqual([]);

    world.application.assigned.delete(team.objectId);
    await cycle();
    expect(await world.api.listGroups()).toEqual([]);
    expect(await world.user("alice@example.com")).toMatchObject({ status: "Disabled" });
  });
}
