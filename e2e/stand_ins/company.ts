// A company as it is put into the three parties: people, accounts, access configurations and who may use what.
//
// Everything is put in as an administrator would, through the server's API, and only where it is missing: running it
// twice changes nothing. It decides the order; what the parties do with it is theirs.

import type { AccessConfiguration, AdministratorApi, NewAccessConfiguration, User } from "../fixtures/administrator_api.ts";
import type { Cloud } from "./cloud/server.ts";
import type { IdentityProvider } from "./idp/server.ts";
import type { Application } from "./idp/tenant.ts";

export interface Person {
  readonly upn: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  /** The folder that holds it; absent for the root. */
  readonly folder?: string;
  readonly management?: boolean;
}

/** One line of the plan: these people, on these accounts, with these access configurations. */
export interface Grant {
  readonly people: readonly string[];
  readonly accounts: readonly string[];
  readonly accessConfigurations: readonly string[];
}

export interface Company {
  readonly people: readonly Person[];
  readonly folders: readonly string[];
  readonly accounts: readonly Place[];
  readonly accessConfigurations: readonly NewAccessConfiguration[];
  readonly grants: readonly Grant[];
}

export const APPLICATION = "CloudSSODemo";

/** Makes the accounts in the cloud, as members of one resource directory, and gives the server a key to provision there. */
export async function connectCloud(api: AdministratorApi, cloud: Cloud, company: Company): Promise<void> {
  const management = company.accounts.find((account) => account.management);
  if (!management) throw new Error("The company's plan has no management account.");
  const { organization, accessKey } = cloud.organize({ id: management.id, name: management.name });
  const folders = new Map(company.folders.map((name): [string, string] => [name, organization.addFolder(name).id]));
  for (const { id, name, folder, management: manages } of company.accounts) if (!manages) organization.addMember({ id, name }, folder === undefined ? undefined : folders.get(folder));
  await api.putCloudCredential(accessKey);
}

/** Puts people, accounts, access configurations and assignments into the directory, and the roles into the accounts. */
export async function fillDirectory(api: AdministratorApi, company: Company): Promise<void> {
  const users = await ensureUsers(api, company.people);
  await ensureAccounts(api, company);
  const configurations = await ensureAccessConfigurations(api, company.accessConfigurations);
  for (const grant of company.grants) {
    await api.grant(
      grant.people.map((upn) => idOf(users, upn)),
      grant.accounts,
      grant.accessConfigurations.map((name) => idOf(configurations, name)),
    );
  }
}

function idOf(known: ReadonlyMap<string, { readonly id: string }>, name: string): string {
  const found = known.get(name);
  if (!found) throw new Error(`The company's plan names ${name}, which it does not define.`);
  return found.id;
}

async function ensureUsers(api: AdministratorApi, people: readonly Person[]): Promise<Map<string, User>> {
  const users = new Map((await api.listUsers()).map((user): [string, User] => [user.user_name, user]));
  for (const { upn, firstName, lastName } of people) {
    if (users.has(upn)) continue;
    users.set(upn, await api.createUser({ user_name: upn, first_name: firstName, last_name: lastName, display_name: `${firstName} ${lastName}`, email: upn }));
  }
  return users;
}

async function ensureAccounts(api: AdministratorApi, company: Company): Promise<void> {
  const directory = await api.getResourceDirectory();
  const folders = new Map(directory.folders.map((folder): [string, string] => [folder.name, folder.id]));
  for (const name of company.folders) if (!folders.has(name)) folders.set(name, (await api.createFolder(name)).id);
  const known = new Set(directory.accounts.map((account) => account.id));
  for (const { id, name, folder, management } of company.accounts) {
    if (known.has(id)) continue;
    await api.createAccount({ id, name, account_type: management ? "ManagementAccount" : "MemberAccount", folder_id: folder === undefined ? null : (folders.get(folder) ?? null) });
  }
}

async function ensureAccessConfigurations(api: AdministratorApi, wanted: readonly NewAccessConfiguration[]): Promise<Map<string, AccessConfiguration>> {
  const known = new Map((await api.listAccessConfigurations()).map((one): [string, AccessConfiguration] => [one.name, one]));
  for (const configuration of wanted) {
    if (!known.has(configuration.name)) known.set(configuration.name, await api.createAccessConfiguration(configuration));
  }
  return known;
}

/** Registers the directory as an application at the identity provider, and its people there. */
export async function registerApplication(api: AdministratorApi, idp: IdentityProvider, people: readonly Person[]): Promise<Application> {
  for (const { upn, password, firstName, lastName } of people) {
    idp.tenant.putUser({ upn, password, givenName: firstName, surname: lastName, displayName: `${firstName} ${lastName}` });
  }
  const metadata = await api.document((await api.getSettings()).entity_id);
  return idp.putApplication({ name: APPLICATION, metadata, assigned: people.map((person) => person.upn) });
}

/** Uploads the identity provider's metadata where it differs from what is configured, and switches SSO Logon on. */
export async function connectIdentityProvider(api: AdministratorApi, idp: IdentityProvider): Promise<void> {
  const { identity_provider: configured, sso_enabled: enabled } = await api.getSettings();
  const fingerprints = (list: readonly string[]): string => list.map((text) => text.replaceAll(":", "").toLowerCase()).sort().join();
  const same =
    configured?.entity_id === idp.tenant.entityId &&
    configured.logon_url === `${idp.origin}/${idp.tenant.id}/saml2` &&
    fingerprints(configured.certificates.map((certificate) => certificate.fingerprint)) === fingerprints(idp.tenant.keys.map((key) => key.fingerprint));
  if (!same) await api.uploadIdentityProvider(idp.metadata);
  if (!enabled) await api.setSsoLogon(true);
}
