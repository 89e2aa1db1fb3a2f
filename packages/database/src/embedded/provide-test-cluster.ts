import pg from "pg";
import { migrate } from "../migrate/migrate.ts";
import { startTestCluster } from "./start-test-cluster.ts";

/** Global set-up of the test projects that need Postgres: one cluster for the whole run, with a migrated template
 *  that createTestDatabase() copies. Workers learn its address from the environment. */
export default async function provideTestCluster(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.SIGNALBOX_TEST_DATABASE_URL) return undefined;
  const cluster = await startTestCluster({
    inMemory: true,
    settings: { max_connections: "300", max_wal_size: "256MB" },
  });
  process.env.SIGNALBOX_TEST_DATABASE_URL = cluster.url();
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  await client.query("create database signalbox_template");
  await client.end();
  await migrate({ databaseUrl: cluster.url("signalbox_template"), log: () => {} });
  return async () => {
    delete process.env.SIGNALBOX_TEST_DATABASE_URL;
    await cluster.stop();
  };
}
