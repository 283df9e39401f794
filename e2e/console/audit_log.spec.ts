import { expect, test } from "../fixtures/test.ts";
import { PRODUCTION } from "../fixtures/world.ts";
import { signIn } from "../journeys/steps.ts";
import { Console } from "../pages/console.ts";

test("a sign-in, a log-on to an account and a refusal are found, by kind and by person, with their values", async ({ page, newWindow, world }) => {
  await world.ssoOn();
  const person = await world.person("recorded", [{ account: PRODUCTION.id, accessConfiguration: "ecs-reader" }]);
  const window = await newWindow();
  const portal = await signIn(window, world, person);
  await (await portal.logOn(PRODUCTION.name, "ecs-reader")).shows(PRODUCTION, "AliyunReservedSSO-ecs-reader", person.upn);
  world.idp.tenant.nextFault = { audience: "urn:someone-else" };
  await signIn(await newWindow(), world, person).then((refused) => expect(refused.page.getByRole("heading", { name: "You were not signed in" })).toBeVisible());

  const console = new Console(page, world);
  await console.open("Audit Log");
  await page.getByRole("searchbox", { name: "Person or target, by the beginning" }).fill(person.upn);
  await expect(console.row("Log-on as RAM role")).toHaveCount(1);
  await expect(console.row("SSO sign-in").filter({ hasNotText: "refused" })).toHaveCount(1);

  await page.getByRole("searchbox", { name: "Person or target, by the beginning" }).fill("");
  await console.main.getByLabel("Event").selectOption("SsoSignInRefused");
  await console.row("SSO sign-in refused").first().getByRole("button").click();
  const panel = console.dialog("SSO sign-in refused");
  await expect(panel).toContainText("urn:someone-else");
  await expect(panel).toContainText(`${world.server.url}/saml/sp/`);
});

test("changes by an administrator are recorded with what was changed, newest first", async ({ page, world }) => {
  const configuration = await world.api.createAccessConfiguration({ name: world.name("recorded") });
  const console = new Console(page, world);
  await console.open("Audit Log");
  await console.main.getByLabel("Event").selectOption("AccessConfigurationCreated");
  await expect(console.main.getByRole("row").nth(1)).toContainText(configuration.name);
  await expect(console.main.getByRole("row").nth(1)).toContainText("admin");
});
