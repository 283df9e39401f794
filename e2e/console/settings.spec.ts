import { expect, test } from "../fixtures/test.ts";
import { Console } from "../pages/console.ts";
import { SettingsPage } from "../pages/settings.ts";
import { makeCertificate } from "../stand_ins/certificate.ts";
import { BINDING, NS } from "../stand_ins/xml.ts";

const file = (content: string): { name: string; mimeType: string; buffer: Buffer } => ({ name: "metadata.xml", mimeType: "text/xml", buffer: Buffer.from(content) });
const certificate = makeCertificate("A provider");
const key = `<KeyDescriptor use="signing"><KeyInfo xmlns="${NS.dsig}"><X509Data><X509Certificate>${certificate.base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
const service = (location: string): string => `<SingleSignOnService Binding="${BINDING.redirect}" Location="${location}"/>`;
const descriptor = (entityId: string, inside: string, namespace = ` xmlns="${NS.metadata}"`): string =>
  `<EntityDescriptor${namespace} entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">${inside}</IDPSSODescriptor></EntityDescriptor>`;

test("what was understood of a metadata document is shown before it is saved", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const settings = new SettingsPage(page);
  await console.open("Settings");
  await settings.uploadMetadata(file(world.idp.metadata));
  const dialog = settings.configureDialog;
  await expect(dialog.getByText(world.idp.tenant.entityId, { exact: true })).toBeVisible();
  await expect(dialog.getByText("HTTP-Redirect")).toBeVisible();
  const pairs = world.idp.tenant.signingKey.fingerprint.match(/../g)?.join(":") ?? "";
  await expect(dialog.getByText(new RegExp(pairs, "i"))).toBeVisible();
  expect((await world.api.getSettings()).identity_provider).toBeNull();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect((await world.api.getSettings()).identity_provider).toBeNull();
});

test("a document that cannot be used is refused with the reason, and nothing is saved", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const settings = new SettingsPage(page);
  await console.open("Settings");
  await settings.openConfigure();
  await settings.configureDialog.getByRole("button", { name: "OK" }).click();
  await expect(settings.configureDialog.getByText("Choose the metadata document first.")).toBeVisible();
  const https = service("https://idp.example.com/sso");
  const unusable = [
    "this is no XML",
    `<!DOCTYPE EntityDescriptor>${descriptor("https://idp.example.com", key + https)}`,
    descriptor("https://idp.example.com", key),
    descriptor("https://idp.example.com", https),
    descriptor("https://idp.example.com", key + service("http://idp.example.com/sso")),
    `<EntityDescriptor xmlns="${NS.metadata}" entityID="https://sp.example.com"/>`,
  ];
  for (const content of unusable) {
    await settings.configureDialog.getByLabel("Upload File").setInputFiles(file(content));
    await expect(settings.configureDialog.locator(".notice-bad"), content.slice(0, 80)).not.toBeEmpty();
    await settings.configureDialog.getByLabel("Upload File").setInputFiles([]);
    await expect(settings.configureDialog.locator(".notice-bad")).toHaveCount(0);
  }
  await settings.configureDialog.getByLabel("Upload File").setInputFiles(file("x".repeat(1024 * 1024 + 1)));
  await expect(settings.configureDialog.getByText("The file is larger than 1 MiB.")).toBeVisible();
  expect((await world.api.getSettings()).identity_provider).toBeNull();
});

test("of several identity providers in one document one is chosen", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const settings = new SettingsPage(page);
  await console.open("Settings");
  const both = ["one", "two"].map((name) => descriptor(`https://${name}.example.com`, key + service(`https://${name}.example.com/sso`), ""));
  await settings.uploadMetadata(file(`<EntitiesDescriptor xmlns="${NS.metadata}">${both.join("")}</EntitiesDescriptor>`));
  await settings.configureDialog.getByRole("radio", { name: "https://two.example.com" }).check();
  await expect(settings.configureDialog.getByText("https://two.example.com/sso")).toBeVisible();
  await settings.ok();
  await expect(settings.section.getByText("https://two.example.com/sso")).toBeVisible();
});

