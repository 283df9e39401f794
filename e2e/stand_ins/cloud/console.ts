// What a signed-in role or RAM user does in the console, or through the API: every action is put before the policy evaluator first.
//
// It decides nothing about pages; a refused action is a NoPermission refusal that names action and resource.

import { Refusal } from "../loopback.ts";
import { type AccessRequest, evaluate, type Verdict } from "./policies/evaluator.ts";
import type { RequestContext } from "./policies/conditions.ts";
import { type Bucket, bucketName, type Instance, instanceName } from "./resources.ts";
import type { Account } from "./accounts.ts";
import type { RoleLogon } from "./role_sso.ts";
import type { UserLogon } from "./user_sso.ts";

/** Somebody who acts in an account, and what the policies say to it. */
export interface Actor {
  readonly account: Account;
  judge(request: AccessRequest): Verdict;
}

/** The products of an account as its actor finds them. */
export class Products {
  readonly #actor: Actor;
  readonly #context: RequestContext;

  constructor(actor: Actor, now: Date) {
    this.#actor = actor;
    this.#context = { "acs:SourceIp": "127.0.0.1", "acs:SecureTransport": "true", "acs:MFAPresent": "false", "acs:CurrentTime": now.toISOString() };
  }

  #verdict(action: string, resource: string, tags: Readonly<Record<string, string>> = {}): Verdict {
    const context: Record<string, string> = { ...this.#context };
    for (const [key, value] of Object.entries(tags)) {
      context[`ecs:tag/${key}`] = value;
      context[`acs:ResourceTag/${key}`] = value;
    }
    return this.#actor.judge({ action, resource, context });
  }

  #demand(action: string, resource: string, tags?: Readonly<Record<string, string>>): void {
    const verdict = this.#verdict(action, resource, tags);
    if (verdict.allowed) return;
    const why = verdict.reason === "ExplicitDeny" ? `denied by the policy ${verdict.by}` : "no policy allows it";
    throw new Refusal(403, "NoPermission", `You are not authorized to do ${action} on ${resource}: ${why}.`);
  }

  /** The instances this role may see. */
  instances(): Instance[] {
    const { account } = this.#actor;
    const visible = account.instances.filter((instance) => this.#verdict("ecs:DescribeInstances", instanceName(account.id, instance), instance.tags).allowed);
    if (visible.length === 0) this.#demand("ecs:DescribeInstances", `acs:ecs:*:${account.id}:instance/*`);
    return visible;
  }

  changeInstance(id: string, operation: "Start" | "Stop"): Instance {
    const { account } = this.#actor;
    const instance = account.instances.find((one) => one.id === id);
    if (!instance) throw new Refusal(404, "InvalidInstanceId.NotFound", `There is no instance ${id}.`);
    this.#demand(`ecs:${operation}Instance`, instanceName(account.id, instance), instance.tags);
    if (instance.running === (operation === "Start")) throw new Refusal(409, "IncorrectInstanceStatus", `${instance.name} is ${instance.running ? "running" : "stopped"} already.`);
    instance.running = operation === "Start";
    return instance;
  }

  buckets(): Bucket[] {
    const { account } = this.#actor;
    this.#demand("oss:ListBuckets", `acs:oss:*:${account.id}:*`);
    return account.buckets;
  }

  bucket(name: string): Bucket {
    const bucket = this.#actor.account.buckets.find((one) => one.name === name);
    if (!bucket) throw new Refusal(404, "NoSuchBucket", `There is no bucket ${name}.`);
    return bucket;
  }

  listObjects(bucket: Bucket): string[] {
    this.#demand("oss:ListObjects", bucketName(this.#actor.account.id, bucket));
    return [...bucket.objects.keys()].sort();
  }

  readObject(bucket: Bucket, key: string): string {
    this.#demand("oss:GetObject", bucketName(this.#actor.account.id, bucket, key));
    return bucket.objects.get(key) ?? noSuchKey(key);
  }

  writeObject(bucket: Bucket, key: string, content: string): void {
    if (key === "") throw new Refusal(400, "InvalidObjectName", "Enter a name for the object.");
    this.#demand("oss:PutObject", bucketName(this.#actor.account.id, bucket, key));
    bucket.objects.set(key, content);
  }

  deleteObject(bucket: Bucket, key: string): void {
    this.#demand("oss:DeleteObject", bucketName(this.#actor.account.id, bucket, key));
    if (!bucket.objects.delete(key)) noSuchKey(key);
  }
}

/** Who has a console session. */
export type Logon = RoleLogon | UserLogon;

/** The products as whoever has a console session finds them. */
export class Console extends Products {
  readonly logon: Logon;

  constructor(logon: Logon, now: Date) {
    super({ account: logon.account, judge: (request) => evaluate("user" in logon ? logon.user.policies : logon.role.policies, request) }, now);
    this.logon = logon;
  }
}

function noSuchKey(key: string): never {
  throw new Refusal(404, "NoSuchKey", `There is no object ${key}.`);
}
