// An API request as it arrives: which operation of which version, with which parameters.
//
// The two styles of the cloud's clients differ in where action and signature stand: V3 puts them in headers,
// RPC (V1) among the parameters. Whether the signature holds is decided in signatures.ts.

import { type Call, Refusal } from "../../loopback.ts";

export type Style = "V3" | "V1" | "Anonymous";

export interface ApiRequest {
  readonly style: Style;
  readonly action: string;
  readonly version: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly query: readonly (readonly [string, string])[];
  readonly form: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly parameters: Parameters;
}

/** Whether the request is meant for the API and not for a browser's eye. */
export function isApiRequest({ request, url }: Call): boolean {
  return request.headers.has("x-acs-action") || url.searchParams.has("Action") || request.method === "POST";
}

export async function readApiRequest({ request, url }: Call): Promise<ApiRequest> {
  const body = Buffer.from(await request.arrayBuffer());
  const query = [...url.searchParams];
  const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  const form = isForm ? [...new URLSearchParams(body.toString("utf8"))] : [];
  const parameters = new Parameters([...query, ...form]);
  const style = request.headers.has("authorization") ? "V3" : parameters.has("Signature") ? "V1" : "Anonymous";
  const header = (name: string): string => request.headers.get(name) ?? "";
  const action = style === "V1" ? parameters.text("Action") : header("x-acs-action") || parameters.text("Action");
  const version = style === "V1" ? parameters.text("Version") : header("x-acs-version") || parameters.text("Version");
  return { style, action, version, method: request.method, path: url.pathname, headers: request.headers, query, form, body, parameters };
}

/** A request's parameters, read as an operation needs them. */
export class Parameters {
  readonly #values = new Map<string, string>();

  constructor(pairs: readonly (readonly [string, string])[]) {
    for (const [name, value] of pairs) if (!this.#values.has(name)) this.#values.set(name, value);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Empty when it is not there. */
  text(name: string): string {
    return this.#values.get(name) ?? "";
  }

  optional(name: string): string | undefined {
    return this.#values.get(name);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === "") throw new Refusal(400, `MissingParameter.${name}`, `The parameter ${name} is required.`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.optional(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") throw new Refusal(400, `InvalidParameter.${name}`, `The parameter ${name} is true or false.`);
    return value === "true";
  }

  number(name: string, smallest: number, largest: number): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= smallest && number <= largest)) throw new Refusal(400, `InvalidParameter.${name}`, `The parameter ${name} is a whole number from ${smallest} to ${largest}.`);
    return number;
  }

  /** Names only: for a log that shows no secret. */
  get names(): string[] {
    return [...this.#values.keys()];
  }
}
