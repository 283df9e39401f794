// While no cloud credential is configured, an administrator makes the roles by hand. What the server says to do is done
// here word by word: its command lines go through a shell into a program that signs them with the account's own key.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";
import type { ManualWork } from "../fixtures/administrator_api.ts";
import { SECOND, Site } from "./site.ts";

const VERSIONS: Readonly<Record<string, string>> = { ram: "2015-05-01", ims: "2019-08-15" };

/** The words of each line, as the shell hands them to `aliyun`. */
function wordsOf(lines: string): string[][] {
  const { status, stdout, stderr } = spawnSync("sh", ["-eu"], { input: `aliyun() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${lines}`, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout
    .split("\0\n\0")
    .filter((line) => line !== "")
    .map((line) => line.split("\0"));
}

/** Does what the command line tool does: `aliyun ram CreateRole --RoleName …`. */
async function doByHand(site: Site, { role, command_lines }: ManualWork): Promise<void> {
  const key = site.cloud.api.keys.createForAccount(site.cloud.accounts.get(role.account_id));
  const client = new OpenApi.default(new $OpenApiUtil.Config({ accessKeyId: key.id, accessKeySecret: key.secret, endpoint: new URL(site.cloud.origin).host, protocol: "http" }));
  for (const [product = "", action = "", ...options] of wordsOf(command_lines)) {
    const query: Record<string, string> = {};
    for (let index = 0; index < options.length; index += 2) query[(options[index] ?? "").replace(/^--/, "")] = options[index + 1] ?? "";
    const parameters = new $OpenApiUtil.Params({ action, version: VERSIONS[product] ?? "", protocol: "HTTPS", pathname: "/", method: "POST", authType: "AK", style: "RPC", reqBodyType: "formData", bodyType: "json" });
    await client.callApi(parameters, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
  }
}

async function onlyWork(site: Site): Promise<ManualWork> {
  const [work, ...others] = await site.api.listManualWork();
  assert.deepEqual(others, []);
  return work ?? assert.fail("there is nothing to do by hand");
}

test("what the server says to do by hand makes, changes and removes the role exactly as it would itself", async (context) => {
  const site = await Site.open(context, 1, { byHand: true });
  const { api, cloud, user, configuration, accounts } = site;
  const account = accounts[0] ?? "";
  const role = { account_id: account, access_configuration_id: configuration.id };

  const granted = await api.startGrant([user], [account], [configuration.id]);
  assert.deepEqual(await api.listAssignments({ user_id: user }), []);
  const making = await onlyWork(site);
  await doByHand(site, making);
  await api.manualWorkDone(making);
  await api.settle(granted);
  assert.equal((await api.listAssignments({ user_id: user })).length, 1);
  assert.deepEqual((await api.listProvisionings(role)).map(({ status }) => status), ["Provisioned"]);
  const first = site.standing(account);

  await api.updateAccessConfiguration(configuration.id, SECOND);
  const changed = await api.provision(configuration.id);
  const changing = await onlyWork(site);
  await doByHand(site, changing);
  await api.manualWorkDone(changing);
  await api.settle(changed);
  const second = site.standing(account);

  // The same twice by the server itself, in another account.
  const key = cloud.accessKey("1000000000000001", "cloudsso");
  await api.putCloudCredential(key);
  await api.settle(await api.provision(configuration.id, [site.undisturbed]));
  assert.deepEqual(second, site.standing(site.undisturbed));
  assert.notDeepEqual(first, second);
  await api.deleteCloudCredential();

  await api.revoke(user, account, configuration.id);
  const removed = await api.deprovision(role);
  const removing = await onlyWork(site);
  assert.equal(removing.removes, true);
  await doByHand(site, removing);
  await api.manualWorkDone(removing);
  await api.settle(removed);
  const { roles, policies } = cloud.accounts.get(account);
  assert.deepEqual([[...roles.keys()], policies.size], [["ResourceDirectoryAccountAccessRole"], 0]);
});
