// The stand-in cloud by itself, for clients that are no part of the browser tests: a management account with a key, and
// one member. Says in one line of JSON where it is; ends when whoever started it closes its input.

import { ACCESS_ROLE } from "./organization.ts";
import { Cloud } from "./server.ts";

const cloud = await Cloud.start();
const { organization, accessKey } = cloud.organize({ id: "1000000000000001", name: "Example Holding" });
const folder = organization.addFolder("Shop");
const member = organization.addMember({ id: "1000000000000011", name: "Shop production" }, folder.id);
console.log(
  JSON.stringify({
    origin: cloud.origin,
    access_key_id: accessKey.id,
    access_key_secret: accessKey.secret,
    management: organization.management.id,
    member: member.id,
    member_role: `acs:ram::${member.id}:role/${ACCESS_ROLE}`,
    folder: folder.id,
  }),
);
process.stdin.resume().on("end", () => void cloud.stop().then(() => process.exit(0)));