test("an identity provider is configured by hand, and cleared only while SSO Logon is off", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  const settings = new SettingsPage(page);
  await console.open("Settings");
  await settings.openConfigure();
  const dialog = settings.configureDialog;
  await dialog.getByRole("radio", { name: "Manual Configuration" }).check();
  await console.field(dialog, "Entity ID").fill("https://manual.example.com");
  await console.field(dialog, "Logon URL").fill("https://manual.example.com/sso");
  await console.field(dialog, "Certificate").fill("not a certificate");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toContainText(/no X\.509 certificate/);
  await console.field(dialog, "Certificate").fill(certificate.pem);
  await settings.ok();
  await expect(settings.section.getByText("https://manual.example.com/sso")).toBeVisible();

  await settings.turnSso(true);
  await expect(settings.clear).toBeDisabled();
  await settings.turnSso(false);
  await settings.clear.click();
  await console.dialog("Clear the identity provider https://manual.example.com?").getByRole("button", { name: "Clear" }).click();
  await expect(settings.clear).toHaveCount(0);
  await expect(settings.ssoSwitch).toBeDisabled();
});

test("replacing the identity provider while SSO Logon is on asks first", async ({ page, newcomer: world }) => {
  await world.api.uploadIdentityProvider(world.idp.metadata);
  await world.api.setSsoLogon(true);
  const console = new Console(page, world);
  const settings = new SettingsPage(page);
  await console.open("Settings");
  await settings.uploadMetadata(file(descriptor("https://new.example.com", key + service("https://new.example.com/sso"))));
  await expect(settings.configureDialog.getByText("https://new.example.com/sso")).toBeVisible();
  await settings.configureDialog.getByRole("button", { name: "OK" }).click();
  const question = console.dialog("Replace the identity provider now?");
  await question.getByRole("button", { name: "Cancel" }).click();
  expect((await world.api.getSettings()).identity_provider?.entity_id).toBe(world.idp.tenant.entityId);
  await settings.configureDialog.getByRole("button", { name: "OK" }).click();
  await question.getByRole("button", { name: "OK" }).click();
  await expect(settings.section.getByText("https://new.example.com/sso")).toBeVisible();
  expect((await world.api.getSettings()).sso_enabled).toBe(true);
});

test("the directory is renamed, within the rules of its name", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  await console.open("Settings");
  const section = page.getByRole("region", { name: "Directory" });
  const name = section.getByLabel("Directory Name");
  await name.fill("Not-allowed");
  await expect(name).toHaveAccessibleDescription(/Only lower-case letters/);
  await name.fill("renamed-directory");
  await section.getByRole("button", { name: "Save" }).click();
  await console.said("The directory was renamed to renamed-directory.");
  await console.go("Overview");
  await expect(page.getByText(`${world.server.url}/renamed-directory/login`)).toBeVisible();
});

test("the rules of sign-in from the other side and of the clocks are changed", async ({ page, newcomer: world }) => {
  const console = new Console(page, world);
  await console.open("Settings");
  const skew = page.getByLabel("Allowed clock difference (seconds)");
  await skew.fill("301");
  await expect(skew).toHaveAccessibleDescription(/A whole number from 0 to 300/);
  await skew.fill("60");
  await page.getByRole("region", { name: "SSO Logon" }).getByRole("button", { name: "Save" }).click();
  await console.said("Saved");
  await page.getByRole("switch", { name: "Accept sign-in from the identity provider's side" }).click();
  await expect(page.getByRole("switch", { name: "Accept sign-in from the identity provider's side" })).toHaveAttribute("aria-checked", "false");
  expect(await world.api.getSettings()).toMatchObject({ clock_skew_seconds: 60, idp_initiated_allowed: false });
});
