import { sqlState } from "@signalbox/database";
import type { Claim } from "./claim-attempt.ts";
import type { PerformDeps } from "./perform-deps.ts";
import { type Brought, type RecordOutcome, recordAttempt } from "./record-attempt.ts";

const pauseMs = 250;

/** Records what a call brought, again and again while a lock or a lost connection is in the way and the lease lasts, and
 *  once more after it: what is known must not become a doubt. Safe to repeat: the fencing number decides.
 *  @throws what the last try threw. */
export async function recordInTime(deps: PerformDeps, call: Claim, brought: Brought): Promise<RecordOutcome> {
  for (let isLast = false; ; isLast = deps.now() + pauseMs >= call.leaseUntil) {
    try {
      return await deps.db.transaction((tx) => recordAttempt(deps, tx, call, brought));
    } catch (error) {
      if (!isPassing(error) || isLast) throw error;
      deps.log.warn({ stage: "perform", actionId: call.actionId, err: error }, "an outcome is recorded again");
    }
    await new Promise((wait) => setTimeout(wait, pauseMs));
  }
}

// A lock waited for too long, a statement cut off, Postgres away or starting.
const passingStates = /^(55P03|57014|40001|40P01|08\w{3}|57P0\d|53300)$/;
const passingMessages = /\bE(CONN|PIPE|HOST|NET|TIMEDOUT)|connection (terminated|error|ended)|not queryable|timeout/i;

function isPassing(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null && passingStates.test(state)) return true;
  return error instanceof Error && passingMessages.test(error.message);
}
