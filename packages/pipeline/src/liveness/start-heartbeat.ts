import { Worker } from "node:worker_threads";
import { beatStatement, type Database, farewellStatement } from "@signalbox/database";
import type { HeartbeatData } from "./heartbeat-thread.ts";

export interface Heartbeat {
  /** Aborted while our own beat is so old that others will soon take what we hold; a new one once it beats again. */
  signal(): AbortSignal;
  stop(): Promise<void>;
}

const beatEveryMs = 15_000;
const fenceAfterMs = 60_000;

/** Tells the other processes that this one is alive: a thread of its own with a connection of its own beats for the pools,
 *  as long as the main loop turns. Resolves after the first beat. */
export async function startHeartbeat(options: {
  db: Pick<Database, "sql">;
  databaseUrl: string;
  poolIds: string[];
  processId: string;
  timeScale: number;
  log: { warn(line: object, text?: string): void };
}): Promise<Heartbeat> {
  const { db, databaseUrl, poolIds, processId, timeScale, log } = options;
  const shared = new SharedArrayBuffer(4);
  const turns = new Int32Array(shared);
  const everyMs = beatEveryMs * timeScale;
  const turning = setInterval(() => Atomics.add(turns, 0, 1), everyMs / 15);
  const workerData: HeartbeatData = { databaseUrl, poolIds, processId, everyMs, statement: beatStatement, shared };
  const thread = new Worker(new URL("./heartbeat-thread.ts", import.meta.url), { workerData });
  thread.unref();

  let beatAt = performance.now();
  let fence = new AbortController();
  const first = Promise.withResolvers<void>();
  thread.on("message", () => {
    beatAt = performance.now();
    first.resolve();
    if (fence.signal.aborted) fence = new AbortController();
  });
  thread.on("error", (error) => first.reject(error));
  const watching = setInterval(() => {
    if (performance.now() - beatAt < fenceAfterMs * timeScale || fence.signal.aborted) return;
    log.warn({ stage: "heartbeat" }, "our heartbeat is too old: what is under way is given up");
    fence.abort(new Error("the heartbeat is too old"));
  }, everyMs / 3);
  turning.unref();
  watching.unref();
  await first.promise;

  return {
    signal: () => fence.signal,
    async stop() {
      clearInterval(turning);
      clearInterval(watching);
      await thread.terminate();
      await db.sql.unsafe(farewellStatement, [poolIds as never]).catch(() => {});
    },
  };
}
