import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "./evaluator.ts";
import { PolicyInvalid, readPolicy } from "./policy.ts";
import { SYSTEM_POLICY_NAMES, systemPolicy } from "./system_policies.ts";
import { matches } from "./wildcard.ts";

const INSTANCE = "acs:ecs:cn-hangzhou:1111:instance/i-1";
const OBJECT = "acs:oss:oss-cn-hangzhou:1111:reports/2026/q3.csv";

function verdict(statements: object | object[], action: string, resource = INSTANCE, context: Record<string, string> = {}): string {
  const result = evaluate([readPolicy("P", { Version: "1", Statement: statements })], { action, resource, context });
  return result.allowed ? "allowed" : result.reason;
}

const statement = (effect: string, action: string | string[], resource: string | string[] = "*", condition?: object): object => ({
  Effect: effect,
  Action: action,
  Resource: resource,
  ...(condition ? { Condition: condition } : {}),
});

test("what no statement mentions is denied", () => {
  assert.equal(verdict(statement("Allow", "ecs:DescribeInstances"), "ecs:StopInstance"), "ImplicitDeny");
  assert.equal(evaluate([], { action: "ecs:StopInstance", resource: INSTANCE, context: {} }).allowed, false);
});

test("an explicit deny wins, in whatever order the statements stand", () => {
  const allow = statement("Allow", "ecs:*");
  const deny = statement("Deny", "ecs:StopInstance");
  for (const statements of [[allow, deny], [deny, allow]]) {
    assert.equal(verdict(statements, "ecs:StopInstance"), "ExplicitDeny");
    assert.equal(verdict(statements, "ecs:StartInstance"), "allowed");
  }
});

test("an explicit deny in one policy wins over an allow in another", () => {
  const inline = readPolicy("inline", { Version: "1", Statement: statement("Deny", "ecs:Stop*") });
  const result = evaluate([systemPolicy("AdministratorAccess"), inline], { action: "ecs:StopInstance", resource: INSTANCE, context: {} });
  assert.deepEqual(result, { allowed: false, reason: "ExplicitDeny", by: "inline" });
});

test("a read-only role sees an instance and may not stop it", () => {
  for (const name of ["ReadOnlyAccess", "AliyunECSReadOnlyAccess"]) {
    const policies = [systemPolicy(name)];
    assert.equal(evaluate(policies, { action: "ecs:DescribeInstances", resource: INSTANCE, context: {} }).allowed, true, name);
    assert.equal(evaluate(policies, { action: "ecs:StopInstance", resource: INSTANCE, context: {} }).allowed, false, name);
  }
});

test("a policy for one product says nothing about another", () => {
  assert.equal(evaluate([systemPolicy("AliyunECSFullAccess")], { action: "oss:GetObject", resource: OBJECT, context: {} }).allowed, false);
  assert.equal(evaluate([systemPolicy("AliyunOSSFullAccess")], { action: "oss:GetObject", resource: OBJECT, context: {} }).allowed, true);
});

test("actions are compared without regard to case, resources with it", () => {
  assert.equal(verdict(statement("Allow", "ECS:stopinstance"), "ecs:StopInstance"), "allowed");
  assert.equal(verdict(statement("Allow", "ecs:*", INSTANCE.toUpperCase().replace("ACS:", "acs:")), "ecs:StopInstance"), "ImplicitDeny");
});

test("a resource pattern reaches across separators and no further than it says", () => {
  assert.equal(verdict(statement("Allow", "oss:GetObject", "acs:oss:*:*:reports/*"), "oss:GetObject", OBJECT), "allowed");
  assert.equal(verdict(statement("Allow", "oss:GetObject", "acs:oss:*:2222:reports/*"), "oss:GetObject", OBJECT), "ImplicitDeny");
  assert.equal(verdict(statement("Allow", "oss:GetObject", "acs:oss:*:*:report/*"), "oss:GetObject", OBJECT), "ImplicitDeny");
  assert.equal(verdict(statement("Allow", "oss:GetObject", "acs:oss:*:*:reports"), "oss:GetObject", OBJECT), "ImplicitDeny");
});

test("NotAction allows everything but the named", () => {
  const rule = { Effect: "Allow", NotAction: ["ecs:Stop*", "ram:*"], Resource: "*" };
  assert.equal(verdict(rule, "ecs:StartInstance"), "allowed");
  assert.equal(verdict(rule, "ecs:StopInstance"), "ImplicitDeny");
});

test("NotResource denies everything but the named", () => {
  const rules = [statement("Allow", "ecs:*"), { Effect: "Deny", Action: "ecs:*", NotResource: INSTANCE }];
  assert.equal(verdict(rules, "ecs:StopInstance"), "allowed");
  assert.equal(verdict(rules, "ecs:StopInstance", `${INSTANCE}0`), "ExplicitDeny");
});

