// The control door of the identity provider, for tests and scripts: JSON over loopback, no pages.

import { json, jsonOf, type Loopback, Refusal } from "../loopback.ts";
import type { Fault } from "./faults.ts";
import { readMetadata } from "./service_provider.ts";
import { type Application, type NameIdSource, type NewUser, type RolloverStep, type Tenant } from "./tenant.ts";

/** What a test may say about an application; a name that exists is changed, not doubled. */
export interface ApplicationSettings {
  readonly name: string;
  /** The service provider's metadata document; fills identifier and reply URL. */
  readonly metadata?: string;
  readonly identifier?: string;
  readonly replyUrl?: string;
  readonly relayState?: string;
  readonly nameIdSource?: NameIdSource;
  readonly requireSignedRequests?: boolean;
  readonly assigned?: readonly string[];
}

/** A response to be made without a browser. */
export interface TokenOrder {
  readonly application: string;
  readonly upn: string;
  readonly inResponseTo?: string;
}

export interface MintedToken {
  readonly samlResponse: string;
  readonly replyUrl: string;
}

export interface Minting {
  mint(application: Application, upn: string, inResponseTo: string | undefined): MintedToken;
  userAccessUrl(application: Application): string;
}

export function putApplication(tenant: Tenant, settings: ApplicationSettings): Application {
  const application = [...tenant.applications.values()].find((known) => known.name === settings.name) ?? tenant.newApplication(settings.name);
  if (settings.metadata !== undefined) {
    const read = readMetadata(settings.metadata);
    Object.assign(application, { identifier: read.entityId, replyUrl: read.acsUrl, requestCertificates: read.certificates });
  }
  if (settings.identifier !== undefined) application.identifier = settings.identifier;
  if (settings.replyUrl !== undefined) application.replyUrl = settings.replyUrl;
  if (settings.relayState !== undefined) application.relayState = settings.relayState;
  if (settings.nameIdSource !== undefined) application.nameIdSource = settings.nameIdSource;
  if (settings.requireSignedRequests !== undefined) application.requireSignedRequests = settings.requireSignedRequests;
  for (const upn of settings.assigned ?? []) tenant.assign(application, upn);
  return application;
}

function byName(tenant: Tenant, name: string): Application {
  for (const application of tenant.applications.values()) if (application.name === name || application.appId === name) return application;
  throw new Refusal(404, "NoApplication", `There is no application named ${name}.`);
}

export function addControlRoutes(server: Loopback, tenant: Tenant, minting: Minting): void {
  server.get("/control/state", () =>
    json({
      tenantId: tenant.id,
      entityId: tenant.entityId,
      metadata: `${server.origin}/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml`,
      certificates: tenant.keys.map((key) => key.fingerprint),
      users: [...tenant.users.values()].map(({ upn, enabled, objectId }) => ({ upn, enabled, objectId })),
      applications: [...tenant.applications.values()].map((application) => ({ ...application, assigned: [...application.assigned], userAccessUrl: minting.userAccessUrl(application) })),
    }),
  );
  server.post("/control/users", async (call) => {
    const user = await jsonOf<NewUser>(call);
    if (!user.upn || !user.password) throw new Refusal(400, "Incomplete", "A user needs a upn and a password.");
    return json({ objectId: tenant.putUser(user).objectId });
  });
  server.post("/control/applications", async (call) => {
    const application = putApplication(tenant, await jsonOf<ApplicationSettings>(call));
    return json({ appId: application.appId, userAccessUrl: minting.userAccessUrl(application) });
  });
  server.post("/control/fault", async (call) => {
    tenant.nextFault = await jsonOf<Fault>(call);
    return json({});
  });
  server.post("/control/rollover", async (call) => {
    const { step } = await jsonOf<{ step: RolloverStep }>(call);
    if (!["publish", "switch", "remove"].includes(step)) throw new Refusal(400, "NoStep", "step is publish, switch or remove.");
    tenant.rollOver(step);
    return json({ certificates: tenant.keys.map((key) => key.fingerprint) });
  });
  server.post("/control/token", async (call) => {
    const order = await jsonOf<TokenOrder>(call);
    return json(minting.mint(byName(tenant, order.application), order.upn, order.inResponseTo));
  });
}
