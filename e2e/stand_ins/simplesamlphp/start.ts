// Debian's SimpleSAMLphp as an identity provider: PHP's own server on a free loopback port, everything it writes in
// a temporary folder that goes away with it.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../fixtures/loopback_port.ts";
import { makeCertificate } from "../certificate.ts";

const WWW = "/usr/share/simplesamlphp/www";
const CONFIG = fileURLToPath(new URL("./config", import.meta.url));

export interface Person {
  readonly password: string;
  readonly displayName: string;
}

export interface SimpleSamlPhpOptions {
  /** User principal name to person. */
  readonly people: Readonly<Record<string, Person>>;
  readonly port?: number;
}

export class SimpleSamlPhp {
  readonly origin: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(origin: string, folder: string, process: ChildProcess) {
    this.origin = origin;
    this.#folder = folder;
    this.#process = process;
  }

  static async start({ people, port }: SimpleSamlPhpOptions): Promise<SimpleSamlPhp> {
    if (!existsSync(WWW)) throw new Error("SimpleSAMLphp is not installed: apt-get install simplesamlphp php-cli php-xml php-mbstring php-curl php-sqlite3");
    const folder = prepareFolder(people);
    const origin = `http://127.0.0.1:${port ?? (await freePort())}`;
    const child = spawn("php", ["-d", "display_errors=0", "-d", "error_reporting=0", "-S", new URL(origin).host, "-t", WWW], {
      // A group of its own, because PHP's server forks workers that must end with it.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH: process.env["PATH"],
        PHP_CLI_SERVER_WORKERS: "4",
        SIMPLESAMLPHP_CONFIG_DIR: CONFIG,
        SSP_BASE: origin,
        SSP_ENTITY_ID: "https://idp.example.com/simplesamlphp",
        SSP_FOLDER: folder,
        SSP_SALT: randomBytes(24).toString("hex"),
      },
    });
    const provider = new SimpleSamlPhp(origin, folder, child);
    try {
      await announced(child);
    } catch (error) {
      await provider.stop();
      throw error;
    }
    return provider;
  }

  /** Address of its metadata document. */
  get metadataUrl(): string {
    return `${this.origin}/saml2/idp/metadata.php`;
  }

  async metadata(): Promise<string> {
    const answer = await fetch(this.metadataUrl);
    if (!answer.ok) throw new Error(`SimpleSAMLphp answers ${answer.status}: ${await answer.text()}`);
    return answer.text();
  }

  /** Registers the service provider; a new one takes the place of the old. */
  register(serviceProvider: { readonly entityId: string; readonly acsUrl: string }): void {
    writeFileSync(join(this.#folder, "service-provider.json"), JSON.stringify(serviceProvider));
  }

  /** The address that starts an IdP-initiated sign-in. */
  userAccessUrl(entityId: string, relayState?: string): string {
    const query = new URLSearchParams({ spentityid: entityId, ...(relayState ? { RelayState: relayState } : {}) });
    return `${this.origin}/saml2/idp/SSOService.php?${query}`;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      process.kill(-child.pid, "SIGKILL");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function prepareFolder(people: Readonly<Record<string, Person>>): string {
  const folder = mkdtempSync(join(tmpdir(), "simplesamlphp-"));
  for (const name of ["log", "data", "temp", "sessions"]) mkdirSync(join(folder, name));
  const key = makeCertificate("SimpleSAMLphp");
  writeFileSync(join(folder, "idp.key"), key.privateKeyPem, { mode: 0o600 });
  writeFileSync(join(folder, "idp.crt"), key.pem);
  writeFileSync(join(folder, "people.json"), JSON.stringify(people));
  writeFileSync(join(folder, "service-provider.json"), "null");
  return folder;
}

/** Waits for PHP's line that says it listens; what it wrote instead is the error. */
function announced(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error("PHP has no standard error"));
    const lines: string[] = [];
    child.once("error", (error) => reject(new Error(`PHP cannot be started: ${error.message}. Install php-cli.`)));
    child.once("exit", (code) => reject(new Error(`PHP ended with ${code}:\n${lines.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      if (line.includes("Development Server") && line.includes("started")) resolve();
    });
  });
}
