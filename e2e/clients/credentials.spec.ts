// Temporary credentials, from the switch in the console to what a program does with them: the portal's dialog, its
// formats, and the cloud's own SDK for Node.

import { spawnSync } from "node:child_process";
import type { Locator, Page } from "@playwright/test";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";
import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION, type World } from "../fixtures/world.ts";
import { signIn } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";
import type { Portal } from "../pages/portal.ts";

const NAME = "Temporary Credentials";

interface Given {
  readonly AccessKeyId: string;
  readonly AccessKeySecret: string;
  readonly SecurityToken: string;
  readonly Expiration: string;
}

/** Somebody who may start servers and must not stop them, in the panel of the account. */
async function inPanel(page: Page, world: World): Promise<{ readonly portal: Portal; readonly role: string; readonly upn: string }> {
  await world.ssoOn();
  const inline = [
    { Effect: "Allow", Action: "ecs:*Instance", Resource: "*" },
    { Effect: "Deny", Action: "ecs:Stop*", Resource: "*" },
  ];
  const { name: role } = await world.api.createAccessConfiguration({ name: world.name("operator"), session_duration: 1800, system_policies: ["AliyunECSReadOnlyAccess"], inline_policy: JSON.stringify({ Version: "1", Statement: inline }) });
  const person = await world.person("credentials", [{ account: PRODUCTION.id, accessConfiguration: role }]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: world.server.url });
  const portal = await signIn(page, world, person);
  await portal.showDetails(PRODUCTION.name);
  return { portal, role, upn: person.upn };
}

/** Copies what a format's tab shows. */
async function copied(dialog: Locator, format: string): Promise<string> {
  await dialog.getByRole("tab", { name: format }).click();
  await dialog.getByRole("tabpanel").getByRole("button", { name: "Copy" }).click();
  await expect(dialog.getByRole("tabpanel").getByText("Copied")).toBeVisible();
  return dialog.page().evaluate(() => navigator.clipboard.readText());
}

