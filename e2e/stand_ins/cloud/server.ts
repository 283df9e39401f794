// A stand-in for the cloud the member accounts live in: takes logons of roles and RAM users, opens console sessions, shows the console,
// and answers the management API, all on one set of accounts.
//
// It decides: sessions, where a RelayState may lead. Responses are judged in role_sso.ts and user_sso.ts, actions in console.ts, API
// requests in api/; what tests may change from outside stands in control.ts.

import { randomBytes } from "node:crypto";
import { type Call, formOf, Loopback, redirect, Refusal, text } from "../loopback.ts";
import { Accounts, type NewAccount } from "./accounts.ts";
import { Api } from "./api/doors.ts";
import type { AccessKey } from "./api/keys.ts";
import { isApiRequest } from "./api/request.ts";
import { Console, type Logon } from "./console.ts";
import { addControl } from "./control.ts";
import { Organization } from "./organization.ts";
import { bucketPage, bucketsPage, homePage, instancesPage, type Notice, refusalPage, signInPage } from "./pages.ts";
import { attachmentKey } from "./ram/policies.ts";
import { attachToUser, createUser } from "./ram/users.ts";
import { acceptResponse, type Expectations, judgeResponse, type RoleLogon, type Site } from "./role_sso.ts";
import { acceptUserResponse, signIn, type UserLogon } from "./user_sso.ts";

const COOKIE = "cloud_console_session";
const OFFICIAL_SITES = ["aliyun.com", "alibabacloud.com", "hichina.com", "yunos.com", "taobao.com", "tmall.com", "alipay.com"];

export interface CloudOptions {
  readonly port?: number;
  readonly fallForward?: boolean;
  readonly site?: Site;
}

/** What somebody needs who provisions from the management account: no more than that. */
const MANAGER_POLICIES = ["AliyunRAMFullAccess", "AliyunSTSAssumeRoleAccess", "AliyunResourceDirectoryReadOnlyAccess"];

export class Cloud {
  readonly accounts = new Accounts();
  readonly api: Api;
  organization: Organization | undefined;
  site: Site;
  readonly #server = new Loopback((refusal) => refusalPage(refusal));
  readonly #sessions = new Map<string, Logon>();
  readonly #usedAssertions = new Map<string, number>();

  private constructor(site: Site) {
    this.site = site;
    this.api = new Api({ accounts: this.accounts, organization: () => this.organization, judge: (samlResponse, now) => judgeResponse(samlResponse, this.#expectations(now)) });
    this.#addApi();
    this.#addSignIn();
    this.#addConsole();
    addControl(this.#server, this);
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
    return acceptResponse(samlResponse, this.#expectations(now));
  }

  /** The same for a RAM user. */
  acceptUser(samlResponse: string, now = new Date()): Promise<UserLogon> {
    return acceptUserResponse(samlResponse, { accounts: this.accounts, recipient: `${this.origin}/saml/SSO`, usedAssertions: this.#usedAssertions, now });
  }

  #expectations(now: Date): Expectations {
    return { accounts: this.accounts, site: this.site, recipient: `${this.origin}/saml-role/sso`, usedAssertions: this.#usedAssertions, now };
  }

  /** Makes the account the management account of a new resource directory, with a user who may provision from there. */
  organize(management: NewAccount): { readonly organization: Organization; readonly accessKey: AccessKey } {
    const account = this.accounts.put(management);
    const organization = new Organization(this.accounts, account);
    this.organization = organization;
    return { organization, accessKey: this.accessKey(account.id, "cloudsso", MANAGER_POLICIES) };
  }

  /** An AccessKey of a RAM user with these system policies; the user is made where it is missing. */
  accessKey(accountId: string, userName: string, systemPolicies: readonly string[] = []): AccessKey {
    const account = this.accounts.get(accountId);
    const user = account.users.get(userName) ?? createUser(account, userName);
    for (const policy of systemPolicies) if (!user.attached.has(attachmentKey("System", policy))) attachToUser(account, userName, "System", policy);
    return this.api.keys.createForUser(user);
  }

  /** Forgets everything. */
  clear(): void {
    this.organization = undefined;
    this.accounts.clear();
    this.api.clear();
    this.#sessions.clear();
    this.#usedAssertions.clear();
  }

  #addApi(): void {
    this.#server.post("/", (call) => this.api.answer(call));
    this.#server.get("/", (call) => (isApiRequest(call) ? this.api.answer(call) : redirect("/console")));
  }

  #addSignIn(): void {
    const accepting = (accept: (response: string) => Promise<Logon>) => async (call: Call): Promise<Response> => {
      const form = await formOf(call);
      if (form.getAll("SAMLResponse").length !== 1) throw new Refusal(400, "InvalidSAMLResponse", "There is not exactly one SAMLResponse.");
      return this.#open(await accept(text(form, "SAMLResponse")), this.#landing(text(form, "RelayState")));
    };
    this.#server.post("/saml-role/sso", accepting((response) => this.accept(response)));
    this.#server.post("/saml/SSO", accepting((response) => this.acceptUser(response)));
    this.#server.get("/login", () => signInPage());
    this.#server.post("/login", async (call) => {
      const form = await formOf(call);
      const found = signIn(this.accounts, text(form, "name"), text(form, "password"), new Date(), this.origin);
      return found instanceof URL ? redirect(found.href) : this.#open(found, "/console");
    });
  }

  #open(logon: Logon, landing: string): Response {
    const session = randomBytes(24).toString("base64url");
    this.#sessions.set(session, logon);
    return redirect(landing, `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`);
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
    if ("user" in logon && logon.account.users.get(logon.user.name) !== logon.user) throw new Refusal(401, "EntityNotExist.User", "The RAM user is gone.");
    return new Console(logon, now);
  }

  #addConsole(): void {
    const server = this.#server;
    server.get("/console", (call) => {
      const console = this.#console(call);
      return homePage(console, "user" in console.logon ? this.api.keys.ofUser(console.logon.user).map((key) => key.id) : []);
    });
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
