// A handful of resources for every account, the same ones each time, kept in memory.

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  running: boolean;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly objects: Map<string, string>;
}

export function sampleInstances(accountId: string): Instance[] {
  const tail = accountId.slice(-4);
  return [
    { id: `i-bp1web0${tail}`, name: "web-1", region: "cn-hangzhou", tags: { team: "web", stage: "production" }, running: true },
    { id: `i-bp1web1${tail}`, name: "web-2", region: "cn-hangzhou", tags: { team: "web", stage: "production" }, running: true },
    { id: `i-gw8job0${tail}`, name: "nightly-jobs", region: "eu-central-1", tags: { team: "data", stage: "test" }, running: false },
  ];
}

export function sampleBuckets(accountId: string): Bucket[] {
  const tail = accountId.slice(-4);
  return [
    {
      name: `reports-${tail}`,
      region: "oss-cn-hangzhou",
      objects: new Map([
        ["2026/third-quarter.csv", "region,orders\nnorth,1204\nsouth,998\n"],
        ["read-me.txt", "Monthly and quarterly reports.\n"],
      ]),
    },
    { name: `backups-${tail}`, region: "oss-eu-central-1", objects: new Map([["database.dump", "binary"]]) },
  ];
}

/** RAM's name for an ECS instance. */
export function instanceName(accountId: string, instance: Instance): string {
  return `acs:ecs:${instance.region}:${accountId}:instance/${instance.id}`;
}

/** RAM's name for a bucket, or for an object in it. */
export function bucketName(accountId: string, bucket: Bucket, object?: string): string {
  return `acs:oss:${bucket.region}:${accountId}:${bucket.name}${object === undefined ? "" : `/${object}`}`;
}
