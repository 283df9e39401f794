// The requests of Entra ID's provisioning service: with the secret token, tried again when the target is busy or
// broken, and written down.
//
// It decides when a request is tried again. What is asked is decided elsewhere.

import type { Json } from "./attributes.ts";

const ATTEMPTS = 5;

/** One request and its answer, as the provisioning log shows them. */
export interface LogEntry {
  readonly method: string;
  /** Path and query below the tenant URL. */
  readonly path: string;
  readonly body: Json | undefined;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly answer: string;
  /** When the answer was complete, on the clock of `performance.now()`. */
  readonly answeredAt: number;
}

/** The target said no, or kept on being busy. */
export class ProvisioningError extends Error {
  readonly status: number;

  constructor(entry: LogEntry) {
    super(`${entry.method} ${entry.path} was answered ${entry.status}: ${entry.answer.slice(0, 500)}`);
    this.status = entry.status;
  }
}

export type Wait = (milliseconds: number) => Promise<void>;

const wait: Wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class ScimClient {
  /** Everything that was sent, in the order of the answers. */
  readonly log: LogEntry[] = [];
  readonly #tenantUrl: string;
  readonly #secretToken: string;
  readonly #wait: Wait;

  constructor(tenantUrl: string, secretToken: string, waiting: Wait = wait) {
    this.#tenantUrl = tenantUrl.replace(/\/+$/, "");
    this.#secretToken = secretToken;
    this.#wait = waiting;
  }

  /** The resource, or nothing where there is none. */
  async find(path: string): Promise<Json | undefined> {
    const entry = await this.#send("GET", path);
    if (entry.status === 404) return undefined;
    return parsed(entry);
  }

  /** The first resource of a list. */
  async first(resources: "Users" | "Groups", query: Readonly<Record<string, string>>): Promise<Json | undefined> {
    const entry = await this.#send("GET", `/${resources}?${new URLSearchParams(query)}`);
    const { Resources: found } = parsed(entry) as { Resources?: Json[] };
    return found?.[0];
  }

  async post(path: string, body: Json): Promise<Json> {
    return parsed(await this.#send("POST", path, body));
  }

  async patch(path: string, body: Json): Promise<void> {
    accepted(await this.#send("PATCH", path, body));
  }

  /** What is gone already counts as deleted. */
  async delete(path: string): Promise<void> {
    const entry = await this.#send("DELETE", path);
    if (entry.status !== 404) accepted(entry);
  }

  async #send(method: string, path: string, body?: Json): Promise<LogEntry> {
    for (let attempt = 1; ; attempt += 1) {
      const [entry, retryAfter] = await this.#sendOnce(method, path, body);
      const again = entry.status === 0 || entry.status === 429 || entry.status >= 500;
      if (!again || attempt === ATTEMPTS) return entry;
      await this.#wait(retryAfter ?? 250 * 2 ** attempt);
    }
  }

  async #sendOnce(method: string, path: string, body: Json | undefined): Promise<[LogEntry, number | undefined]> {
    const headers = { accept: "application/scim+json", authorization: `Bearer ${this.#secretToken}`, ...(body ? { "content-type": "application/scim+json; charset=utf-8" } : {}) };
    let [status, answer, retryAfter]: [number, string, number | undefined] = [0, "", undefined];
    try {
      const response = await fetch(this.#tenantUrl + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      status = response.status;
      answer = await response.text();
      retryAfter = milliseconds(response.headers.get("retry-after"));
    } catch (error) {
      answer = String(error);
    }
    const entry: LogEntry = { method, path, body, status, answer, answeredAt: performance.now() };
    this.log.push(entry);
    return [entry, retryAfter];
  }
}

/** Retry-After in seconds or as a date (RFC 9110, section 10.2.3). */
function milliseconds(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function accepted(entry: LogEntry): void {
  if (entry.status < 200 || entry.status > 299) throw new ProvisioningError(entry);
}

function parsed(entry: LogEntry): Json {
  accepted(entry);
  const body: unknown = JSON.parse(entry.answer);
  if (typeof body !== "object" || body === null) throw new ProvisioningError(entry);
  return body as Json;
}
