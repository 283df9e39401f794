// What RAM asks of every name and text, and how it says no. Codes and limits are those of its API documents.

import { Refusal } from "../../loopback.ts";

export function notThere(code: string, what: string): never {
  throw new Refusal(404, `EntityNotExist.${code}`, `The ${what} does not exist.`);
}

export function thereAlready(code: string, what: string): never {
  throw new Refusal(409, `EntityAlreadyExists.${code}`, `The ${what} already exists.`);
}

export function deleteConflict(code: string, message: string): never {
  throw new Refusal(409, `DeleteConflict.${code}`, message);
}

export function limitExceeded(code: string, message: string): never {
  throw new Refusal(409, `LimitExceeded.${code}`, message);
}

export interface NameRule {
  readonly parameter: string;
  readonly longest: number;
  /** Every character that may stand in the name. */
  readonly characters: RegExp;
}

export const ROLE_NAME: NameRule = { parameter: "RoleName", longest: 64, characters: /^[A-Za-z0-9.-]*$/ };
export const POLICY_NAME: NameRule = { parameter: "PolicyName", longest: 128, characters: /^[A-Za-z0-9-]*$/ };
export const PROVIDER_NAME: NameRule = { parameter: "SAMLProviderName", longest: 128, characters: /^[A-Za-z0-9._-]*$/ };
export const USER_NAME: NameRule = { parameter: "UserName", longest: 64, characters: /^[A-Za-z0-9._-]*$/ };
export const GROUP_NAME: NameRule = { parameter: "GroupName", longest: 128, characters: /^[A-Za-z0-9._-]*$/ };

/** The name, if RAM takes it. */
export function checkName(name: string, rule: NameRule): string {
  if (name === "") throw new Refusal(400, `MissingParameter.${rule.parameter}`, `The parameter ${rule.parameter} is required.`);
  if (!rule.characters.test(name)) throw new Refusal(400, `InvalidParameter.${rule.parameter}.InvalidChars`, `The parameter - "${rule.parameter}" contains invalid chars.`);
  return checkLength(name, rule.parameter, rule.longest);
}

/** The text, if it is not too long. */
export function checkLength(text: string, parameter: string, longest: number): string {
  if (text.length > longest) throw new Refusal(400, `InvalidParameter.${parameter}.Length`, `The parameter - "${parameter}" beyond the length limit.`);
  return text;
}
