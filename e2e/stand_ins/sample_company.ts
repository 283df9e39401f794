// The sample company of `make run`: small enough to take in at a glance, with one of each thing to try.

import type { Company } from "./company.ts";

const PROTECT_BACKUPS = JSON.stringify(
  {
    Version: "1",
    Statement: [{ Effect: "Deny", Action: ["oss:DeleteObject", "oss:DeleteBucket"], Resource: ["acs:oss:*:*:backups-*", "acs:oss:*:*:backups-*/*"] }],
  },
  null,
  2,
);

export const SAMPLE_COMPANY: Company = {
  people: [
    { upn: "alice@example.com", password: "alice-sample-password", firstName: "Alice", lastName: "Anders" },
    { upn: "bob@example.com", password: "bob-sample-password", firstName: "Bob", lastName: "Brandt" },
    { upn: "carol@example.com", password: "carol-sample-password", firstName: "Carol", lastName: "Chen" },
  ],
  folders: ["Shop", "Platform"],
  accounts: [
    { id: "1000000000000001", name: "Example Holding", management: true },
    { id: "1000000000000011", name: "Shop production", folder: "Shop" },
    { id: "1000000000000012", name: "Shop development", folder: "Shop" },
    { id: "1000000000000021", name: "Data platform", folder: "Platform" },
  ],
  accessConfigurations: [
    { name: "ecs-reader", description: "Sees servers, changes nothing", session_duration: 3600, system_policies: ["AliyunECSReadOnlyAccess"] },
    { name: "oss-operator", description: "Works with storage; backups cannot be deleted", session_duration: 3600, system_policies: ["AliyunOSSFullAccess"], inline_policy: PROTECT_BACKUPS },
    { name: "administrator", description: "May do everything in the account", session_duration: 1800, system_policies: ["AdministratorAccess"] },
  ],
  grants: [
    { people: ["alice@example.com"], accounts: ["1000000000000011"], accessConfigurations: ["ecs-reader", "oss-operator"] },
    { people: ["alice@example.com"], accounts: ["1000000000000012"], accessConfigurations: ["ecs-reader", "oss-operator", "administrator"] },
    { people: ["bob@example.com"], accounts: ["1000000000000011", "1000000000000012", "1000000000000021"], accessConfigurations: ["ecs-reader", "oss-operator"] },
    { people: ["bob@example.com"], accounts: ["1000000000000001"], accessConfigurations: ["administrator"] },
  ],
};
