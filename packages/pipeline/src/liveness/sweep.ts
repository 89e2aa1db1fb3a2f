import { type EpochMs, retryPolicies } from "@signalbox/core";
import {
  type LateActions,
  markLateActions,
  pageAgainAfterMs,
  raiseFailure,
  releaseDeadPools,
  releaseParked,
  ringForActions,
  ringForDeliveries,
  ringForEscalations,
  ringForFailures,
  type Tx,
  tryLockSweep,
} from "@signalbox/database";
import { isOutboundSwitchedOn } from "../outbound/is-switched-on.ts";
import { releaseEveryMs } from "../outbound/switch-outbound.ts";
import { settleHeardPages } from "../page/settle-heard-pages.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { settleWhatWasCalledOff } from "../perform/settle-what-works.ts";

export type SweepDeps = Pick<PerformDeps, "db" | "now" | "newId" | "timeScale" | "isOutboundOn" | "failpoint" | "log">;

export interface SweepOutcome {
  released: number;
  actions: number;
  deliveries: number;
  failures: number;
  escalations: number;
  /** Pages that nobody had acknowledged, and that somebody has since. */
  heard: number;
  /** Failures about actions that were called off. */
  calledOff: number;
  late: number;
  /** Actions that had waited for outbound to be on. */
  unparked: number;
}

/** A pool that has not beaten for so long is dead. */
const staleMs = 90_000;
const actionGraceMs = 15_000;
const deliveryGraceMs = 60_000;
const failureGraceMs = 60_000;

/** Finds what fell through: jobs of dead workers, actions, deliveries and failures that nothing rings for, actions that are
 *  late. Null where another process sweeps just now. Safe to run twice: what was rung for has a job then. */
export async function sweep(deps: SweepDeps): Promise<SweepOutcome | null> {
  const outcome = await deps.db.transaction(async (tx) => {
    if (!(await tryLockSweep(tx))) return null;
    const scale = deps.timeScale;
    const now = deps.now();
    const dead = await releaseDeadPools(tx, staleMs * scale);
    await deps.failpoint("sweep.mid");
    const isOutboundOn = await isOutboundSwitchedOn(deps, tx);
    return {
      released: dead.reduce((sum, pool) => sum + pool.jobs, 0),
      actions: await ringForActions(tx, now, actionGraceMs * scale),
      deliveries: await ringForDeliveries(tx, now, deliveryGraceMs * scale),
      failures: isOutboundOn
        ? await ringForFailures(tx, now, { graceMs: failureGraceMs * scale, againAfterMs: pageAgainAfterMs * scale })
        : 0,
      escalations: await ringForEscalations(tx, now, actionGraceMs * scale),
      heard: await settleHeardPages(tx, now),
      calledOff: await settleWhatWasCalledOff(tx, now),
      // What a pause left behind: the environment ended it, or it was parked while the switch was thrown.
      unparked: isOutboundOn ? await releaseParked(tx, { parkedFor: "outbound", now, everyMs: releaseEveryMs }) : 0,
      late: isOutboundOn ? await tellLateActions(deps, tx, now) : 0,
    };
  });
  if (outcome !== null && Object.values(outcome).some((count) => count > 0)) {
    deps.log.warn({ stage: "sweep", ...outcome });
  }
  return outcome;
}

// The drill asked for it: its own pager hears of it, and nobody else.
async function tellLateDrill(
  deps: SweepDeps,
  tx: Tx,
  late: LateActions & { drill: { key: string; name: string } },
  now: EpochMs,
): Promise<void> {
  await raiseFailure(tx, {
    kind: "drill-late",
    cause: late.drill.key,
    subjectKind: "drill",
    subjectId: late.drill.key,
    reason: `Drill: ${late.count} tickets of the drill "${late.drill.name}" are late, as its disturbance of ${late.connection} wants it`,
    advice: "There is nothing to do: the disturbance ends by itself. To end it now, stop the run.",
    details: { connection: late.connection, lateActions: late.count },
    now,
    newId: deps.newId,
  });
}

async function tellLateActions(deps: SweepDeps, tx: Tx, now: EpochMs): Promise<number> {
  const groups = await markLateActions(tx, {
    now,
    lateAfterMs: retryPolicies.standard.lateAfterMs * deps.timeScale,
    pageLateAfterMs: retryPolicies.page.lateAfterMs * deps.timeScale,
  });
  for (const late of groups) {
    const why = late.reason === null ? "" : `: ${late.reason}`;
    if (late.drill !== null) {
      await tellLateDrill(deps, tx, { ...late, drill: late.drill }, now);
      continue;
    }
    await raiseFailure(tx, {
      kind: "action-late",
      cause: `connection:${late.connection}`,
      subjectKind: "action",
      subjectId: late.actionId,
      reason: `a ${late.kind} by ${late.connection} is late, and its tries go on${why}`,
      advice: "Look at the connection and at the system behind it. This settles itself when a later try works.",
      details: { connection: late.connection, incidentId: late.incidentId, lateActions: late.count },
      now,
      newId: deps.newId,
    });
  }
  return groups.reduce((sum, late) => sum + late.count, 0);
}
