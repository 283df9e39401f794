// A small HTTP server on the loopback address, shared by the stand-ins.
//
// It decides: how a path finds its handler, how big a body may be, how a thrown refusal becomes an answer.
// It leaves to others: everything about SAML, pages and clouds.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const LARGEST_BODY = 6 * 1024 * 1024;
/** Clouds' clients send long documents in the address. */
const LARGEST_HEAD = 512 * 1024;

/** One request on its way through a handler. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly cookies: ReadonlyMap<string, string>;
}

export type Handler = (call: Call) => Response | Promise<Response>;

/** Thrown by a handler that says no; the message is meant for the person who asked. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Thrown by a handler that breaks the connection off instead of answering. */
export class HangUp extends Error {}

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

export class Loopback {
  readonly #routes: Route[] = [];
  readonly #refusalPage: (refusal: Refusal) => Response;
  #server: Server | undefined;
  #port = 0;

  constructor(refusalPage: (refusal: Refusal) => Response) {
    this.#refusalPage = refusalPage;
  }

  get(path: string, handler: Handler): void {
    this.#routes.push({ method: "GET", segments: path.split("/"), handler });
  }

  post(path: string, handler: Handler): void {
    this.#routes.push({ method: "POST", segments: path.split("/"), handler });
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens on the port, or on the next free one after it when `fallForward` says so; port 0 takes any. */
  async start(port: number, fallForward = false): Promise<void> {
    for (let candidate = port; ; candidate += 1) {
      try {
        await this.#listen(candidate);
        return;
      } catch (error) {
        const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
        if (!taken || !fallForward || candidate >= port + 50) throw error;
      }
    }
  }

  #listen(port: number): Promise<void> {
    const server = createServer({ maxHeaderSize: LARGEST_HEAD }, (incoming, outgoing) => void this.#serve(incoming, outgoing));
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        this.#server = server;
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let answer: Response;
    try {
      answer = await this.#answer(await toRequest(incoming, this.origin));
    } catch (error) {
      if (error instanceof HangUp) {
        outgoing.destroy();
        return;
      }
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, "StandInFault", error instanceof Error ? (error.stack ?? error.message) : String(error));
      answer = this.#refusalPage(refusal);
    }
    await send(answer, outgoing);
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const segments = url.pathname.split("/");
    for (const route of this.#routes) {
      const params = match(route.segments, segments);
      if (params && route.method === request.method) {
        return route.handler({ request, url, params, cookies: cookiesOf(request) });
      }
    }
    throw new Refusal(404, "NotFound", `There is nothing at ${request.method} ${url.pathname}.`);
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index] ?? "";
    if (expected.startsWith(":")) params[expected.slice(1)] = decodeURIComponent(given);
    else if (expected !== given) return undefined;
  }
  return params;
}

async function toRequest(incoming: IncomingMessage, origin: string): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, "TooLarge", "The request is too large.");
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(incoming.url ?? "/", origin), { method, headers, ...(hasBody ? { body: Buffer.concat(chunks) } : {}) });
}

async function send(answer: Response, outgoing: ServerResponse): Promise<void> {
  const headers: Record<string, string | string[]> = { "cache-control": "no-store" };
  answer.headers.forEach((value, name) => {
    if (name !== "set-cookie") headers[name] = value;
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  outgoing.writeHead(answer.status, headers);
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}

function cookiesOf(request: Request): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}

/** The fields of a form, urlencoded or multipart. */
export async function formOf(call: Call): Promise<FormData> {
  try {
    return await call.request.formData();
  } catch {
    throw new Refusal(400, "NoForm", "The request holds no form.");
  }
}

/** One text field of a form; absent reads as empty. */
export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** A JSON object out of the body. */
export async function jsonOf<T extends object>(call: Call): Promise<T> {
  const body: unknown = await call.request.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal(400, "NoObject", "The body must be a JSON object.");
  }
  return body as T;
}

export function json(value: unknown, status = 200): Response {
  return Response.json(value, { status });
}

export function redirect(location: string, cookie?: string): Response {
  const headers = new Headers({ location });
  if (cookie) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