/** Calls an operation of ECS with the SDK; answers `done`, or the code of the refusal. */
async function call(world: World, given: Given, action: string, query: Record<string, string>, version = "2014-05-26"): Promise<string> {
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: securityToken } = given;
  const client = new OpenApi.default(new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, securityToken, endpoint: new URL(world.cloud.origin).host, protocol: "http" }));
  const parameters = new $OpenApiUtil.Params({ action, version, protocol: "HTTPS", pathname: "/", method: "POST", authType: "AK", style: "RPC", reqBodyType: "formData", bodyType: "json" });
  try {
    await client.callApi(parameters, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("what the portal shows works in the official SDK as far as the role allows", async ({ page, world }) => {
  await world.api.allowCredentials(true);
  const { portal, role, upn } = await inPanel(page, world);
  await portal.permission(PRODUCTION.name, role).getByRole("button", { name: NAME }).click();
  const dialog = page.getByRole("dialog", { name: `Temporary credentials: ${role}` });
  await expect(dialog.getByRole("tab")).toHaveText(["bash, zsh", "PowerShell", "Command Prompt", "aliyun CLI profile", "JSON"]);

  const given = await test.step("the secrets are copied without being shown", async () => {
    const given = JSON.parse(await copied(dialog, "JSON")) as Given;
    await expect(dialog).toContainText(given.AccessKeyId);
    for (const secret of [given.AccessKeySecret, given.SecurityToken]) await expect(dialog).not.toContainText(secret);
    await expect(dialog).toContainText(`Expires: ${given.Expiration.replace("T", " ").replace("Z", "")}`);
    const minutes = (Date.parse(given.Expiration) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(28);
    expect(minutes).toBeLessThanOrEqual(30);
    return given;
  });

  await test.step("they are shown when asked for, and hidden again", async () => {
    await dialog.getByRole("button", { name: "Show" }).click();
    await expect(dialog.getByRole("tabpanel")).toContainText(given.SecurityToken);
    await dialog.getByRole("button", { name: "Hide" }).click();
    await expect(dialog).not.toContainText(given.SecurityToken);
  });

  await test.step("a shell and the command line's profile take them", async () => {
    const lines = await copied(dialog, "bash, zsh");
    const { stdout, stderr } = spawnSync("sh", ["-eu"], { input: `${lines}\nprintf '%s %s %s' "$ALIBABA_CLOUD_ACCESS_KEY_ID" "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" "$ALIBABA_CLOUD_SECURITY_TOKEN"`, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(`${given.AccessKeyId} ${given.AccessKeySecret} ${given.SecurityToken}`);
    expect(await copied(dialog, "PowerShell")).toContain(`$env:ALIBABA_CLOUD_SECURITY_TOKEN = '${given.SecurityToken}'`);
    expect(await copied(dialog, "Command Prompt")).toContain(`set "ALIBABA_CLOUD_ACCESS_KEY_SECRET=${given.AccessKeySecret}"`);
    const { current, profiles } = JSON.parse(await copied(dialog, "aliyun CLI profile")) as { current: string; profiles: Record<string, string>[] };
    expect([current, profiles[0]?.["mode"], profiles[0]?.["sts_token"]]).toEqual([role, "StsToken", given.SecurityToken]);
  });

  await test.step("the SDK is allowed what the role allows, and refused the rest", async () => {
    const instance = { InstanceId: `i-bp1web1${PRODUCTION.id.slice(-4)}` };
    expect(await call(world, given, "DescribeInstances", { RegionId: "cn-hangzhou" })).toBe("done");
    expect(await call(world, given, "StopInstance", instance)).toBe("Forbidden.RAM");
    expect(await call(world, given, "ListRoles", {}, "2015-05-01")).toBe("NoPermission");
    expect(await call(world, { ...given, SecurityToken: "CAISother" }, "DescribeInstances", { RegionId: "cn-hangzhou" })).toBe("InvalidSecurityToken.MismatchWithAccessKey");
  });

  await test.step("every opening gives fresh ones, and each is on record", async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(portal.panel(PRODUCTION.name)).not.toContainText(given.AccessKeyId);
    await portal.permission(PRODUCTION.name, role).getByRole("button", { name: NAME }).click();
    expect((JSON.parse(await copied(dialog, "JSON")) as Given).AccessKeyId).not.toBe(given.AccessKeyId);
    const issued = await world.api.listEvents({ kind: "CredentialsIssued", person: upn });
    expect(issued.map(({ details }) => details["client"])).toEqual(["portal", "portal"]);
  });
});

test("nobody sees the button before an administrator allows it, and nobody gets anything once it is forbidden", async ({ page, world, newWindow }) => {
  await world.api.allowCredentials(false);
  const { portal, role } = await inPanel(page, world);
  const button = portal.permission(PRODUCTION.name, role).getByRole("button", { name: NAME });
  await expect(portal.permission(PRODUCTION.name, role).getByRole("button")).toHaveText(["Log On"]);

  const administrator = await newWindow();
  await new Console(administrator, world).open("Settings");
  const section = administrator.getByRole("region", { name: "Logon Preferences" });
  const allowed = section.getByRole("switch", { name: "Users may retrieve temporary credentials" });
  const turn = async (question: string, button: "OK" | "Cancel"): Promise<void> => {
    await allowed.click();
    await administrator.getByRole("dialog", { name: question }).getByRole("button", { name: button }).click();
    await expect(administrator.getByRole("dialog")).toHaveCount(0);
  };
  await turn("Let users retrieve temporary credentials?", "Cancel");
  await expect(allowed).toHaveAttribute("aria-checked", "false");
  await turn("Let users retrieve temporary credentials?", "OK");
  await expect(allowed).toHaveAttribute("aria-checked", "true");

  await page.reload();
  await expect(button).toBeVisible();
  await turn("Stop users from retrieving temporary credentials?", "OK");
  await expect(allowed).toHaveAttribute("aria-checked", "false");
  await button.click();
  const dialog = page.getByRole("dialog", { name: `Temporary credentials: ${role}` });
  await expect(dialog.getByRole("alert")).toContainText("may not retrieve temporary credentials");
  await expect(dialog).not.toContainText("AccessKeyId");
});

test("a cloud that refuses is told as such, and asked again", async ({ page, world }) => {
  await world.api.allowCredentials(true);
  const { portal, role } = await inPanel(page, world);
  const { roles } = world.cloud.accounts.get(PRODUCTION.id);
  const name = `AliyunReservedSSO-${role}`;
  const standing = roles.get(name);
  if (!standing) throw new Error(`there is no role ${name}`);
  roles.delete(name);
  await portal.permission(PRODUCTION.name, role).getByRole("button", { name: NAME }).click();
  const dialog = page.getByRole("dialog", { name: `Temporary credentials: ${role}` });
  await expect(dialog.getByRole("alert")).toContainText("EntityNotExist.RoleArn");
  roles.set(name, standing);
  await dialog.getByRole("button", { name: "Retry" }).click();
  await expect(dialog.getByText("AccessKeyId")).toBeVisible();
});
