import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  checkPostgres,
  checkSecretKey,
  type EmbeddedPostgres,
  keepSecretKey,
  lockDataDir,
  migrate,
  StartRefusal,
  startEmbeddedPostgres,
} from "@signalbox/database/start";
import { type Env, readEnv } from "../env.ts";
import { connectionsOf } from "./connection-budget.ts";
import { deskVariables, type Practice, planPractice, waitForDesk, withPracticeConfig } from "./practice.ts";
import { prepareDataDir } from "./prepare-data-dir.ts";
import { probePort } from "./probe-port.ts";
import { type SupervisedChild, superviseChild } from "./supervise-child.ts";

const program = fileURLToPath(new URL("../main.ts", import.meta.url));
// More than the drain of each: 10 s of open requests, 25 s of running outbound calls.
const stopWithinMs = { api: 15_000, worker: 35_000, practice: 2_000 };

/** Role `all`: owns the data folder, Postgres (where none is given), one api and one worker process, until `stopped`
 *  is aborted; then ends them in order: api, worker, Postgres. @throws StartRefusal */
export async function runSupervisor(
  surroundings: NodeJS.ProcessEnv,
  options: { practice: boolean; log: (line: string) => void; stopped: AbortSignal },
): Promise<void> {
  const { log, stopped } = options;
  const practice = options.practice ? planPractice(surroundings) : null;
  const variables = { ...surroundings, ...practice?.variables };
  const env = readEnv(variables);
  prepareDataDir(env.dataDir);
  const cleanUps: (() => unknown)[] = [await lockDataDir(env.dataDir)];
  try {
    const port = await probePort(env.host, env.port, "PORT");
    if (practice) await probePort("127.0.0.1", practice.port, "PRACTICE_PORT");
    const secretKey = env.secretKey ?? keepSecretKey(env.dataDir);
    const embedded = env.databaseUrl ? null : await startDatabase(env, log);
    if (embedded) cleanUps.push(() => embedded.stop());
    const databaseUrl = embedded?.url ?? env.databaseUrl ?? "";
    await checkPostgres({ databaseUrl, connectionsNeeded: connectionsOf("all"), log, signal: stopped });
    await migrate({ databaseUrl, log });
    const origin = env.secretKey ? "SIGNALBOX_SECRET_KEY" : join(env.dataDir, "secret.key");
    await checkSecretKey({ databaseUrl, secretKey, origin });
    stopped.throwIfAborted();
    const childVariables = {
      ...(practice ? withPracticeConfig(variables, practice.port, env.dataDir) : variables),
      DATABASE_URL: databaseUrl,
      DATA_DIR: env.dataDir,
      PORT: String(port),
      SIGNALBOX_SECRET_KEY: secretKey.toString("base64"),
      LOG_FORMAT: env.logFormat,
    };
    const children = startChildren(childVariables, { practice, isAlone: embedded !== null, log });
    for (const { child, withinMs } of children.toReversed()) cleanUps.push(() => child.stop(withinMs));
    const running = children.map(({ child }) => child);
    const notices = await untilReady(running, practice, stopped);
    const host = env.host.includes(":") ? `[${env.host}]` : env.host;
    console.log(`Signalbox is ready at http://${host}:${port}`);
    if (practice) console.log(`Practice desk at http://127.0.0.1:${practice.port}`);
    for (const notice of notices) console.log(notice);
    await untilAborted(stopped);
    log("Stopping: what is under way is finished first");
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function startDatabase(env: Env, log: (line: string) => void): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres({ dataDir: env.dataDir, log });
  } catch (cause) {
    if (cause instanceof StartRefusal) throw cause;
    throw new StartRefusal([cause instanceof Error ? cause.message : String(cause)], { cause });
  }
}

type Child = { child: SupervisedChild; withinMs: number };

// In the order in which they are ended.
function startChildren(
  variables: NodeJS.ProcessEnv,
  options: { practice: Practice | null; isAlone: boolean; log: (line: string) => void },
): Child[] {
  const { practice, isAlone, log } = options;
  const start = (role: "api" | "worker"): Child => {
    const env = {
      ...variables,
      SIGNALBOX_ROLE: role,
      SIGNALBOX_SUPERVISED: "1",
      SIGNALBOX_SOLE_WORKER: isAlone ? "1" : "0",
    };
    return { child: superviseChild({ name: role, command: [program], env, log }), withinMs: stopWithinMs[role] };
  };
  const desk = practice
    ? [
        {
          child: superviseChild({ name: "practice", command: practice.command, env: deskVariables(variables), log }),
          withinMs: stopWithinMs.practice,
        },
      ]
    : [];
  return [start("api"), start("worker"), ...desk];
}

async function untilReady(
  children: SupervisedChild[],
  practice: Practice | null,
  stopped: AbortSignal,
): Promise<string[]> {
  const [api, worker] = children;
  const all = Promise.all([api?.ready, worker?.ready, practice ? waitForDesk(practice.port) : undefined]);
  try {
    const [fromApi, fromWorker] = await Promise.race([all, rejectWhenAborted(stopped)]);
    return [...(fromApi ?? []), ...(fromWorker ?? [])];
  } catch (cause) {
    stopped.throwIfAborted();
    throw new StartRefusal([cause instanceof Error ? cause.message : String(cause)], { cause });
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return untilAborted(signal).then(() => {
    throw signal.reason;
  });
}
