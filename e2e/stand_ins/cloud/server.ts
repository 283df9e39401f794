// A stand-in for the cloud the member accounts live in: takes role logons, opens console sessions, shows the console.
//
// It decides: sessions, where a RelayState may lead. Responses are judged in role_sso.ts, actions in console.ts.

import { randomBytes } from "node:crypto";
import { type Call, formOf, json, jsonOf, Loopback, redirect, Refusal, text } from "../loopback.ts";
import { Accounts, type NewAccount, type NewRole } from "./accounts.ts";
import { Console } from "./console.ts";
import { bucketPage, bucketsPage, homePage, instancesPage, type Notice, refusalPage } from "./pages.ts";
import { acceptResponse, AUDIENCE, type RoleLogon, type Site } from "./role_sso.ts";

const COOKIE = "cloud_console_session";
const OFFICIAL_SITES = ["aliyun.com", "alibabacloud.com", "hichina.com", "yunos.com", "taobao.com", "tmall.com", "alipay.com"];

export interface CloudOptions {
  readonly port?: number;
  readonly fallForward?: boolean;
  readonly site?: Site;
}

export class Cloud {
  readonly accounts = new Accounts();
  site: Site;
  /** Runs before every sign-in: a chance to register accounts and roles that are missing. */
  beforeSignIn: () => Promise<void> = () => Promise.resolve();
  readonly #server = new Loopback((refusal) => refusalPage(refusal));
  readonly #sessions = new Map<string, RoleLogon>();
  readonly #usedAssertions = new Map<string, number>();

  private constructor(site: Site) {
    this.site = site;
    this.#addSignIn();
    this.#addConsole();
    this.#addControl();
  }

  static async start({ port = 0, fallForward = false, site = "international" }: CloudOptions = {}): Promise<Cloud> {
    const cloud = new Cloud(site);
    await cloud.#server.start(port, fallForward);
    return cloud;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** Judges a response as the sign-in page does, without opening a session. */
  accept(samlResponse: string, now = new Date()): Promise<RoleLogon> {
    return acceptResponse(samlResponse, { accounts: this.accounts, site: this.site, recipient: `${this.origin}/saml-role/sso`, usedAssertions: this.#usedAssertions, now });
  }

  #addSignIn(): void {
    this.#server.post("/saml-role/sso", async (call) => {
      const form = await formOf(call);
      if (form.getAll("SAMLResponse").length !== 1) throw new Refusal(400, "InvalidSAMLResponse", "There is not exactly one SAMLResponse.");
      await this.beforeSignIn();
      const logon = await this.accept(text(form, "SAMLResponse"));
      const session = randomBytes(24).toString("base64url");
      this.#sessions.set(session, logon);
      return redirect(this.#landing(text(form, "RelayState")), `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`);
    });
  }

  /** A RelayState leads to a page of this console or, on an official site, to the product of that name; else home. */
  #landing(relayState: string): string {
    if (!URL.canParse(relayState)) return "/console";
    const url = new URL(relayState);
    if (url.origin === this.origin && /^\/console(\/|$)/.test(url.pathname)) return url.pathname;
    const official = url.protocol === "https:" && OFFICIAL_SITES.some((site) => url.hostname.endsWith(`.${site}`));
    const product = official ? ["ecs", "oss"].find((name) => url.hostname.split(".").some((label) => label === name || label === `${name}next`)) : undefined;
    return product ? `/console/${product}` : "/console";
  }

  #console(call: Call): Console {
    const now = new Date();
    const logon = this.#sessions.get(call.cookies.get(COOKIE) ?? "");
    if (!logon) throw new Refusal(401, "NotSignedIn", "Log on through your company’s portal.");
    if (logon.until <= now) throw new Refusal(401, "SessionExpired", "Your session is over. Log on through your company’s portal again.");
    return new Console(logon, now);
  }

  #addConsole(): void {
    const server = this.#server;
    server.get("/", () => redirect("/console"));
    server.get("/console", (call) => homePage(this.#console(call)));
    server.post("/console/sign-out", (call) => {
      this.#sessions.delete(call.cookies.get(COOKIE) ?? "");
      throw new Refusal(401, "SignedOut", "You signed out.");
    });
    server.get("/console/ecs", (call) => instancesPage(this.#console(call), undefined));
    for (const operation of ["Start", "Stop"] as const) {
      server.post(`/console/ecs/:id/${operation.toLowerCase()}`, (call) => {
        const console = this.#console(call);
        const notice = attempt(() => `${operation === "Start" ? "Started" : "Stopped"} ${console.changeInstance(call.params["id"] ?? "", operation).name}.`);
        return instancesPage(console, notice);
      });
    }
    server.get("/console/oss", (call) => bucketsPage(this.#console(call)));
    server.get("/console/oss/:bucket", (call) => {
      const console = this.#console(call);
      return bucketPage(console, console.bucket(call.params["bucket"] ?? ""), undefined);
    });
    server.post("/console/oss/:bucket/:operation", (call) => this.#changeObject(call));
  }

  async #changeObject(call: Call): Promise<Response> {
    const console = this.#console(call);
    const bucket = console.bucket(call.params["bucket"] ?? "");
    const form = await formOf(call);
    const key = text(form, "key");
    let content: string | undefined;
    const notice = attempt(() => {
      switch (call.params["operation"]) {
        case "read":
          content = console.readObject(bucket, key);
          return `Read ${key}.`;
        case "write":
          console.writeObject(bucket, key, text(form, "content"));
          return `Uploaded ${key}.`;
        case "delete":
          console.deleteObject(bucket, key);
          return `Deleted ${key}.`;
        default:
          throw new Refusal(404, "NotFound", "There is no such operation.");
      }
    });
    return bucketPage(console, bucket, notice, content);
  }

  #addControl(): void {
    const server = this.#server;
    server.get("/control/state", () =>
      json({
        site: this.site,
        signIn: `${this.origin}/saml-role/sso`,
        accounts: this.accounts.list().map(({ id, name, providers, roles }) => ({
          id,
          name,
          samlProviders: [...providers.values()].map((provider) => ({ name: provider.name, entityId: provider.entityId })),
          roles: [...roles.values()].map((role) => ({ name: role.name, trustedProvider: role.trustedProvider, policies: role.policies.map((policy) => policy.name) })),
        })),
      }),
    );
    server.post("/control/accounts", async (call) => json({ id: this.accounts.put(await jsonOf<NewAccount>(call)).id }));
    server.post("/control/accounts/:account/saml-providers", async (call) => {
      const { name, metadata } = await jsonOf<{ name: string; metadata: string }>(call);
      return json({ entityId: this.accounts.putProvider(call.params["account"] ?? "", name, metadata).entityId });
    });
    server.post("/control/accounts/:account/roles", async (call) => json({ name: this.accounts.putRole(call.params["account"] ?? "", await jsonOf<NewRole>(call)).name }));
    server.post("/control/site", async (call) => {
      const { site } = await jsonOf<{ site: Site }>(call);
      if (!Object.hasOwn(AUDIENCE, site)) throw new Refusal(400, "InvalidParameter", "site is international or china.");
      this.site = site;
      return json({ site });
    });
    server.post("/control/reset", () => {
      this.accounts.clear();
      this.#sessions.clear();
      this.#usedAssertions.clear();
      return json({});
    });
  }
}

/** Does an action of the console; a refusal becomes the notice on the page. */
function attempt(action: () => string): Notice {
  try {
    return { done: action() };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
