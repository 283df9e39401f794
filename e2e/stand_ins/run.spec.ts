// `make run` as a newcomer meets it: ten lines, a company that is there again the next time, and an end.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "@playwright/test";
import { Portal } from "../pages/portal.ts";
import { signInAtIdp } from "../pages/identity_provider.ts";
import { SignInPage } from "../pages/sign_in.ts";

const BINARY = resolve(process.env["CLOUDSSO_BINARY"] ?? "../target/debug/cloudsso");

class Run {
  readonly #process: ChildProcess;
  readonly lines: string[] = [];
  readonly #errors: string[] = [];
  readonly #ended: Promise<number | null>;

  constructor(data: string) {
    this.#process = spawn(process.execPath, ["--import", "tsx", "stand_ins/run.ts", "--binary", BINARY, "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process.stderr?.on("data", (chunk: Buffer) => this.#errors.push(chunk.toString()));
    this.#ended = new Promise((done) => this.#process.once("close", (code) => done(code)));
  }

  /** Waits for the ten lines. */
  async announced(): Promise<void> {
    const stdout = this.#process.stdout;
    if (!stdout) throw new Error("no standard output");
    for await (const line of createInterface({ input: stdout })) {
      this.lines.push(line);
      if (this.lines.length === 10) return;
    }
    throw new Error(`It ended before it said everything: ${this.errors}`);
  }

  get errors(): string {
    return this.#errors.join("");
  }

  address(line: number): string {
    return /http:\/\/\S+/.exec(this.lines[line] ?? "")?.[0] ?? "";
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** The process id of the server that it started. */
  serverPid(): number {
    const { pid } = this.#process;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
    const server = children.find((child) => readFileSync(`/proc/${child}/cmdline`, "utf8").startsWith(BINARY));
    if (!server) throw new Error("it started no server");
    return server;
  }

  ended(): Promise<number | null> {
    return this.#ended;
  }
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(() => true, () => false);
}

let data: string;
let run: Run;

test.beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "cloudsso-run-"));
  run = new Run(data);
  await run.announced();
});

test.afterEach(async () => {
  run.signal("SIGINT");
  await run.ended();
  rmSync(data, { recursive: true, force: true });
});

test("it says everything in ten lines, and what it says works", async ({ page }) => {
  expect(run.lines).toHaveLength(10);
  await page.goto(run.address(1));
  await new SignInPage(page).go.click();
  const [, password] = /alice@example\.com \/ (\S+?),/.exec(run.lines[4] ?? "") ?? [];
  await signInAtIdp(page, { upn: "alice@example.com", password: password ?? "" });
  const portal = new Portal(page);
  await portal.ready();
  const cloud = await portal.logOn("Shop production", "ecs-reader");
  await cloud.openInstances();
  await cloud.stop("web-1");
  await expect(cloud.page.getByRole("alert")).toContainText("NoPermission");
  expect(run.errors).toBe("");
});

test("a second run finds the same company, soon", async ({ page }) => {
  const first = run.lines;
  run.signal("SIGTERM");
  expect(await run.ended()).toBe(0);
  const began = Date.now();
  run = new Run(data);
  await run.announced();
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(run.lines[8]?.split("?")[1], "the tenant is the same").toBe(first[8]?.split("?")[1]);
  await page.goto(run.address(1));
  await new SignInPage(page).go.click();
  await signInAtIdp(page, { upn: "bob@example.com", password: "bob-sample-password" });
  await expect(new Portal(page).account("Data platform")).toBeVisible();
});

test("Ctrl-C ends all three", async () => {
  const addresses = [1, 3, 5].map((line) => run.address(line));
  for (const address of addresses) expect(await answers(address), address).toBe(true);
  run.signal("SIGINT");
  expect(await run.ended()).toBe(0);
  for (const address of addresses) expect(await answers(address), address).toBe(false);
});

test("when the server ends by itself the others end too, with a line that says so", async () => {
  const identityProvider = run.address(3);
  process.kill(run.serverPid(), "SIGKILL");
  expect(await run.ended()).toBe(1);
  expect(run.errors).toContain("The server stopped, so everything stops: it ended with SIGKILL");
  expect(await answers(identityProvider)).toBe(false);
});