test("all operators and keys of a condition have to hold, and one of the values", () => {
  const rule = statement("Allow", "ecs:*", "*", {
    StringEquals: { "ecs:tag/team": ["dev", "test"] },
    IpAddress: { "acs:SourceIp": "10.0.0.0/8" },
  });
  const context = { "ecs:tag/team": "test", "acs:SourceIp": "10.255.0.1" };
  assert.equal(verdict(rule, "ecs:StopInstance", INSTANCE, context), "allowed");
  assert.equal(verdict(rule, "ecs:StopInstance", INSTANCE, { ...context, "ecs:tag/team": "Test" }), "ImplicitDeny");
  assert.equal(verdict(rule, "ecs:StopInstance", INSTANCE, { ...context, "acs:SourceIp": "11.0.0.1" }), "ImplicitDeny");
});

test("a key the request does not carry fails a plain operator and satisfies a negating one", () => {
  assert.equal(verdict(statement("Allow", "ecs:*", "*", { StringLike: { "ecs:tag/team": "*" } }), "ecs:StopInstance"), "ImplicitDeny");
  assert.equal(verdict(statement("Deny", "ecs:*", "*", { StringNotEquals: { "ecs:tag/team": "dev" } }), "ecs:StopInstance"), "ExplicitDeny");
});

test("a negating operator fails when any value fits", () => {
  const rule = statement("Allow", "ecs:*", "*", { StringNotEquals: { "ecs:tag/team": ["dev", "test"] } });
  assert.equal(verdict(rule, "ecs:StopInstance", INSTANCE, { "ecs:tag/team": "test" }), "ImplicitDeny");
  assert.equal(verdict(rule, "ecs:StopInstance", INSTANCE, { "ecs:tag/team": "prod" }), "allowed");
});

test("numbers, dates, truth values and address ranges are compared as such", () => {
  const holds = (operator: string, expected: string, actual: string): boolean =>
    verdict(statement("Allow", "ecs:*", "*", { [operator]: { "acs:key": expected } }), "ecs:StopInstance", INSTANCE, { "acs:key": actual }) === "allowed";
  assert.equal(holds("NumericLessThan", "10", "9"), true);
  assert.equal(holds("NumericLessThan", "10", "many"), false);
  assert.equal(holds("DateGreaterThan", "2026-01-01T00:00:00+08:00", "2025-12-31T16:00:01Z"), true);
  assert.equal(holds("DateGreaterThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"), false);
  assert.equal(holds("Bool", "true", "True"), true);
  assert.equal(holds("IpAddress", "192.168.1.128/25", "192.168.1.200"), true);
  assert.equal(holds("IpAddress", "192.168.1.128/25", "192.168.1.100"), false);
  assert.equal(holds("IpAddress", "0.0.0.0/0", "not an address"), false);
  assert.equal(holds("NotIpAddress", "10.0.0.1", "10.0.0.2"), true);
});

test("a policy that cannot be understood is refused", () => {
  const documents: (string | object)[] = [
    "{",
    "[]",
    { Statement: [] },
    { Version: "2", Statement: statement("Allow", "*") },
    { Version: "1", Statement: statement("allow", "*") },
    { Version: "1", Statement: { Effect: "Allow", Action: "*", NotAction: "ecs:*", Resource: "*" } },
    { Version: "1", Statement: { Effect: "Allow", Action: "*" } },
    { Version: "1", Statement: statement("Allow", []) },
    { Version: "1", Statement: statement("Allow", "StopInstance") },
    { Version: "1", Statement: statement("Allow", "*", "arn:aws:s3:::bucket") },
    { Version: "1", Statement: statement("Allow", "*", "*", { StringContains: { "acs:SourceIp": "1" } }) },
    { Version: "1", Statement: { ...statement("Allow", "*"), Principal: "*" } },
    { Version: "1" },
  ];
  for (const document of documents) assert.throws(() => readPolicy("P", document), PolicyInvalid, JSON.stringify(document));
});

test("every system policy can be read, and unknown ones are refused", () => {
  for (const name of SYSTEM_POLICY_NAMES) assert.ok(systemPolicy(name).statements.length > 0);
  for (const name of ["NoSuchAccess", "constructor", "__proto__"]) assert.throws(() => systemPolicy(name), PolicyInvalid);
});

test("wildcards match whole texts, and long ones quickly", () => {
  assert.ok(matches("ecs:Describe*", "ecs:DescribeInstances"));
  assert.ok(matches("a?c", "abc"));
  assert.ok(!matches("a?c", "ac"));
  assert.ok(!matches("ecs:Describe", "ecs:DescribeInstances"));
  assert.ok(!matches("", "a"));
  assert.ok(matches("**", ""));
  assert.ok(!matches(`${"*a".repeat(200)}b`, "a".repeat(5000)));
});
