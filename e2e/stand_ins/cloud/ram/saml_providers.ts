// SAML providers of an account, as IMS keeps them: an identity provider's metadata under a name.

import { Refusal } from "../../loopback.ts";
import { attribute, children, NS, only, parse, rootOf, textOf } from "../../xml.ts";
import type { Account } from "../accounts.ts";
import { checkLength, checkName, limitExceeded, notThere, PROVIDER_NAME, thereAlready } from "./rules.ts";

const MOST_PROVIDERS = 100;
const LARGEST_METADATA = 100_000;

export interface SamlProvider {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** The metadata document. */
  readonly metadata: string;
  readonly entityId: string;
  readonly certificates: readonly string[];
  readonly created: Date;
  readonly updated: Date;
}

export function createProvider(account: Account, name: string, metadata: string, description = ""): SamlProvider {
  checkName(name, PROVIDER_NAME);
  const provider = { name, arn: `acs:ram::${account.id}:saml-provider/${name}`, ...read(metadata, description), created: new Date(), updated: new Date() };
  if (account.providers.has(name)) thereAlready("SAMLProvider", `SAML provider ${name}`);
  if (account.providers.size >= MOST_PROVIDERS) limitExceeded("SAMLProvider", "The count of SAML providers beyond the current limits.");
  account.providers.set(name, provider);
  return provider;
}

export function findProvider(account: Account, name: string): SamlProvider {
  checkName(name, PROVIDER_NAME);
  return account.providers.get(name) ?? notThere("SAMLProvider", `SAML provider ${name}`);
}

/** Only what is given changes. */
export function updateProvider(account: Account, name: string, { metadata, description }: { readonly metadata?: string | undefined; readonly description?: string | undefined }): SamlProvider {
  const known = findProvider(account, name);
  const provider = { ...known, ...read(metadata ?? known.metadata, description ?? known.description), updated: new Date() };
  account.providers.set(name, provider);
  return provider;
}

export function deleteProvider(account: Account, name: string): void {
  findProvider(account, name);
  account.providers.delete(name);
}

function read(metadata: string, description: string): Pick<SamlProvider, "metadata" | "description" | "entityId" | "certificates"> {
  checkLength(metadata, "EncodedSAMLMetadataDocument", LARGEST_METADATA);
  return { metadata, description: checkLength(description, "Description", 256), ...readMetadata(metadata) };
}

/** What the cloud takes out of an identity provider's metadata. */
export function readMetadata(metadata: string): Pick<SamlProvider, "entityId" | "certificates"> {
  try {
    const entity = rootOf(parse(metadata), NS.metadata, "EntityDescriptor");
    const entityId = attribute(entity, "entityID");
    const descriptor = only(entity, NS.metadata, "IDPSSODescriptor");
    const certificates = children(descriptor, NS.metadata, "KeyDescriptor")
      .filter((key) => (attribute(key, "use") ?? "signing") === "signing")
      .map((key) => textOf(only(only(only(key, NS.dsig, "KeyInfo"), NS.dsig, "X509Data"), NS.dsig, "X509Certificate")).replace(/\s+/g, ""));
    if (!entityId || certificates.length === 0) throw new Error("the entity id or the signing certificate is missing");
    return { entityId, certificates };
  } catch (error) {
    throw new Refusal(400, "MalformedSAMLMetadataDocument", `The metadata document cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
