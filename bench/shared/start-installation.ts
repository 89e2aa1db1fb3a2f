import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestCluster } from "@signalbox/database";
import pg from "pg";
import { startOutsideWorld } from "./outside-world.ts";
import { startSignalbox } from "./signalbox-processes.ts";

/** Opens the admin API. */
export const benchApiToken = "benchmark-token-0123456789abcdefghijklmnop";

export type BenchSource = { key: string; token: string; secret: string };
export type Installation = Awaited<ReturnType<typeof startInstallation>>;

/** One api and one worker process as in life, on a throwaway durable PostgreSQL, with an outside world to call.
 *  @param config the rest of the config file, in JSON's form, once the outside world's address is known */
export async function startInstallation(
  sourceKeys: readonly string[],
  config: (world: { url: string }) => Record<string, unknown>,
) {
  const running: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    const dataDir = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
    running.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const world = await startOutsideWorld();
    running.push(world.stop);
    const cluster = await startTestCluster();
    running.push(cluster.stop);
    const query = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> =>
      (await client.query<Row>(text)).rows;
    const admin = new pg.Client({ connectionString: cluster.url() });
    await admin.connect();
    await admin.query("create database bench");
    await admin.end();
    const sources: BenchSource[] = sourceKeys.map((key) => ({
      key,
      token: `sbxh_benchmark_${key}_0123456789abcdefghijklmnop`,
      secret: `the-secret-of-${key}`,
    }));
    const configFile = join(dataDir, "company.json");
    const shape = {
      version: 1,
      sources: sources.map(({ key, token, secret }) => ({
        key,
        sender: "anyping",
        token: { value: token },
        secrets: [{ value: secret }],
      })),
      ...config(world),
    };
    // What JSON writes, YAML reads.
    writeFileSync(configFile, JSON.stringify(shape));
    const options = {
      databaseUrl: cluster.url("bench"),
      secretKey: randomBytes(32),
      dataDir,
      variables: {
        SIGNALBOX_API_TOKEN: benchApiToken,
        SIGNALBOX_CONFIG: configFile,
        SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${world.port}`,
      },
    };
    const api = await startSignalbox("api", options);
    running.push(api.stop);
    const worker = await startSignalbox("worker", options);
    running.push(worker.stop);
    const client = new pg.Client({ connectionString: options.databaseUrl });
    await client.connect();
    running.push(() => client.end());
    return { api, worker, world, sources, databaseUrl: options.databaseUrl, query, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A ticket desk and a pager of the outside world, for the config file. @param path below which the desk's tickets are */
export function deskConnection(key: string, baseUrl: string, path = "/tickets"): Record<string, unknown> {
  return {
    key,
    kind: "ticket-json",
    baseUrl,
    timeout: "5s",
    ticket: {
      create: {
        method: "POST",
        path,
        body: { title: "{{ incident.title }}", ref: "{{ obligation.reference }}" },
        id: "$.id",
      },
      find: {
        method: "GET",
        path: `${path}?ref={{ obligation.reference }}`,
        id: "$.items[0].id",
        reference: "$.items[0].ref",
      },
      close: { method: "PATCH", path: `${path}/{{ obligation.externalId }}`, body: { status: "closed" } },
      read: { method: "GET", path: `${path}/{{ obligation.externalId }}`, closed: 'answer.status == "closed"' },
    },
  };
}

export function pagerConnection(key: string, baseUrl: string): Record<string, unknown> {
  return { key, kind: "page-webhook", url: `${baseUrl}/pages`, secret: { value: `whsec_${"A".repeat(43)}=` } };
}
