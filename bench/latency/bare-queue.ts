// A process of its own: what a job costs by itself, from adding it to the start of its task.
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, run } from "graphile-worker";
import pg from "pg";
import { median, quantile } from "../shared/numbers.ts";

export type BareOrder = { databaseUrl: string; perSecond: number; count: number };
export type BareResult = { p50Ms: number; p99Ms: number };

async function measure({ databaseUrl, perSecond, count }: BareOrder): Promise<BareResult> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const addedAt = new Map<number, number>();
  const tookMs: number[] = [];
  const runner = await run({
    pgPool: pool,
    concurrency: 3,
    noHandleSignals: true,
    // Stdout is for the report.
    logger: new Logger(() => () => {}),
    taskList: {
      bare: async (payload) => {
        const from = addedAt.get((payload as { n: number }).n);
        if (from !== undefined) tookMs.push(performance.now() - from);
      },
    },
  });
  const startedAt = performance.now();
  for (let n = 0; n < count; n++) {
    await sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()));
    addedAt.set(n, performance.now());
    await pool.query("select graphile_worker.add_job('bare', $1::json)", [JSON.stringify({ n })]);
  }
  const until = performance.now() + 10_000;
  while (tookMs.length < count && performance.now() < until) await sleep(50);
  await runner.stop();
  await pool.end();
  if (tookMs.length < count) throw new Error(`${count - tookMs.length} bare jobs did not start`);
  return { p50Ms: median(tookMs), p99Ms: quantile(tookMs, 0.99) };
}

process.on("message", (order: BareOrder) => {
  measure(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
