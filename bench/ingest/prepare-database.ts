import { hash, randomBytes } from "node:crypto";
import { migrate, openDatabase, sources, startTestCluster, storeSecret, type TestCluster } from "@signalbox/database";
import pg from "pg";
import { benchSecret, benchToken } from "./signed-requests.ts";

export type BenchDatabase = {
  url: string;
  secretKey: Buffer;
  /** Runs one statement; `checkpoint` before each round lets all begin alike. */
  query<Row>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
};

/** A throwaway PostgreSQL with the durable settings of an installation, migrated, with one AnyPing source. */
export async function prepareDatabase(): Promise<BenchDatabase> {
  const cluster = await startTestCluster();
  try {
    return await prepareOn(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function prepareOn(cluster: TestCluster): Promise<BenchDatabase> {
  const url = cluster.url("bench");
  const admin = new pg.Client({ connectionString: cluster.url() });
  await admin.connect();
  await admin.query("create database bench");
  await admin.end();
  await migrate({ databaseUrl: url, log: () => {} });
  const secretKey = randomBytes(32);
  const db = openDatabase({ url, applicationName: "bench", poolSize: 1 });
  await db.transaction(async (tx) => {
    const tokenHash = hash("sha256", benchToken, "buffer");
    const [source] = await tx
      .insert(sources)
      .values({ key: "bench", name: "Bench", sender: "anyping", tokenHash })
      .returning({ id: sources.id });
    const secret = { field: "signing", label: "only", value: benchSecret };
    await storeSecret(tx, secretKey, { ownerKind: "source", ownerId: source!.id, ...secret });
  });
  await db.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    url,
    secretKey,
    query: async <Row>(text: string) => (await client.query(text)).rows as Row[],
    async stop() {
      await client.end();
      await cluster.stop();
    },
  };
}
