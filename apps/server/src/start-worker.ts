import { newUuid, ownLimits } from "@signalbox/core";
import { type Database, openDatabase, releaseLostJobs, StartRefusal } from "@signalbox/database";
import {
  askPagers,
  beatForPart,
  beginDailyChecks,
  beginDueDrills,
  createFaultProxy,
  expireApprovals,
  judgeDrills,
  keepRetention,
  openRunbookFile,
  type RunbookSource,
  recoverAlone,
  refreshLookUps,
  sendSignal,
  sendWeek,
  settleMarkedLedger,
  startHeartbeat,
  sweep,
  tellRunbooks,
  upkeep,
  watchIncidents,
  watchOurselves,
} from "@signalbox/pipeline";
import { createLog } from "./create-log.ts";
import type { Env } from "./env.ts";
import { readFailpoints } from "./failpoint.ts";
import { openOwnOutbound } from "./open-own-outbound.ts";
import { poolSizes } from "./supervisor/connection-budget.ts";
import { QueuePool } from "./tasks/queue-pool.ts";
import { runEvery } from "./tasks/run-every.ts";
import { abortAfterMs, type Runners, startRunners } from "./tasks/start-runners.ts";
import type { WorkerDeps } from "./tasks/worker-deps.ts";
import { readTimeScale } from "./time-scale.ts";

export interface RunningWorker {
  /** Whether its runners still take jobs. */
  isAlive(): boolean;
  /** Lets running jobs end first, for 25 s at most. */
  close(): Promise<void>;
}

const sweepEveryMs = 30_000;
const lockedForMs = 90_000;
const lookUpEveryMs = 5_000;
const askPagersEveryMs = 10_000;
const expireEveryMs = 5_000;
const drillsEveryMs = 1_000;
const settleEveryMs = 250;
const hourMs = 3_600_000;
// However much faster time runs in a test.
const turnAtLeastMs = 500;
const upkeepEveryMs = 24 * hourMs;

/** Runs the background side: takes jobs, calls the outside, beats and sweeps. Ends the process when its queue is lost. */
export async function startWorker(env: Env): Promise<RunningWorker> {
  if (env.databaseUrl === null || env.secretKey === null) {
    throw new TypeError("the worker needs a database and a secret key");
  }
  const log = createLog(env);
  const timeScale = readTimeScale(process.env.SIGNALBOX_TIME_SCALE);
  const db = openDatabase({
    url: env.databaseUrl,
    applicationName: "signalbox worker",
    poolSize: poolSizes.worker.app,
  });
  const queuePool = new QueuePool({ connectionString: env.databaseUrl, max: poolSizes.worker.queue });
  const { outbound, learnListeners } = await openOwnOutbound(env, db);
  const closing = new AbortController();
  const stopping = new AbortController();
  let fence = (): AbortSignal => stopping.signal;
  const faultProxy = createFaultProxy();
  const deps: WorkerDeps = {
    db,
    faultProxy,
    outbound,
    secretKey: env.secretKey,
    now: Date.now,
    newId: newUuid,
    random: Math.random,
    publicUrl: env.publicUrl ?? `http://${env.host}:${env.port}`,
    isOutboundOn: env.outbound,
    timeScale,
    ...(env.runbooksFile === null ? {} : { runbooks: await openRunbooks(env.runbooksFile) }),
    failpoint: readFailpoints(process.env.SIGNALBOX_FAILPOINTS),
    log,
    get signal() {
      return AbortSignal.any([stopping.signal, fence()]);
    },
  };

  await upkeep(deps);
  if (env.isSoleWorker) await recoverAlone(deps);
  const runners = await startRunners({ deps, pool: queuePool, log, timeScale });
  const { poolIds } = runners;
  const heartbeat = await startHeartbeat({
    db,
    databaseUrl: env.databaseUrl,
    poolIds,
    processId: newUuid(),
    timeScale,
    log,
  });
  fence = heartbeat.signal;
  const watchEveryMs = ownLimits.watchEveryMs * timeScale;
  const timers = [
    runEvery(log, "listeners", sweepEveryMs * timeScale, learnListeners),
    runEvery(log, "sweep", sweepEveryMs * timeScale, () => sweep(deps)),
    runEvery(log, "settle-ledger", settleEveryMs, settleMarkedLedger(deps, closing.signal)),
    runEvery(log, "reclaim", sweepEveryMs * timeScale, () => reclaimLostJobs(db, runners, timeScale)),
    runEvery(log, "runbooks", sweepEveryMs * timeScale, () => tellRunbooks(deps)),
    runEvery(log, "approvals", Math.max(turnAtLeastMs, expireEveryMs * timeScale), () => expireApprovals(deps)),
    runEvery(log, "ask-pagers", Math.max(turnAtLeastMs, askPagersEveryMs * timeScale), () => askPagers(deps)),
    runEvery(log, "look-up", Math.max(turnAtLeastMs, lookUpEveryMs * timeScale), () => refreshLookUps(deps)),
    runEvery(log, "watch-incidents", sweepEveryMs * timeScale, () => watchIncidents(deps)),
    runEvery(log, "due-drills", 5 * drillsEveryMs, () => beginDueDrills(deps)),
    runEvery(log, "drills", drillsEveryMs, () => judgeDrills(deps)),
    runEvery(log, "week", sweepEveryMs * timeScale, () => sendWeek(deps)),
    runEvery(log, "check-obligations", hourMs, () => beginDailyChecks(deps)),
    runEvery(log, "upkeep", upkeepEveryMs, () => upkeep(deps)),
    runEvery(log, "retention", upkeepEveryMs, () => keepRetention(deps)),
    runEvery(log, "beat", ownLimits.beatEveryMs * timeScale, () => beatForPart(deps, "worker")),
    // What has piled up while nobody was there gets some time first.
    runEvery(log, "watch", watchEveryMs, () => watchOurselves({ ...deps, dataDir: env.dataDir }), watchEveryMs),
    runEvery(log, "signal", (ownLimits.signal.everyMs / 4) * timeScale, () => sendSignal(deps), watchEveryMs),
  ];
  let isAlive = true;
  runners.ended.catch((error: unknown) => {
    isAlive = false;
    if (closing.signal.aborted) return;
    log.fatal({ error }, "the queue's runner ended");
    process.exit(1);
  });

  return {
    isAlive: () => isAlive,
    async close() {
      closing.abort();
      queuePool.leave();
      const giveUp = setTimeout(() => stopping.abort(new Error("the process is stopping")), abortAfterMs);
      await Promise.all(timers.map((stop) => stop()));
      await runners.stop();
      clearTimeout(giveUp);
      isAlive = false;
      await heartbeat.stop();
      await faultProxy.close();
      await outbound.close();
      await Promise.allSettled([db.close(), queuePool.end()]);
    },
  };
}

// A file that can't be used stops the start; what breaks later stands where the runbooks are shown, and none of it is run.
async function openRunbooks(path: string): Promise<RunbookSource> {
  const runbooks = openRunbookFile(path, process.env);
  const { problem } = await runbooks.read();
  if (problem !== null) throw new StartRefusal([`SIGNALBOX_RUNBOOKS: ${problem}`]);
  return runbooks;
}

// The answer that gave us a job can be lost with its connection: then the job is locked by a pool that is alive, and
// nobody works on it.
function reclaimLostJobs(db: Database, runners: Runners, timeScale: number): Promise<number> {
  const held = { poolIds: runners.poolIds, activeJobIds: runners.activeJobIds(), lockedForMs: lockedForMs * timeScale };
  return db.transaction((tx) => releaseLostJobs(tx, held));
}
