import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { executable } from "./find-binaries.ts";
import { clusterUser, postgresEnvironment } from "./init-cluster.ts";
import type { ClusterPlace } from "./place-cluster.ts";
import type { Identity } from "./system-user.ts";

export type PostmasterOptions = {
  place: ClusterPlace;
  identity: Identity;
  port: number;
  password: string;
  logFile: string;
  settings: Record<string, string>;
};

const logBytesMax = 10 * 1024 * 1024;
const readyWithinMs = 60_000;

export function clusterUrl(port: number, password: string, database: string): string {
  return `postgres://${clusterUser}:${password}@127.0.0.1:${port}/${database}`;
}

/** Starts the server in a process group of its own (Ctrl-C in the terminal must not reach it before its clients have
 *  ended) and waits until it accepts connections. @throws with Postgres' own reason when it ends instead. */
export async function spawnPostmaster(options: PostmasterOptions): Promise<ChildProcess> {
  // Right after a kill -9 the lock of the old server stands for a moment; only Postgres may judge it.
  for (let tries = 1; ; tries++) {
    const started = await trySpawn(options);
    if ("child" in started) return started.child;
    const heldByOld = /postmaster\.pid|shared memory/.test(started.reason);
    if (!heldByOld || tries === 10) throw new Error(`PostgreSQL did not start: ${started.reason}`);
    await sleep(500);
  }
}

async function trySpawn(options: PostmasterOptions): Promise<{ child: ChildProcess } | { reason: string }> {
  const { place, identity, port, logFile } = options;
  if (existsSync(logFile) && statSync(logFile).size > logBytesMax) truncateSync(logFile);
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(join(place.binaries, "bin", executable("postgres")), ["-D", place.cluster, ...flags], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: place.cluster,
    env: postgresEnvironment(),
    ...(identity ? { uid: identity.uid, gid: identity.gid } : {}),
  });
  closeSync(log);
  let failure: string | null = null;
  child.once("error", (error) => {
    failure = error.message;
  });
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (failure !== null) return { reason: failure };
    if (child.exitCode !== null || child.signalCode !== null) return { reason: reasonIn(logFile, logStart) };
    if (await accepts(clusterUrl(port, options.password, "postgres"))) return { child };
    await sleep(50);
  }
  child.kill("SIGQUIT");
  return { reason: `not ready after ${readyWithinMs / 1000} s: ${reasonIn(logFile, logStart)}` };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    // A wrong password never gets right by waiting: somebody else's server, or a password file that was changed.
    if ((error as { code?: string }).code === "28P01") throw new Error("PostgreSQL refuses the stored password");
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function reasonIn(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString("utf8").split("\n");
  const fatal = lines
    .filter((line) => /FATAL|PANIC|error/i.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC):\s*/, ""));
  return fatal.at(-1) ?? lines.findLast((line) => line.trim() !== "") ?? `no reason given, see ${logFile}`;
}

/** Pid of a server that a killed start left behind on this very cluster, else null. */
export function findLeftOverPostmaster(cluster: string): number | null {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  return commandLineOf(pid).includes(cluster) ? pid : null;
}

function commandLineOf(pid: number): string {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/** Fast shutdown (SIGINT); after `fastMs` immediate (SIGQUIT: next start recovers from the log), then SIGKILL. */
export async function stopPostmaster(pid: number, fastMs = 20_000): Promise<void> {
  for (const [signal, waitMs] of [
    ["SIGINT", fastMs],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!signalProcess(pid, signal)) return;
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isRunning(pid)) return;
      await sleep(25);
    }
  }
  throw new Error(`PostgreSQL (pid ${pid}) does not end`);
}

export function isRunning(pid: number): boolean {
  if (process.platform === "linux") {
    try {
      // A killed process that nobody has reaped yet ("Z") holds nothing any more.
      return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false;
    }
  }
  return signalProcess(pid, 0);
}

function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
