// What goes wrong between the server and the cloud while it provisions: the cloud is busy, throttles, breaks off or never
// answers; it refuses; somebody has been at the role before.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BUSY, type Fault, THROTTLED } from "../stand_ins/cloud/api/faults.ts";
import { ACCESS_ROLE } from "../stand_ins/cloud/organization.ts";
import { createPolicy } from "../stand_ins/cloud/ram/policies.ts";
import { attachToRole, createRole, deleteRole, detachFromRole } from "../stand_ins/cloud/ram/roles.ts";
import { createProvider } from "../stand_ins/cloud/ram/saml_providers.ts";
import { makeCertificate } from "../stand_ins/certificate.ts";
import { idpMetadata } from "../stand_ins/cloud/role_responses.ts";
import { FIRST, Site } from "./site.ts";

const LOST: Fault = { kind: "LoseAnswer" };

describe("while it provisions, the server", { concurrency: true }, () => {
  test("asks again when the cloud is busy or does not answer, and makes nothing twice", async (context) => {
    const faults: readonly (readonly [Fault, string, number?])[] = [
      [BUSY, "CreateSAMLProvider", 2],
      [THROTTLED, "CreateRole", 2],
      [{ kind: "HangUp" }, "GetRole"],
      [LOST, "CreateSAMLProvider"],
      [LOST, "CreateRole"],
      [LOST, "CreatePolicy"],
      [LOST, "AttachPolicyToRole"],
      [{ kind: "Silence" }, "CreateRole"],
    ];
    const site = await Site.open(context, faults.length);
    const { api, user, configuration, accounts } = site;
    for (const [index, [fault, action, times = 1]] of faults.entries()) site.cloud.api.faults.inject(fault, { action, account: accounts[index] ?? "" }, times);
    const started = await api.startGrant([user], site.everywhere, [configuration.id]);
    await api.settle(started, 120);
    site.standsWhole();
    site.doneOnce(site.everywhere, "CreateSAMLProvider", "CreateRole", "CreatePolicy");
    for (const account of accounts) assert.ok(site.cloud.api.faults.log.some((call) => call.account === account && call.outcome !== "OK" && !call.outcome.startsWith("Entity")), `nothing went wrong in ${account}`);
    assert.equal((await api.listAssignments({ user_id: user })).length, site.everywhere.length);
  });

  test("does not ask again when the cloud refuses, says why in its words, and tries again when told to", async (context) => {
    const site = await Site.open(context, 1);
    const { api, user, configuration, cloud } = site;
    const member = cloud.accounts.get(site.accounts[0] ?? "");
    detachFromRole(member, ACCESS_ROLE, "System", "AdministratorAccess");
    attachToRole(member, ACCESS_ROLE, "System", "AliyunRAMReadOnlyAccess");
    await assert.rejects(api.grant([user], [member.id], [configuration.id]), /NoPermission/);
    const [task] = await api.listTasks({ status: "Failed" });
    const refused = cloud.api.faults.log.filter((call) => call.outcome === "NoPermission");
    assert.deepEqual([refused.length, refused[0]?.action], [1, "CreateSAMLProvider"]);
    assert.equal(task?.failure?.code, "NoPermission");
    assert.match(task.failure.message, /You should be authorized by RAM/);
    assert.equal(task.failure.request_id, refused[0]?.requestId);
    assert.deepEqual(await api.listAssignments({ user_id: user }), []);

    attachToRole(member, ACCESS_ROLE, "System", "AdministratorAccess");
    await api.retry([task.id]);
    await api.settle({ batch_id: task.batch_id, tasks: 1, existing: 0 });
    assert.equal((await api.listAssignments({ user_id: user })).length, 1);
  });

  test("says that it does not get into an account whose role is missing", async (context) => {
    const site = await Site.open(context, 1);
    const member = site.cloud.accounts.get(site.accounts[0] ?? "");
    detachFromRole(member, ACCESS_ROLE, "System", "AdministratorAccess");
    deleteRole(member, ACCESS_ROLE);
    await assert.rejects(site.api.grant([site.user], [member.id], [site.configuration.id]), /EntityNotExist\.Role/);
    assert.equal(member.roles.size, 0);
  });

  test("makes whole what somebody else has half written, and takes away what does not belong there", async (context) => {
    const site = await Site.open(context, 3);
    const { api, user, configuration, cloud } = site;
    const { role_name: role, saml_provider_name: provider } = configuration;
    const [halfRole = "", oldPolicy = "", onlyProvider = ""] = site.accounts;
    const trust = (account: string): string => JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { RAM: [`acs:ram::${account}:root`] } }] });
    createRole(cloud.accounts.get(halfRole), role, { trustDocument: trust(halfRole), maxSessionSeconds: 3600 });
    attachToRole(cloud.accounts.get(halfRole), role, "System", "AdministratorAccess");
    createRole(cloud.accounts.get(oldPolicy), role, { trustDocument: trust(oldPolicy), maxSessionSeconds: 43_200 });
    createPolicy(cloud.accounts.get(oldPolicy), `${role}-InlinePolicy`, FIRST.inline_policy.replace("ecs:StopInstance", "*"));
    attachToRole(cloud.accounts.get(oldPolicy), role, "Custom", `${role}-InlinePolicy`);
    createProvider(cloud.accounts.get(onlyProvider), provider, idpMetadata("http://localhost/of/somebody/else", makeCertificate("somebody else")));
    await api.grant([user], site.everywhere, [configuration.id]);
    site.standsWhole();
  });
});
