import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { type Application, type Profile, Tenant } from "../idp/tenant.ts";
import { type Json, valueAt } from "./attributes.ts";
import { ProvisioningService } from "./provisioning.ts";
import { ProvisioningError } from "./scim_client.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const TOKEN = "scim_secret";
/** Keys take long to make, and no test here signs anything. */
const KEY = new Tenant().signingKey;

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly body: Json;
}

interface Scripted {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A target that keeps what it is told to create, and writes down everything. It applies no PATCH. */
class Target {
  readonly received: Received[] = [];
  readonly resources = new Map<string, Json>();
  /** Answers for the next requests, before anything else is looked at. */
  readonly script: Scripted[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      void this.#answer(incoming).then(([status, body, headers]) => outgoing.writeHead(status, { "content-type": "application/scim+json", ...headers }).end(body === undefined ? "" : JSON.stringify(body)));
    });
  }

  static async start(): Promise<Target> {
    const target = new Target();
    await new Promise<void>((resolve) => target.#server.listen(0, "127.0.0.1", resolve));
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/scim/v2`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  of(method: string, path = ""): Received[] {
    return this.received.filter((one) => one.method === method && one.url.pathname.includes(path));
  }

  /** The operations of every PATCH of a resource. */
  operations(path = ""): Json[] {
    return this.of("PATCH", path).flatMap(({ body }) => body["Operations"] as Json[]);
  }

  put(path: string, resource: Json): void {
    this.resources.set(path, { id: path.split("/").at(-1), ...resource });
  }

  async #answer(incoming: IncomingMessage): Promise<[status: number, body: Json | undefined, headers?: Readonly<Record<string, string>> | undefined]> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(incoming.url ?? "/", this.url);
    this.received.push({ method: incoming.method ?? "", url, body: text === "" ? {} : (JSON.parse(text) as Json) });
    const scripted = this.script.shift();
    if (scripted) return [scripted.status, { detail: "scripted" }, scripted.headers];
    if (incoming.headers.authorization !== `Bearer ${TOKEN}`) return [401, { detail: "who are you?" }];
    const path = url.pathname.replace("/scim/v2", "");
    if (incoming.method === "GET" && url.searchParams.has("filter")) return [200, this.#list(path, url.searchParams.get("filter") ?? "")];
    if (incoming.method === "POST") {
      const id = `${path}/${this.resources.size + 1}`;
      this.put(id, JSON.parse(text) as Json);
      return [201, this.resources.get(id)];
    }
    const found = this.resources.get(path);
    if (!found) return [404, { detail: "nobody" }];
    if (incoming.method === "DELETE") this.resources.delete(path);
    return incoming.method === "GET" ? [200, found] : [204, undefined];
  }

  #list(path: string, filter: string): Json {
    const [, attribute = "", value] = /^(\w+) eq "(.*)"$/.exec(filter) ?? [];
    const found = [...this.resources].filter(([id, resource]) => id.startsWith(path) && resource[attribute] === value).map(([, resource]) => resource);
    return { totalResults: found.length, Resources: found };
  }
}

let target: Target;
let tenant: Tenant;
let application: Application;
let waits: number[];

beforeEach(async () => {
  target = await Target.start();
  tenant = new Tenant("11111111-2222-3333-4444-555555555555", KEY);
  application = tenant.newApplication("CloudSSODemo");
  waits = [];
});
afterEach(() => target.stop());

function service(changes: { readonly flag?: boolean; readonly token?: string } = {}): ProvisioningService {
  const wait = (milliseconds: number): Promise<void> => Promise.resolve(void waits.push(milliseconds));
  return new ProvisioningService({ tenant, application, tenantUrl: `${target.url}${changes.flag ? "?aadOptscim062020" : ""}`, secretToken: changes.token ?? TOKEN, wait });
}

function employ(name: string, profile: Profile = {}): void {
  tenant.putUser({ upn: `${name}@example.com`, password: "-", profile });
  tenant.assign(application, `${name}@example.com`);
}

test("the test of the connection looks for somebody who cannot be there, with the token", async () => {
  await service().testConnection();
  const [{ method, url } = assert.fail("nothing was asked")] = target.received;
  assert.equal(method, "GET");
  assert.match(url.search, /^\?filter=userName\+eq\+%22[0-9a-f-]{36}%22$/);
  await assert.rejects(service({ token: "another" }).testConnection(), (error) => error instanceof ProvisioningError && error.status === 401);
});

test("a user is looked for and then made with core and enterprise attributes", async () => {
  employ("alice", { jobTitle: "Engineer", department: "Shop", employeeId: "7", city: "Hangzhou", mobile: "+86 1" });
  assert.equal((await service().cycle()).size, 0);
  const [probe, create] = target.received;
  assert.equal(probe?.url.searchParams.get("filter"), 'userName eq "alice@example.com"');
  const user = tenant.findUser("alice@example.com");
  assert.deepEqual(create?.body, {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
    meta: { resourceType: "User" },
    roles: [],
    userName: "alice@example.com",
    externalId: user?.objectId,
    active: true,
    displayName: "Alice Sample",
    title: "Engineer",
    emails: [{ primary: true, type: "work", value: "alice@example.com" }],
    name: { givenName: "Alice", familyName: "Sample", formatted: "Alice Sample" },
    addresses: [{ type: "work", locality: "Hangzhou" }],
    phoneNumbers: [{ type: "mobile", value: "+86 1" }],
    [ENTERPRISE]: { employeeNumber: "7", department: "Shop" },
  });
});

test("what differs is changed with capital operations and textual booleans, one path each", async () => {
  employ("alice", { jobTitle: "Engineer", department: "Shop" });
  const user = tenant.findUser("alice@example.com");
  target.put("/Users/7", { userName: "alice@example.com", externalId: user?.objectId, active: false, displayName: "Alice", preferredLanguage: "en", name: { givenName: "Alice", familyName: "Sample", formatted: "Alice Sample" } });
  await service().cycle();
  assert.deepEqual(target.operations(), [
    { op: "Replace", path: "active", value: "True" },
    { op: "Replace", path: "displayName", value: "Alice Sample" },
    { op: "Add", path: "title", value: "Engineer" },
    { op: "Add", path: 'emails[type eq "work"].value', value: "alice@example.com" },
    { op: "Remove", path: "preferredLanguage" },
    { op: "Add", path: `${ENTERPRISE}:department`, value: "Shop" },
  ]);
});

test("with the flag in the tenant URL, plain attributes come in one object without a path", async () => {
  employ("alice", { jobTitle: "Engineer", department: "Shop" });
  const user = tenant.findUser("alice@example.com");
  target.put("/Users/7", { userName: "alice@example.com", externalId: user?.objectId, active: false, displayName: "Alice", preferredLanguage: "en", name: { givenName: "Alice", familyName: "Sample", formatted: "Alice Sample" } });
  await service({ flag: true }).cycle();
  assert.deepEqual(target.operations(), [
    { op: "remove", path: "preferredLanguage" },
    { op: "add", path: 'emails[type eq "work"].value', value: "alice@example.com" },
    { op: "add", value: { title: "Engineer", [`${ENTERPRISE}:department`]: "Shop" } },
    { op: "replace", value: { active: true, displayName: "Alice Sample" } },
  ]);
  assert.ok(target.received.every(({ url }) => !url.search.includes("aadOpt")), "the flag is for Entra, not for the target");
});

test("a manager is referred to once both are there", async () => {
  employ("alice", { manager: "bob@example.com" });
  employ("bob");
  await service().cycle();
  const bob = [...target.resources.values()].find((resource) => resource["userName"] === "bob@example.com");
  assert.deepEqual(target.operations(), [{ op: "Add", path: `${ENTERPRISE}:manager`, value: bob?.["id"] }]);
});

for (const [flag, removal] of [
  [false, (id: unknown) => ({ op: "Remove", path: "members", value: [{ $ref: null, value: id }] })],
  [true, (id: unknown) => ({ op: "remove", path: `members[value eq "${String(id)}"]` })],
] as const) {
  test(`a group is made empty, filled, and loses a member ${flag ? "with" : "without"} the flag`, async () => {
    employ("alice");
    employ("bob");
    const group = tenant.newGroup("Shop team", [...tenant.users.values()]);
    application.assigned.add(group.objectId);
    const entra = service({ flag });
    await entra.cycle();
    const probe = target.of("GET", "/Groups")[0]?.url.searchParams;
    assert.deepEqual([probe?.get("excludedAttributes"), probe?.get("filter")], ["members", 'displayName eq "Shop team"']);
    assert.deepEqual(target.of("POST", "/Groups")[0]?.body["members"], []);
    const added = target.operations("/Groups").flatMap(({ value }) => (value as Json[]).map((member) => member["value"]));
    assert.equal(added.length, 2);
    const alice = [...target.resources.values()].find((resource) => resource["userName"] === "alice@example.com");
    group.members.delete(tenant.findUser("alice@example.com")?.objectId ?? "");
    target.received.length = 0;
    await entra.cycle();
    assert.deepEqual(target.operations("/Groups"), [removal(alice?.["id"])]);
    target.received.length = 0;
    await entra.cycle();
    assert.deepEqual(target.of("PATCH", "/Groups"), [], "what was sent is not sent again");
  });
}

test("members come in batches of a thousand", async () => {
  for (let index = 0; index < 1001; index += 1) employ(`user-${index}`);
  application.assigned.add(tenant.newGroup("Everybody", [...tenant.users.values()]).objectId);
  await service().cycle();
  assert.deepEqual(target.operations("/Groups").map(({ value }) => (value as Json[]).length), [1000, 1]);
});

test("members of a group that is assigned are in scope, others are not", async () => {
  tenant.putUser({ upn: "alice@example.com", password: "-" });
  tenant.putUser({ upn: "bob@example.com", password: "-" });
  const alice = tenant.findUser("alice@example.com");
  application.assigned.add(tenant.newGroup("Shop team", alice ? [alice] : []).objectId);
  tenant.newGroup("Others", [...tenant.users.values()]);
  await service().cycle();
  assert.deepEqual(target.of("POST").map(({ body }) => body["userName"] ?? body["displayName"]), ["alice@example.com", "Shop team"]);
});

test("whoever leaves the scope is disabled once, and deleted only when gone for good", async () => {
  employ("alice");
  const entra = service();
  await entra.cycle();
  tenant.putUser({ upn: "alice@example.com", password: "-", enabled: false });
  await entra.cycle();
  await entra.cycle();
  assert.deepEqual(target.operations(), [{ op: "Replace", path: "active", value: "False" }]);
  assert.equal(target.of("DELETE").length, 0);
  tenant.removeUser("alice@example.com");
  await entra.cycle();
  await entra.cycle();
  assert.equal(target.of("DELETE", "/Users").length, 1);
});

test("a group that is no longer assigned is deleted", async () => {
  const group = tenant.newGroup("Shop team");
  application.assigned.add(group.objectId);
  const entra = service();
  await entra.cycle();
  application.assigned.delete(group.objectId);
  await entra.cycle();
  await entra.cycle();
  assert.equal(target.of("DELETE", "/Groups").length, 1);
});

test("a busy or broken target is asked again, when it says or a while later", async () => {
  employ("alice");
  target.script.push({ status: 429, headers: { "retry-after": "3" } }, { status: 503 });
  assert.equal((await service().cycle()).size, 0);
  assert.deepEqual(waits, [3000, 1000]);
  assert.equal(target.of("POST").length, 1);
});

test("a refusal is no reason to ask again; it is told by name, and the others go on", async () => {
  employ("alice");
  target.script.push({ status: 400 });
  const entra = service();
  employ("bob");
  const failures = await entra.cycle();
  assert.deepEqual(failures.size, 1);
  assert.deepEqual(waits, []);
  assert.equal(target.of("POST").length, 1);
  assert.equal((await entra.cycle()).size, 0);
  assert.equal(target.of("POST").length, 2);
});

test("a target that stays broken is given up after five attempts", async () => {
  target.script.push(...Array.from({ length: 9 }, () => ({ status: 500 })));
  await assert.rejects(service().testConnection(), ProvisioningError);
  assert.equal(target.received.length, 5);
});

test("a value is found where its path says", () => {
  const resource = { emails: [{ type: "home", value: "h" }, { type: "work", value: "w" }], [ENTERPRISE]: { manager: { value: "7" } } };
  assert.equal(valueAt(resource, 'emails[type eq "work"].value'), "w");
  assert.equal(valueAt(resource, `${ENTERPRISE}:manager`), "7");
  assert.equal(valueAt(resource, 'phoneNumbers[type eq "work"].value'), undefined);
});
