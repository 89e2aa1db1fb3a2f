import { EventEmitter } from "node:events";
import { AtOncePlaces, ConnectionLanes, ringAgain } from "@signalbox/pipeline";
import type { TaskList } from "graphile-worker";
import { type Runner, run, type WorkerEvents } from "graphile-worker";
import type pg from "pg";
import type { Logger } from "pino";
import { checkObligationsTask } from "./check-obligations.ts";
import { escalateTask } from "./escalate.ts";
import { escalatePageTask } from "./escalate-page.ts";
import { ledgerRunTask } from "./ledger-run.ts";
import { performTask } from "./perform.ts";
import { processTask } from "./process.ts";
import { queueLog } from "./queue-log.ts";
import { retryFailuresTask } from "./retry-failures.ts";
import { tellRunTask } from "./tell-run.ts";
import { timeMachineTask } from "./time-machine.ts";
import type { WorkerDeps } from "./worker-deps.ts";

export interface Runners {
  /** Names under which jobs are locked: the heartbeat beats for them. */
  poolIds: string[];
  /** What they work on just now. */
  activeJobIds(): string[];
  /** Rejects when a runner ends by itself: the process must end too. */
  ended: Promise<void>;
  /** Takes no new job, and resolves when those under way have ended. */
  stop(): Promise<void>;
}

const pollEveryMs = 1_000;
const pollAtLeastMs = 300;
/** After so long a stop gives up what is under way: a call of 60 s is recorded as unknown. */
export const abortAfterMs = 25_000;

/** Three runners on one queue: deliveries; calls to the outside, which mostly wait; pages, which nothing else
 *  may delay. None locks jobs ahead. What a delivery orders is performed by the process that ordered it where it has room. */
export async function startRunners(options: {
  deps: WorkerDeps;
  pool: pg.Pool;
  log: Logger;
  timeScale: number;
}): Promise<Runners> {
  const { deps, pool, log, timeScale } = options;
  const poolIds: string[] = [];
  const active = new Set<string>();
  const stopping = new AbortController();
  const start = (concurrency: number, taskList: TaskList): Promise<Runner> => {
    const events: WorkerEvents = new EventEmitter();
    events.on("pool:create", ({ workerPool }) => poolIds.push(workerPool.id));
    events.on("job:start", ({ job }) => active.add(job.id));
    events.on("job:complete", ({ job }) => active.delete(job.id));
    return run(
      {
        pgPool: pool,
        concurrency,
        taskList,
        events,
        logger: queueLog(log),
        noHandleSignals: true,
        pollInterval: Math.max(pollAtLeastMs, pollEveryMs * timeScale),
        gracefulShutdownAbortTimeout: abortAfterMs,
      },
      undefined,
      [],
    );
  };
  const lanes = new ConnectionLanes();
  const atOnce = new AtOncePlaces(deps, lanes);
  const perform = performTask(deps, lanes);
  const runners = await Promise.all([
    start(2, { process: processTask(deps, atOnce) }),
    start(16, {
      perform,
      tell_run: tellRunTask(deps),
      check_obligations: checkObligationsTask(deps),
      retry_failures: retryFailuresTask(deps),
      ledger_run: ledgerRunTask(deps),
      time_machine: timeMachineTask(deps, stopping.signal),
    }),
    start(8, { perform_page: perform, escalate: escalateTask(deps), escalate_page: escalatePageTask(deps) }),
  ]);
  return {
    poolIds,
    activeJobIds: () => [...active],
    ended: Promise.all(runners.map((runner) => runner.promise)).then(() => {}),
    async stop() {
      stopping.abort();
      const waiting = lanes.close();
      if (waiting.length > 0)
        await ringAgain(deps, waiting).catch((err: unknown) => log.warn({ err }, "the sweep rings"));
      await Promise.allSettled([atOnce.close(), ...runners.map((runner) => runner.stop())]);
    },
  };
}
