import { randomBytes } from "node:crypto";
import pg from "pg";

export type TestDatabase = {
  url: string;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
};

/** A migrated, empty database of its own: a copy of the template that the test run made. For *.db, *.chaos and *.e2e
 *  tests only. @param options.empty true: without any table, as a new installation finds it. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const adminUrl = process.env.SIGNALBOX_TEST_DATABASE_URL;
  if (!adminUrl) throw new Error("no test cluster: run this file in the project db, chaos or e2e");
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const template = options.empty ? "template0" : "signalbox_template";
  await onAdmin(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function onAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
