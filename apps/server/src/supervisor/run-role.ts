import { checkPostgres, checkSecretKey, migrate } from "@signalbox/database/start";
import { type Env, readEnv } from "../env.ts";
import type { RunningApi } from "../start-api.ts";
import type { RunningWorker } from "../start-worker.ts";
import { connectionsOf } from "./connection-budget.ts";
import { startHealthServer } from "./health-server.ts";
import type { ChildMessage } from "./supervise-child.ts";

type Running = { close(): Promise<void>; notices?: string[] };

/** Role `api` or `worker` as a child: the supervisor has checked and migrated; it is told when we are ready, and without
 *  it we end at once, so that the next start finds port and folder free. */
export async function runSupervisedRole(surroundings: NodeJS.ProcessEnv): Promise<void> {
  process.once("disconnect", () => process.exit(1));
  // Ctrl-C reaches the whole terminal group; only the supervisor knows the order in which to end.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  const stop = Promise.withResolvers<void>();
  process.on("message", (message: ChildMessage) => {
    if (message.kind === "stop") stop.resolve();
  });
  process.once("SIGTERM", () => stop.resolve());
  const running = await start(readEnv(surroundings));
  process.send?.({ kind: "ready", notices: running.notices ?? [] } satisfies ChildMessage);
  await stop.promise;
  await running.close();
}

/** Role `api` or `worker` on its own: waits for Postgres with /readyz red, migrates (one process at a time), and runs
 *  until `stopped` is aborted. @throws StartRefusal */
export async function runRoleAlone(
  surroundings: NodeJS.ProcessEnv,
  options: { log: (line: string) => void; stopped: AbortSignal },
): Promise<void> {
  const { log, stopped } = options;
  const env = readEnv(surroundings);
  const databaseUrl = env.databaseUrl ?? "";
  let worker: { isAlive(): boolean } | null = null;
  let health = await startHealthServer(env, () => worker?.isAlive() ?? false);
  let running: Running | null = null;
  try {
    await checkPostgres({ databaseUrl, connectionsNeeded: connectionsOf(env.role), log, signal: stopped });
    await migrate({ databaseUrl, log });
    if (env.secretKey) await checkSecretKey({ databaseUrl, secretKey: env.secretKey, origin: "SIGNALBOX_SECRET_KEY" });
    stopped.throwIfAborted();
    if (env.role === "api") {
      await health.close();
      health = { close: async () => {} };
      running = await loadApi(env);
    } else {
      const started = await loadWorker(env);
      worker = started;
      running = started;
    }
    console.log(
      env.role === "api" ? `Signalbox api is ready at http://${env.host}:${env.port}` : "Signalbox worker is ready",
    );
    for (const notice of running.notices ?? []) console.log(notice);
    await new Promise<void>((resolve) => {
      if (stopped.aborted) resolve();
      stopped.addEventListener("abort", () => resolve(), { once: true });
    });
    log("Stopping: what is under way is finished first");
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    await running?.close();
    await health.close();
  }
}

function start(env: Env): Promise<Running> {
  return env.role === "api" ? loadApi(env) : loadWorker(env);
}

// Each role loads its own rooms alone: a worker starts in half the time without the api's.
async function loadApi(env: Env): Promise<RunningApi> {
  const { startApi } = await import("../start-api.ts");
  return startApi(env);
}

async function loadWorker(env: Env): Promise<RunningWorker> {
  const { startWorker } = await import("../start-worker.ts");
  return startWorker(env);
}
