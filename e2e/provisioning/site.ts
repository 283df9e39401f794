// The real server with a stand-in cloud of its own, for tests of provisioning without a browser: one member account for
// everything that is to happen, and one more where nothing does, to compare with.
//
// CLOUDSSO_TEST_POSTGRES_URL names a PostgreSQL to run them on; without it the database is SQLite.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { type AccessConfiguration, AdministratorApi } from "../fixtures/administrator_api.ts";
import { freePort } from "../fixtures/loopback_port.ts";
import { Server } from "../fixtures/server.ts";
import { Cloud } from "../stand_ins/cloud/server.ts";

const BINARY = resolve(process.env["CLOUDSSO_BINARY"] ?? "../target/debug/cloudsso");
const ADMINISTRATOR = { name: "admin", password: "admin-test-password" };
export const MANAGEMENT = "1000000000000001";
/** How long a killed server is waited for: less than by default, and still several signs of life on a busy machine. */
const TAKEOVER_SECONDS = 16;

const policy = (action: string): string => JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
/** What the access configuration grants, and what it may be changed to: nothing stays as it was. */
export const FIRST = { system_policies: ["AliyunECSReadOnlyAccess"], inline_policy: policy("ecs:StopInstance") };
export const SECOND = { system_policies: ["AliyunOSSReadOnlyAccess"], inline_policy: policy("ecs:StartInstance") };

export class Site {
  readonly cloud: Cloud;
  readonly server: Server;
  readonly api: AdministratorApi;
  readonly user: string;
  readonly configuration: AccessConfiguration;
  /** Where something happens. */
  readonly accounts: readonly string[];
  readonly undisturbed: string;

  private constructor(cloud: Cloud, server: Server, api: AdministratorApi, user: string, configuration: AccessConfiguration, accounts: readonly string[], undisturbed: string) {
    this.cloud = cloud;
    this.server = server;
    this.api = api;
    this.user = user;
    this.configuration = configuration;
    this.accounts = accounts;
    this.undisturbed = undisturbed;
  }

  static async open(context: TestContext, size: number, { byHand = false } = {}): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "cloudsso-kill-"));
    const cloud = await Cloud.start();
    const { organization, accessKey } = cloud.organize({ id: MANAGEMENT, name: "Example Holding" });
    const server = await Server.start({ binary: BINARY, folder, port: await freePort(), cloud: cloud.origin, directoryName: "example", environment: { CLOUDSSO_TAKEOVER_SECONDS: String(TAKEOVER_SECONDS), ...database(folder) } });
    context.after(async () => {
      cloud.api.faults.clear();
      await server.stop();
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    await server.run(["administrator", "create", ADMINISTRATOR.name], `${ADMINISTRATOR.password}\n`);
    const api = new AdministratorApi(server.url);
    await api.signIn(ADMINISTRATOR.name, ADMINISTRATOR.password);
    if (!byHand) await api.putCloudCredential(accessKey);
    const all = Array.from({ length: size + 1 }, (_, index) => String(1_000_000_000_000_011 + index));
    await api.createAccount({ id: MANAGEMENT, name: "Example Holding", account_type: "ManagementAccount" });
    for (const id of all) {
      organization.addMember({ id, name: `Account ${id.slice(-2)}` });
      await api.createAccount({ id, name: `Account ${id.slice(-2)}`, account_type: "MemberAccount" });
    }
    const user = await api.createUser({ user_name: "alice@example.com" });
    const configuration = await api.createAccessConfiguration({ name: "operator", ...FIRST });
    return new Site(cloud, server, api, user.id, configuration, all.slice(0, size), all[size] ?? "");
  }

  get everywhere(): string[] {
    return [...this.accounts, this.undisturbed];
  }

  /** What stands in an account, in the words of an account of the same name. */
  standing(account: string): unknown {
    const { providers, roles, policies } = this.cloud.accounts.get(account);
    const text = JSON.stringify({
      providers: [...providers.values()].map(({ name, metadata }) => ({ name, metadata })),
      roles: [...roles.values()].map(({ name, description, maxSessionSeconds, trust, attached }) => ({ name, description, maxSessionSeconds, trust: trust.document, attached: [...attached.keys()].sort() })),
      policies: [...policies.values()].map(({ name, versions, defaultVersion }) => ({ name, document: versions.get(defaultVersion)?.document })),
    });
    return JSON.parse(text.replaceAll(account, "account"));
  }

  /** Everything is everywhere as it is where nobody was killed. */
  standsWhole(): void {
    const whole = this.standing(this.undisturbed);
    for (const account of this.accounts) assert.deepEqual(this.standing(account), whole, `account ${account}`);
  }

  /** These operations took effect once in each account. */
  doneOnce(accounts: readonly string[], ...actions: readonly string[]): void {
    for (const account of accounts) for (const action of actions) assert.equal(this.cloud.api.faults.done(action, account), 1, `${action} in ${account}`);
  }
}

/** A PostgreSQL database of the test's own, when there is a server for it. */
function database(folder: string): Record<string, string> {
  const server = process.env["CLOUDSSO_TEST_POSTGRES_URL"];
  if (server === undefined) return {};
  const name = folder.slice(-6).toLowerCase();
  const made = spawnSync("psql", ["--quiet", server, "--command", `CREATE DATABASE "${name}"`], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { CLOUDSSO_DATABASE_URL: url.href };
}
