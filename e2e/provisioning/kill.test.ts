// The server is killed in the middle of provisioning, at every step that changes something in the cloud, before and
// after the step takes effect; another process on the same database finishes. No role is left half made, none is made
// twice, and every grant exists once.
//
// In each test several accounts are at different steps when the one process dies: the stand-in cloud holds their calls.
// The next process takes the work up when the lease of the dead one is over: hence all tests run beside each other.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Started, Task } from "../fixtures/administrator_api.ts";
import type { Hold } from "../stand_ins/cloud/api/faults.ts";
import { ACCESS_ROLE } from "../stand_ins/cloud/organization.ts";
import { SECOND, Site } from "./site.ts";

/** A dead server's lease, and then the work itself on a busy machine. */
const PATIENCE_SECONDS = 150;

/** A step of the work at a role: the n-th call of an operation. */
interface Point {
  readonly action: string;
  readonly nth?: number;
  readonly when: "before" | "after";
}

function points(when: Point["when"], ...actions: readonly (string | readonly [string, number])[]): Point[] {
  return actions.map((action) => (typeof action === "string" ? { action, when } : { action: action[0], nth: action[1], when }));
}

/** Kills the process while every account is at its point; a second process finishes the tasks. */
async function killAt(site: Site, at: readonly Point[], start: () => Promise<readonly Started[]>): Promise<void> {
  const holds = at.map(({ action, nth, when }, index): Hold => site.cloud.api.faults.hold({ action, account: site.accounts[index] ?? "" }, nth, when));
  const started = await start();
  await Promise.all(holds.map((hold, index) => within(20, hold.reached, JSON.stringify(at[index]))));
  await site.server.kill();
  for (const hold of holds) hold.drop();
  await site.server.startAgain();
  const open = new Set((await site.api.listTasks()).filter(unfinished).map((task) => task.account_id));
  for (const account of site.accounts) assert.ok(open.has(account), `the task of ${account} was over although its server was killed`);
  for (const one of started) await site.api.settle(one, PATIENCE_SECONDS);
}

function unfinished({ status }: Task): boolean {
  return status !== "Success" && status !== "Failed" && status !== "Canceled";
}

/** The promise, or a failure that says what it was about. */
async function within<T>(seconds: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${what} did not come in ${seconds} s`)), seconds * 1000)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const PROVISION = ["CreateSAMLProvider", "CreateRole", "CreatePolicy", "AttachPolicyToRole", ["AttachPolicyToRole", 2]] as const;
const UPDATE = ["DetachPolicyFromRole", "CreatePolicyVersion", "AttachPolicyToRole"] as const;
const DEPROVISION = ["DetachPolicyFromRole", ["DetachPolicyFromRole", 2], "DeleteRole", "DeletePolicyVersion", "DeletePolicy", "DeleteSAMLProvider"] as const;

describe("a server is killed while it", { concurrency: true }, () => {
  for (const when of ["before", "after"] as const) {
    test(`provisions, ${when} each step takes effect`, async (context) => {
      const at = points(when, ...PROVISION);
      const site = await Site.open(context, at.length);
      const { api, user, configuration } = site;
      await killAt(site, at, async () => [await api.startGrant([user], site.everywhere, [configuration.id])]);
      site.standsWhole();
      assert.equal((site.standing(site.undisturbed) as { roles: unknown[] }).roles.length, 2, "the role, beside that of the resource directory");
      site.doneOnce(site.everywhere, "CreateSAMLProvider", "CreateRole", "CreatePolicy");
      assert.deepEqual((await api.listAssignments({ user_id: user })).map((one) => one.account_id).sort(), site.everywhere);
      assert.equal((await api.listEvents({ kind: "AccessGranted" })).length, site.everywhere.length);
      assert.deepEqual((await api.listProvisionings()).map(({ status, assignments }) => [status, assignments]), site.everywhere.map(() => ["Provisioned", 1]));
    });

    test(`deprovisions, ${when} each step takes effect`, async (context) => {
      const at = points(when, ...DEPROVISION);
      const site = await Site.open(context, at.length);
      const { api, configuration } = site;
      await api.settle(await api.provision(configuration.id, site.everywhere));
      await api.updateAccessConfiguration(configuration.id, SECOND);
      await api.settle(await api.provision(configuration.id));
      site.cloud.api.faults.log.length = 0;
      await killAt(site, at, () => Promise.all(site.accounts.map((account) => api.deprovision({ account_id: account, access_configuration_id: configuration.id }))));
      for (const account of site.accounts) {
        const { providers, roles, policies } = site.cloud.accounts.get(account);
        assert.deepEqual([providers.size, [...roles.keys()], policies.size], [0, [ACCESS_ROLE], 0], `account ${account}`);
      }
      site.doneOnce(site.accounts, "DeleteRole", "DeletePolicy", "DeleteSAMLProvider");
      assert.deepEqual((await api.listProvisionings()).map((one) => one.account_id), [site.undisturbed]);
    });
  }

  test("updates, before and after each step takes effect", async (context) => {
    const at = [...points("before", ...UPDATE), ...points("after", ...UPDATE)];
    const site = await Site.open(context, at.length);
    const { api, user, configuration } = site;
    await api.grant([user], site.everywhere, [configuration.id]);
    const before = site.standing(site.undisturbed);
    await api.updateAccessConfiguration(configuration.id, SECOND);
    await killAt(site, at, async () => [await api.provision(configuration.id)]);
    site.standsWhole();
    assert.notDeepEqual(site.standing(site.undisturbed), before);
    site.doneOnce(site.everywhere, "CreateSAMLProvider", "CreateRole", "CreatePolicy", "CreatePolicyVersion", "DetachPolicyFromRole");
    assert.equal((await api.listAssignments({ user_id: user })).length, site.everywhere.length);
    for (const { status } of await api.listProvisionings()) assert.equal(status, "Provisioned");
  });
});
