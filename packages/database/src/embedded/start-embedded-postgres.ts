import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findFreePort, isFree } from "./free-port.ts";
import { initCluster } from "./init-cluster.ts";
import { placeCluster } from "./place-cluster.ts";
import { clusterUrl, findLeftOverPostmaster, spawnPostmaster, stopPostmaster } from "./postmaster.ts";
import { ensurePostgresIdentity } from "./system-user.ts";
import { writeFileDurably } from "./write-file-durably.ts";

export type EmbeddedPostgres = {
  url: string;
  /** Of the server that runs now; changes when it is started again. */
  pid(): number;
  /** Fast shutdown; ends open connections. Safe to call twice. */
  stop(): Promise<void>;
};

type Access = { port: number; password: string };

const databaseName = "signalbox";
const restartDelaysMs = [0, 1_000, 2_000, 5_000, 10_000];

/** Starts PostgreSQL on `dataDir` (made where absent), on loopback with a random password, and starts it again when it
 *  dies. A server left over by a killed start is stopped first, the ordered way. @throws with one clear line. */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: (line: string) => void;
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const identity = ensurePostgresIdentity();
  mkdirSync(dataDir, { recursive: true });
  const place = placeCluster(dataDir, identity, log);
  const leftOver = findLeftOverPostmaster(place.cluster);
  if (leftOver !== null) {
    log(`Stopping the database server that an earlier start left behind (pid ${leftOver})`);
    await stopPostmaster(leftOver);
  }
  const access = await readAccess(dataDir);
  if (initCluster(place, identity, access.password)) log("Made a new database");
  const start = (): Promise<ChildProcess> =>
    spawnPostmaster({
      place,
      identity,
      ...access,
      logFile: join(dataDir, "postgres.log"),
      settings: options.settings ?? {},
    });
  let child = await start();
  let stopping = false;
  let restarting: Promise<void> | null = null;

  const startAgain = async (): Promise<void> => {
    for (let tries = 0; !stopping; tries++) {
      await sleep(restartDelaysMs[Math.min(tries, restartDelaysMs.length - 1)]);
      if (stopping) return;
      try {
        child = await start();
        watch();
        log("The database server runs again");
        return;
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const watch = (): void => {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      log(`The database server ended (${signal ?? `exit ${code}`}); starting it again`);
      restarting = startAgain();
    });
  };
  watch();
  await ensureDatabase(access);

  return {
    url: clusterUrl(access.port, access.password, databaseName),
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true;
      await restarting;
      if (child.exitCode === null && child.signalCode === null && child.pid) await stopPostmaster(child.pid);
    },
  };
}

/** Port and password, kept in the data folder; another port is taken when the kept one is in use. */
async function readAccess(dataDir: string): Promise<Access> {
  const file = join(dataDir, "postgres.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Access) : null;
  const password = kept?.password ?? randomBytes(24).toString("base64url");
  const port = kept && (await isFree(kept.port)) ? kept.port : await findFreePort();
  if (port !== kept?.port) writeFileDurably(file, `${JSON.stringify({ port, password })}\n`, 0o600);
  return { port, password };
}

async function ensureDatabase(access: Access): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl(access.port, access.password, "postgres") });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
