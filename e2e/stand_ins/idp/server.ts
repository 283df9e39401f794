// A stand-in for Microsoft Entra ID as a SAML identity provider, on the loopback address.
//
// It decides: who is signed in here, which page comes next, when a response may be made.
// It leaves to others: messages (token, metadata, service_provider), pages, what the tenant knows.

import { selfSubmitting } from "../html.ts";
import { type Call, formOf, json, Loopback, redirect, Refusal, text } from "../loopback.ts";
import { applicationPage, applicationsPage } from "./application_pages.ts";
import { addControlRoutes, type ApplicationSettings, type MintedToken, putApplication } from "./control.ts";
import { federationMetadata } from "./metadata.ts";
import { type AuthnRequest, readMetadata, readPost, readRedirect } from "./service_provider.ts";
import { myAppsPage, passwordPage, refusalPage, signedOutPage, userNamePage } from "./sign_in_pages.ts";
import { type Application, type NameIdSource, newHandle, Tenant, type User } from "./tenant.ts";
import { samlResponse } from "./token.ts";

const COOKIE = "ESTSAUTH";

/** Where a sign-in goes once the person is known. */
interface Flow {
  readonly application: Application | undefined;
  readonly inResponseTo: string | undefined;
  readonly relayState: string | undefined;
}

export interface IdpOptions {
  readonly port?: number;
  readonly fallForward?: boolean;
  readonly tenant?: Tenant;
}

export class IdentityProvider {
  readonly tenant: Tenant;
  readonly #server: Loopback;
  /** Session handle to user principal name. */
  readonly #sessions = new Map<string, string>();
  readonly #flows = new Map<string, Flow>();
  #lastResponse: { readonly samlResponse: string; readonly replyUrl: string } | undefined;

  private constructor(tenant: Tenant) {
    this.tenant = tenant;
    this.#server = new Loopback((refusal) => (refusal.code === "NoObject" ? json({ error: refusal.message }, refusal.status) : refusalPage(refusal)));
    this.#addSamlRoutes();
    this.#addSignInRoutes();
    this.#addApplicationRoutes();
    addControlRoutes(this.#server, tenant, this);
  }

  static async start({ port = 0, fallForward = false, tenant = new Tenant() }: IdpOptions = {}): Promise<IdentityProvider> {
    const provider = new IdentityProvider(tenant);
    await provider.#server.start(port, fallForward);
    return provider;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** The federation metadata, as the download gives it. */
  get metadata(): string {
    return federationMetadata(this.tenant, this.origin);
  }

  userAccessUrl(application: Application): string {
    return `${this.origin}/signin/${encodeURIComponent(application.name)}/${application.appId}?tenantId=${this.tenant.id}`;
  }

  putApplication(settings: ApplicationSettings): Application {
    return putApplication(this.tenant, settings);
  }

  /** A response for somebody, as the application would get it. */
  mint(application: Application, upn: string, inResponseTo: string | undefined): MintedToken {
    const user = this.tenant.findUser(upn);
    if (!user) throw new Refusal(400, "AADSTS50034", `The user account ${upn} does not exist in the directory.`);
    const fault = this.tenant.takeFault();
    if (fault.replay) {
      if (!this.#lastResponse) throw new Refusal(409, "NothingToReplay", "No response was sent yet.");
      return this.#lastResponse;
    }
    const xml = samlResponse({ tenant: this.tenant, application, user, inResponseTo, now: new Date(), fault });
    this.#lastResponse = { samlResponse: Buffer.from(xml).toString("base64"), replyUrl: application.replyUrl };
    return this.#lastResponse;
  }

  #addSamlRoutes(): void {
    const server = this.#server;
    server.get("/:tenant/federationmetadata/2007-06/federationmetadata.xml", (call) => {
      this.#checkTenant(call);
      return new Response(this.metadata, {
        headers: { "content-type": "application/xml; charset=utf-8", "content-disposition": 'attachment; filename="CloudSSODemo.xml"' },
      });
    });
    server.get("/:tenant/saml2", (call) => {
      this.#checkTenant(call);
      return this.#signInFor(call, readRedirect(this.tenant, call.url));
    });
    server.post("/:tenant/saml2", async (call) => {
      this.#checkTenant(call);
      return this.#signInFor(call, readPost(this.tenant, await formOf(call)));
    });
    server.get("/signin/:name/:appId", (call) => {
      if (call.url.searchParams.get("tenantId") !== this.tenant.id) throw new Refusal(400, "AADSTS90002", "Tenant not found. Check the tenantId in the address.");
      const application = this.tenant.application(call.params["appId"] ?? "");
      return this.#begin(call, { application, inResponseTo: undefined, relayState: application.relayState || undefined }, false);
    });
  }

  #addSignInRoutes(): void {
    const server = this.#server;
    server.get("/", () => redirect("/myapps"));
    server.get("/myapps", (call) => this.#begin(call, { application: undefined, inResponseTo: undefined, relayState: undefined }, false));
    server.get("/login/:flow", (call) => {
      this.#flow(call);
      return userNamePage(call.url.pathname);
    });
    server.post("/login/:flow", (call) => this.#credentials(call));
    server.post("/sign-out", (call) => {
      this.#sessions.delete(call.cookies.get(COOKIE) ?? "");
      return signedOutPage();
    });
  }

  #addApplicationRoutes(): void {
    const { tenant } = this;
    const server = this.#server;
    const show = (application: Application): Response => redirect(`/applications/${application.appId}`);
    const named = (call: Call): Application => tenant.application(call.params["appId"] ?? "");
    server.get("/applications", () => applicationsPage(tenant));
    server.post("/applications", async (call) => show(tenant.newApplication(text(await formOf(call), "name"))));
    server.get("/applications/:appId", (call) => {
      const application = named(call);
      return applicationPage({ tenant, application, userAccessUrl: this.userAccessUrl(application) });
    });
    server.post("/applications/:appId/metadata", async (call) => {
      const file = (await formOf(call)).get("file");
      if (file === null || typeof file === "string") throw new Refusal(400, "MetadataFileInvalid", "Choose a metadata file.");
      const read = readMetadata(await file.text());
      return show(Object.assign(named(call), { identifier: read.entityId, replyUrl: read.acsUrl, requestCertificates: read.certificates }));
    });
    server.post("/applications/:appId/basic", async (call) => {
      const form = await formOf(call);
      return show(Object.assign(named(call), { identifier: text(form, "identifier"), replyUrl: text(form, "replyUrl"), relayState: text(form, "relayState") }));
    });
    server.post("/applications/:appId/claims", async (call) => {
      const nameIdSource: NameIdSource = text(await formOf(call), "nameIdSource") === "user.mail" ? "user.mail" : "user.userprincipalname";
      return show(Object.assign(named(call), { nameIdSource }));
    });
    server.post("/applications/:appId/users", async (call) => {
      tenant.assign(named(call), text(await formOf(call), "upn"));
      return show(named(call));
    });
  }

  #checkTenant(call: Call): void {
    if (call.params["tenant"] !== this.tenant.id) throw new Refusal(400, "AADSTS90002", `Tenant '${call.params["tenant"]}' not found.`);
  }

  #signInFor(call: Call, request: AuthnRequest): Response {
    const flow = { application: request.application, inResponseTo: request.id, relayState: request.relayState };
    return this.#begin(call, flow, request.forceAuthn);
  }

