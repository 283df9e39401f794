// The operators of a RAM policy's Condition element.
//
// Operators and keys all have to hold; of a key's values one has to, or none where the operator negates.
// A key the request does not carry fails a plain operator and satisfies a negating one.

import { matches } from "./wildcard.ts";

/** What a request says about itself: `acs:SourceIp`, `acs:CurrentTime`, tags. */
export type RequestContext = Readonly<Record<string, string>>;

type Test = (actual: string, expected: string) => boolean;

const numeric = (test: (a: number, b: number) => boolean): Test => (actual, expected) => {
  const [a, b] = [Number(actual), Number(expected)];
  return Number.isFinite(a) && Number.isFinite(b) && test(a, b);
};

const date = (test: (a: number, b: number) => boolean): Test => (actual, expected) => {
  const [a, b] = [Date.parse(actual), Date.parse(expected)];
  return Number.isFinite(a) && Number.isFinite(b) && test(a, b);
};

const lower = (text: string): string => text.toLowerCase();

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => lower(actual) === lower(expected),
  StringLike: (actual, expected) => matches(expected, actual),
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  Bool: (actual, expected) => lower(actual) === lower(expected),
  IpAddress: inRange,
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
};

export function isOperator(name: string): boolean {
  return Object.hasOwn(TESTS, name) || Object.hasOwn(NEGATED, name);
}

/** Whether one operator holds for one key. */
export function holds(operator: string, key: string, values: readonly string[], context: RequestContext): boolean {
  const negated = NEGATED[operator];
  const test = TESTS[negated ?? operator];
  if (!test) return false;
  const actual = Object.hasOwn(context, key) ? context[key] : undefined;
  if (actual === undefined) return negated !== undefined;
  const any = values.some((expected) => test(actual, expected));
  return negated === undefined ? any : !any;
}

/** IPv4 address in an address or CIDR block. */
function inRange(actual: string, expected: string): boolean {
  const [network = "", bits = "32"] = expected.split("/");
  const [address, base] = [toNumber(actual), toNumber(network)];
  const prefix = Number(bits);
  if (address === undefined || base === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > 32) return false;
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) === Math.floor(base / size);
}

function toNumber(address: string): number | undefined {
  const parts = address.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
