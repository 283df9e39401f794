// Alibaba Cloud's SDK for Python in its mode CloudSSO, unchanged, before the real server and the stand-in cloud: signed in
// as `aliyun configure --mode CloudSSO` does, what it then gets may do what the access configuration says and no more.
//
// CLOUDSSO_PYTHON names a Python that has the packages of cloud_sdks/requirements.txt.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import type { AccessConfiguration } from "../fixtures/administrator_api.ts";
import { CLIENT_ID, CommandLineClient } from "../fixtures/command_line_client.ts";
import { PersonApi } from "../fixtures/person_api.ts";
import { PRODUCTION, World } from "../fixtures/world.ts";

const PYTHON = process.env["CLOUDSSO_PYTHON"] ?? "../target/cloud_sdks/bin/python";
const INSTANCE = `i-gw8job0${PRODUCTION.id.slice(-4)}`;

type Way = "profile" | "provider" | "asynchronous";

/** What came of the calls, by operation; or the SDK's own words of refusal. */
type Outcome = Readonly<Record<string, unknown>>;

/** The SDKs in a process of their own. */
class Python {
  readonly #process: ChildProcess;
  readonly #answers: NodeJS.AsyncIterator<string>;

  constructor() {
    this.#process = spawn(PYTHON, ["clients/use_credentials.py"], { stdio: ["pipe", "pipe", "inherit"], env: { PATH: process.env["PATH"], NO_PROXY: "localhost,127.0.0.1" } });
    assert.ok(this.#process.stdout);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async use(way: Way, profileFile: string): Promise<Outcome> {
    const wish = { way, profile_file: profileFile, cloud: new URL(world.cloud.origin).host, region: "eu-central-1", instance: INSTANCE };
    this.#process.stdin?.write(`${JSON.stringify(wish)}\n`);
    const { value, done } = await this.#answers.next();
    assert.ok(!done, "the SDKs ended without an answer");
    return JSON.parse(value) as Outcome;
  }

  stop(): void {
    this.#process.stdin?.end();
  }
}

let world: World;
let python: Python;
let folder: string;
let operator: AccessConfiguration;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "cloudsso-python-"));
  world = await World.start();
  await world.ssoOn();
  await world.api.allowCredentials(true);
  const inline = [
    { Effect: "Allow", Action: "ecs:*Instance", Resource: "*" },
    { Effect: "Deny", Action: "ecs:Stop*", Resource: "*" },
  ];
  operator = await world.api.createAccessConfiguration({ name: "operator", system_policies: ["AliyunECSReadOnlyAccess"], inline_policy: JSON.stringify({ Version: "1", Statement: inline }) });
  python = new Python();
});

after(async () => {
  python.stop();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody with access who signs a client in. */
async function signedIn(stem: string): Promise<{ readonly id: string; readonly upn: string; readonly portal: PersonApi; readonly profile: string }> {
  const { id, upn } = await world.person(stem, [{ account: PRODUCTION.id, accessConfiguration: operator.name }]);
  const portal = await PersonApi.signIn(world, upn);
  return { id, upn, portal, profile: await configured(portal) };
}

/** Signs in as the command line does and writes its profile. */
async function configured(portal: PersonApi): Promise<string> {
  const signInUrl = await world.userLogonUrl();
  const client = new CommandLineClient(signInUrl);
  const started = await client.start();
  await assert.rejects(client.token(started), { code: "AuthorizationPending" });
  await portal.decide(started.UserCode, "Confirm");
  const { AccessToken, ExpiresIn } = await client.token(started);
  const profile = {
    name: "sso",
    mode: "CloudSSO",
    region_id: "eu-central-1",
    cloud_sso_sign_in_url: signInUrl,
    access_token: AccessToken,
    cloud_sso_access_token_expire: Math.floor(Date.now() / 1000) + ExpiresIn,
    cloud_sso_access_config: operator.id,
    cloud_sso_account_id: PRODUCTION.id,
  };
  const file = join(folder, `${world.name("config")}.json`);
  writeFileSync(file, JSON.stringify({ current: "sso", profiles: [profile] }));
  return file;
}

for (const way of ["profile", "provider", "asynchronous"] as const) {
  test(`what the SDK gets by ${way} does what the role allows, and is refused the rest`, async () => {
    const { upn, profile } = await signedIn(`by-${way}`);
    const outcome = await python.use(way, profile);
    assert.deepEqual(outcome, {
      identity: `acs:ram::${PRODUCTION.id}:assumed-role/AliyunReservedSSO-operator/${upn}`,
      DescribeInstances: ["nightly-jobs"],
      StartInstance: "done",
      StopInstance: "Forbidden.RAM",
      ListRoles: "NoPermission",
    });
    const issued = (await world.api.listEvents({ kind: "CredentialsIssued", person: upn })).map(({ details }) => [details["client"], details["access_configuration"]]);
    assert.deepEqual(issued, [[CLIENT_ID, "operator"]]);
    // Ready for the next way.
    world.cloud.accounts.get(PRODUCTION.id).instances.forEach((instance) => {
      if (instance.id === INSTANCE) instance.running = false;
    });
  });
}

test("whoever has lost the access is told so in the SDK's own refusal", async () => {
  const { id, profile } = await signedIn("loses-access");
  await world.api.revoke(id, PRODUCTION.id, operator.id);
  const { refused } = await python.use("profile", profile);
  assert.match(String(refused), /http_code: 400.*"ErrorCode":"EntityNotExists\.AccessAssignment"/);
});

test("a token ends with the sign-in that confirmed it", async () => {
  const { upn, portal, profile } = await signedIn("signs-out");
  await portal.signOut();
  const { refused } = await python.use("provider", profile);
  assert.match(String(refused), /http_code: 400.*"ErrorCode":"InvalidAccessTokenError"/);
  assert.deepEqual(await world.api.listEvents({ kind: "CredentialsIssued", person: upn }), []);
});

test("a disabled user's token opens nothing", async () => {
  const { id, profile } = await signedIn("is-disabled");
  await world.api.setUserStatus(id, "Disabled");
  const { refused } = await python.use("profile", profile);
  assert.match(String(refused), /InvalidAccessTokenError/);
});

test("while users may not retrieve credentials, nobody gets any or gets as far as a code", async () => {
  const { portal, profile } = await signedIn("is-not-allowed");
  await world.api.allowCredentials(false);
  try {
    const { refused } = await python.use("profile", profile);
    assert.match(String(refused), /"ErrorCode":"CredentialsNotAllowed"/);
    await assert.rejects(configured(portal), { code: "CredentialsNotAllowed" });
  } finally {
    await world.api.allowCredentials(true);
  }
});
