// `make run`: the server with a sample company, and beside it the stand-in identity provider and cloud.
//
// A second run finds the same company: the directory's database and the identity provider's keys stay in the data
// folder. Ctrl-C or SIGTERM ends all three; when one of them ends by itself, so do the others.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createPrivateKey } from "node:crypto";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AdministratorApi, ApiRefusal } from "../fixtures/administrator_api.ts";
import { freePort } from "../fixtures/loopback_port.ts";
import { Server } from "../fixtures/server.ts";
import type { KeyAndCertificate } from "./certificate.ts";
import { Cloud } from "./cloud/server.ts";
import { connectCloud, connectIdentityProvider, fillDirectory, registerApplication } from "./company.ts";
import { IdentityProvider } from "./idp/server.ts";
import { type Application, Tenant } from "./idp/tenant.ts";
import { SAMPLE_COMPANY } from "./sample_company.ts";

const ADMINISTRATOR = { name: "admin", password: "admin-sample-password" };
const { values: given } = parseArgs({
  options: {
    binary: { type: "string", default: "../target/release/cloudsso" },
    data: { type: "string", default: "../data/run" },
  },
});

interface Party {
  stop(): Promise<void>;
}

const running: Party[] = [];
let ending = false;

/** Stops what was started last first, and leaves. */
async function end(code: number, line?: string): Promise<never> {
  if (!ending) {
    ending = true;
    if (line) console.error(line);
    for (const party of running.reverse()) await party.stop().catch((error: unknown) => console.error(error));
    process.exit(code);
  }
  return new Promise(() => undefined);
}

/** The tenant with the keys of the last run, so that the directory goes on trusting it. */
function rememberedTenant(file: string): Tenant {
  if (existsSync(file)) {
    const { id, key } = JSON.parse(readFileSync(file, "utf8")) as { id: string; key: Omit<KeyAndCertificate, "privateKey"> };
    return new Tenant(id, { ...key, privateKey: createPrivateKey(key.privateKeyPem) });
  }
  const tenant = new Tenant();
  writeFileSync(file, JSON.stringify({ id: tenant.id, key: tenant.signingKey }, ["id", "key", "base64", "pem", "privateKeyPem", "fingerprint"]), { mode: 0o600 });
  return tenant;
}

/** Signs the sample administrator in; makes the account first, or sets its password back when somebody changed it. */
async function administrator(server: Server): Promise<AdministratorApi> {
  const api = new AdministratorApi(server.url);
  for (const command of [undefined, "create", "reset"]) {
    if (command) await server.run(["administrator", command, ADMINISTRATOR.name], `${ADMINISTRATOR.password}\n`).catch((error: unknown) => (command === "reset" ? Promise.reject(error) : undefined));
    try {
      await api.signIn(ADMINISTRATOR.name, ADMINISTRATOR.password);
      return api;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.code !== "WrongPassword") throw error;
    }
  }
  throw new Error("The sample administrator cannot sign in.");
}

/** The cloud remembers nothing of the last run; the server does: accounts and roles are made again as it knows them. */
async function makeRolesAgain(api: AdministratorApi, cloud: Cloud): Promise<void> {
  for (const { id, name } of (await api.getResourceDirectory()).accounts) if (!cloud.accounts.find(id)) cloud.organization?.addMember({ id, name });
  const roles = new Map<string, string[]>();
  for (const { account_id, access_configuration_id } of await api.listProvisionings()) roles.set(access_configuration_id, [...(roles.get(access_configuration_id) ?? []), account_id]);
  // A role that the cloud refuses is the administrator's to mend, in the running console.
  for (const [configuration, accounts] of roles) await api.settle(await api.provision(configuration, accounts)).catch((error: unknown) => console.error(error));
}

/** Exactly ten lines. */
function announce(server: Server, directoryName: string, idp: IdentityProvider, application: Application, cloud: Cloud, data: string): void {
  const people = SAMPLE_COMPANY.people.map(({ upn, password }) => `${upn} / ${password}`).join(", ");
  const lines = [
    "CloudSSO is running with a sample company. Ctrl-C stops everything.",
    `  Users sign in         ${server.url}/${directoryName}/login`,
    `  Administrators        ${server.url}/console/sign-in   ${ADMINISTRATOR.name} / ${ADMINISTRATOR.password}`,
    `  Identity provider     ${idp.origin}/applications   (stand-in for Microsoft Entra ID; My Apps: ${idp.origin}/myapps)`,
    `  Its people            ${people}`,
    `  Cloud                 ${cloud.origin}   (stand-in; log on to it through the portal)`,
    "  Try: sign in          open the first address, press Go, sign in as alice@example.com with the password above",
    "  Try: reach an account press Show Details beside Shop production, then Log On beside ecs-reader; in the cloud, Stop is refused",
    `  Try: the other way    open ${idp.userAccessUrl(application)}`,
    `  Data                  ${data} (remove it to begin afresh); the server's log: ${join(data, "server.log")}`,
  ];
  console.log(lines.join("\n"));
}

async function start(): Promise<void> {
  const binary = resolve(given.binary);
  const data = resolve(given.data);
  const directoryName = "example";
  if (!existsSync(binary)) throw new Error(`There is no server at ${binary}; make build makes it.`);
  mkdirSync(data, { recursive: true });
  const cloud = await Cloud.start({ port: 8095, fallForward: true });
  running.push(cloud);
  const idp = await IdentityProvider.start({ port: 8090, fallForward: true, tenant: rememberedTenant(join(data, "identity-provider.json")) });
  running.push(idp);
  const server = await Server.start({ binary, folder: data, port: await freePort(8080), cloud: cloud.origin, directoryName });
  running.push(server);
  server.onCrash((how) => void end(1, `The server stopped, so everything stops: ${how}`));
  const api = await administrator(server);
  await connectCloud(api, cloud, SAMPLE_COMPANY);
  await makeRolesAgain(api, cloud);
  await fillDirectory(api, SAMPLE_COMPANY);
  const application = await registerApplication(api, idp, SAMPLE_COMPANY.people);
  await connectIdentityProvider(api, idp);
  announce(server, (await api.getSettings()).directory_name, idp, application, cloud, data);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
process.on("uncaughtException", (error) => void end(1, `A stand-in failed, so everything stops: ${error.stack ?? error.message}`));
process.on("unhandledRejection", (error) => void end(1, `A stand-in failed, so everything stops: ${String(error)}`));

start().catch((error: unknown) => end(1, error instanceof Error ? error.message : String(error)));