  #begin(call: Call, flow: Flow, forceAuthn: boolean): Response {
    const user = this.tenant.findUser(this.#sessions.get(call.cookies.get(COOKIE) ?? "") ?? "");
    if (user?.enabled && !forceAuthn) return this.#finish(flow, user);
    const handle = newHandle();
    this.#flows.set(handle, flow);
    return redirect(`/login/${handle}`);
  }

  #flow(call: Call): Flow {
    const flow = this.#flows.get(call.params["flow"] ?? "");
    if (!flow) throw new Refusal(400, "AADSTS90025", "This sign-in is over. Start again from the application.");
    return flow;
  }

  async #credentials(call: Call): Promise<Response> {
    const flow = this.#flow(call);
    const form = await formOf(call);
    const upn = text(form, "upn");
    const user = this.tenant.findUser(upn);
    const action = call.url.pathname;
    if (!user) return userNamePage(action, upn, "This username may be incorrect. Make sure you typed it correctly.");
    const password = form.get("password");
    if (password === null) return passwordPage(action, user.upn);
    if (password !== user.password) return passwordPage(action, user.upn, "Your account or password is incorrect. (AADSTS50126)");
    if (!user.enabled) throw new Refusal(403, "AADSTS50057", "The user account is disabled.");
    this.#flows.delete(call.params["flow"] ?? "");
    const session = newHandle();
    this.#sessions.set(session, user.upn);
    const answer = this.#finish(flow, user);
    // None, as Entra sets it: the application's POST comes from another site and must find the session.
    answer.headers.append("set-cookie", `${COOKIE}=${session}; Path=/; HttpOnly; Secure; SameSite=None`);
    return answer;
  }

  #finish(flow: Flow, user: User): Response {
    const { application } = flow;
    if (!application) {
      const mine = [...this.tenant.applications.values()].filter((one) => this.tenant.isAssigned(one, user));
      return myAppsPage(user, mine.map((one) => ({ application: one, href: this.userAccessUrl(one) })));
    }
    if (!this.tenant.isAssigned(application, user)) {
      throw new Refusal(403, "AADSTS50105", `Your administrator has configured the application ${application.name} to block users unless they are assigned. The user '${user.upn}' is not assigned.`);
    }
    if (application.replyUrl === "") throw new Refusal(400, "AADSTS500113", "No reply address is registered for the application.");
    const minted = this.mint(application, user.upn, flow.inResponseTo);
    return selfSubmitting(minted.replyUrl, { SAMLResponse: minted.samlResponse, ...(flow.relayState ? { RelayState: flow.relayState } : {}) }, "Working...");
  }
}
