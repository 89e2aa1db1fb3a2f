import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findFreePort } from "./free-port.ts";
import { initCluster } from "./init-cluster.ts";
import { placeCluster } from "./place-cluster.ts";
import { clusterUrl, isRunning, spawnPostmaster, stopPostmaster } from "./postmaster.ts";
import { ensurePostgresIdentity } from "./system-user.ts";

export type TestCluster = {
  port: number;
  /** Of the named database; the cluster's own `postgres` database by default. */
  url(database?: string): string;
  pid(): number;
  /** Sends the postmaster a signal: SIGKILL (crash), SIGSTOP (hang), SIGCONT, SIGINT (fast stop). */
  kill(signal: NodeJS.Signals): void;
  /** Starts it again on the same port after it ended, or stops it first; other settings may be given. */
  restart(settings?: Record<string, string>): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
};

const memoryFolder = "/dev/shm";
const roomInMemoryMin = 4 * 1024 ** 3;

function hasRoomInMemory(): boolean {
  if (!existsSync(memoryFolder)) return false;
  const { bavail, bsize } = statfsSync(memoryFolder);
  return bavail * bsize >= roomInMemoryMin;
}

/** A throwaway cluster for tests, in the temp folder. It does not start itself again.
 *  @param options.inMemory in the machine's memory where it has room: a database is made there in a tenth of the time, and
 *  what survives a killed process is the same */
export async function startTestCluster(
  options: { inMemory?: boolean; settings?: Record<string, string> } = {},
): Promise<TestCluster> {
  const identity = ensurePostgresIdentity();
  const parent =
    options.inMemory && hasRoomInMemory() ? join(memoryFolder, basename(tmpdir())) : join(tmpdir(), "signalbox");
  const folder = mkdtempSync(`${parent}-cluster-`);
  chmodSync(folder, 0o755);
  const password = "test";
  const port = await findFreePort();
  const place = placeCluster(folder, identity, () => {});
  initCluster(place, identity, password);
  // Tests compare what happened outside with when it was committed.
  let settings: Record<string, string> = { track_commit_timestamp: "on", ...options.settings };
  const start = (): Promise<ChildProcess> =>
    spawnPostmaster({ place, identity, port, password, logFile: join(folder, "postgres.log"), settings });
  let child = await start();
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (): Promise<void> => {
    if (hasEnded() || child.pid === undefined) return;
    child.kill("SIGCONT");
    const ended = once(child, "exit");
    await stopPostmaster(child.pid);
    await ended;
  };

  return {
    port,
    url: (database = "postgres") => clusterUrl(port, password, database),
    pid: () => child.pid ?? 0,
    kill(signal) {
      child.kill(signal);
    },
    async restart(changed) {
      settings = { ...settings, ...changed };
      await end();
      child = await start();
    },
    async stop() {
      await end();
      if (child.pid !== undefined && isRunning(child.pid)) await stopPostmaster(child.pid);
      if (!place.cluster.startsWith(folder)) rmSync(join(place.cluster, ".."), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
