// The cloud's management API: finds the operation, has the signature checked, answers as the real one does.
//
// All products share one origin and are told apart by version and action. What an operation does stands in the file
// of its product; what may go wrong on demand in faults.ts.

import { randomUUID } from "node:crypto";
import { type Call, HangUp, json, Refusal } from "../../loopback.ts";
import { ECS } from "./ecs.ts";
import { type ApiCall, Faults } from "./faults.ts";
import { IMS } from "./ims.ts";
import { Keys } from "./keys.ts";
import { demandOf, type Estate, NoPermission, type OpenOperation, type Operation } from "./operation.ts";
import { RAM_POLICIES } from "./ram_policies.ts";
import { RAM_ROLES } from "./ram_roles.ts";
import { type ApiRequest, readApiRequest } from "./request.ts";
import { RESOURCE_MANAGER } from "./resource_manager.ts";
import { SignatureCheck } from "./signatures.ts";
import { OPEN_STS, STS } from "./sts.ts";
import { IMS_USERS, RAM_USERS } from "./users.ts";

interface Product {
  readonly name: string;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly open: ReadonlyMap<string, OpenOperation>;
}

function product(name: string, operations: Readonly<Record<string, Operation>>, open: Readonly<Record<string, OpenOperation>> = {}): Product {
  return { name, operations: new Map(Object.entries(operations)), open: new Map(Object.entries(open)) };
}

/** By version. */
const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  ["2015-05-01", product("Ram", { ...RAM_ROLES, ...RAM_POLICIES, ...RAM_USERS })],
  ["2019-08-15", product("Ims", { ...IMS, ...IMS_USERS })],
  ["2015-04-01", product("Sts", STS, OPEN_STS)],
  ["2020-03-31", product("ResourceManager", RESOURCE_MANAGER)],
  ["2014-05-26", product("Ecs", ECS)],
]);

export class Api {
  readonly keys = new Keys();
  readonly faults = new Faults();
  readonly #signatures = new SignatureCheck(this.keys);
  readonly #estate: Omit<Estate, "keys" | "organization"> & { organization(): Estate["organization"] };

  constructor(estate: Omit<Estate, "keys" | "organization"> & { organization(): Estate["organization"] }) {
    this.#estate = estate;
  }

  clear(): void {
    this.keys.clear();
    this.faults.clear();
    this.#signatures.clear();
  }

  async answer(call: Call): Promise<Response> {
    const requestId = randomUUID().toUpperCase();
    let asked: Product | undefined;
    try {
      const request = await readApiRequest(call);
      asked = PRODUCTS.get(request.version);
      if (!asked) throw new Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.");
      return json({ RequestId: requestId, ...(await this.#perform(asked, request, requestId)) });
    } catch (error) {
      if (error instanceof HangUp) throw error;
      return refusalAnswer(error, requestId, call.url.host, asked?.name ?? "");
    }
  }

  async #perform({ operations, open: openOperations }: Product, request: ApiRequest, requestId: string): Promise<object> {
    const now = new Date();
    const logged: ApiCall = { action: request.action, version: request.version, account: "", requestId, at: now, outcome: "" };
    const open = openOperations.get(request.action);
    const operation = operations.get(request.action);
    if (!open && !operation) throw new Refusal(404, "InvalidAction.NotFound", `Specified api is not found, please check your url and method. The action is ${request.action || "missing"}.`);
    checkFormat(request);
    const estate: Estate = { accounts: this.#estate.accounts, judge: this.#estate.judge, keys: this.keys, organization: this.#estate.organization() };
    if (open) return this.faults.around(logged, () => open({ estate, parameters: request.parameters, now }));
    if (request.style === "Anonymous") throw new Refusal(400, "MissingParameter", "The input parameter AccessKeyId that is mandatory for processing this request is not supplied.");
    const caller = this.#signatures.verify(request, now);
    const question = { estate, caller, account: caller.account, parameters: request.parameters, now, demand: demandOf(caller, now) };
    return this.faults.around({ ...logged, account: caller.account.id }, async () => operation?.(question) ?? {});
  }
}

/** The real one answers RPC requests in XML unless they ask for JSON; this one has no XML. */
function checkFormat({ style, parameters, headers }: ApiRequest): void {
  const asked = parameters.text("Format") || (style === "V1" ? "XML" : (headers.get("accept") ?? ""));
  if (/xml/i.test(asked) && !/json/i.test(asked)) throw new Refusal(400, "InvalidParameter.Format", "This stand-in answers in JSON only: ask for it with Format=JSON.");
}

function refusalAnswer(error: unknown, requestId: string, host: string, product: string): Response {
  const refusal = error instanceof Refusal ? error : new Refusal(500, "InternalError", error instanceof Error ? (error.stack ?? error.message) : String(error));
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: refusal.code,
    Message: refusal.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(refusal.code)}&product=${product}&requestId=${requestId}`,
    ...(refusal instanceof NoPermission ? { AccessDeniedDetail: refusal.detail } : {}),
  };
  return json(body, refusal.status);
}
