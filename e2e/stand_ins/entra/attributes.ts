// What Entra ID's provisioning service sends of a user: the attribute mapping it starts with, and where each value
// stands in a SCIM resource.
//
// It decides which attributes there are and how a path is read. It sends nothing.

import type { User } from "../idp/tenant.ts";

export const CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const MANAGER = `${ENTERPRISE_USER}:manager`;

export type Value = string | boolean;
/** Paths of the target, each with its value; without one where the source has none. */
export type Mapping = readonly (readonly [path: string, value: Value | undefined])[];
export type Json = { [key: string]: unknown };

/** The default mapping, with externalId from objectId as this directory asks for. */
export function mappingOf(user: User): Mapping {
  const { profile } = user;
  return [
    ["userName", user.upn],
    ["externalId", user.objectId],
    ["active", true],
    ["displayName", user.displayName],
    ["title", profile.jobTitle],
    ['emails[type eq "work"].value', user.mail],
    ["preferredLanguage", profile.preferredLanguage],
    ["name.givenName", user.givenName],
    ["name.familyName", user.surname],
    ["name.formatted", `${user.givenName} ${user.surname}`],
    ['addresses[type eq "work"].formatted', profile.physicalDeliveryOfficeName],
    ['addresses[type eq "work"].streetAddress', profile.streetAddress],
    ['addresses[type eq "work"].locality', profile.city],
    ['addresses[type eq "work"].region', profile.state],
    ['addresses[type eq "work"].postalCode', profile.postalCode],
    ['addresses[type eq "work"].country', profile.country],
    ['phoneNumbers[type eq "work"].value', profile.telephoneNumber],
    ['phoneNumbers[type eq "mobile"].value', profile.mobile],
    ['phoneNumbers[type eq "fax"].value', profile.facsimileTelephoneNumber],
    [`${ENTERPRISE_USER}:employeeNumber`, profile.employeeId],
    [`${ENTERPRISE_USER}:department`, profile.department],
  ];
}

interface Path {
  /** The schema whose object holds the attribute; absent for the core schema. */
  readonly schema: string | undefined;
  readonly attribute: string;
  /** The type of the element that is meant, of a multi-valued attribute. */
  readonly type: string | undefined;
  readonly sub: string | undefined;
}

function parse(path: string): Path {
  const found = /^(?:(urn:.+):)?(\w+)(?:\[type eq "(\w+)"\])?(?:\.(\w+))?$/.exec(path);
  if (!found) throw new Error(`the mapping has no path ${path}`);
  const [, schema, attribute = "", type, sub] = found;
  return { schema, attribute, type, sub };
}

function objectAt(holder: Json, key: string): Json {
  const there = holder[key];
  if (typeof there === "object" && there !== null && !Array.isArray(there)) return there as Json;
  const made: Json = {};
  holder[key] = made;
  return made;
}

/** A resource as it is posted, out of the mapped values. */
export function userResource(mapping: Mapping): Json {
  const resource: Json = { schemas: [CORE_USER, ENTERPRISE_USER], meta: { resourceType: "User" }, roles: [] };
  for (const [path, value] of mapping) {
    if (value === undefined) continue;
    const { schema, attribute, type, sub } = parse(path);
    const holder = schema === undefined ? resource : objectAt(resource, schema);
    if (sub === undefined) holder[attribute] = value;
    else if (type === undefined) objectAt(holder, attribute)[sub] = value;
    else elementOf(holder, attribute, type)[sub] = value;
  }
  return resource;
}

function elementOf(holder: Json, attribute: string, type: string): Json {
  const list = (holder[attribute] ??= []) as Json[];
  const known = list.find((element) => element["type"] === type);
  if (known) return known;
  const made: Json = type === "work" && attribute === "emails" ? { primary: true, type } : { type };
  list.push(made);
  return made;
}

/** What the resource holds at the path. */
export function valueAt(resource: Json, path: string): Value | undefined {
  const { schema, attribute, type, sub } = parse(path);
  const holder = schema === undefined ? resource : ((resource[schema] ?? {}) as Json);
  let found = holder[attribute];
  if (type !== undefined) found = Array.isArray(found) ? found.find((element) => (element as Json)["type"] === type) : undefined;
  if (sub !== undefined) found = typeof found === "object" && found !== null ? (found as Json)[sub] : undefined;
  // A reference is known by its value.
  if (typeof found === "object" && found !== null && "value" in found) found = found.value;
  return typeof found === "string" || typeof found === "boolean" ? found : undefined;
}
