import { type CallStep, type EpochMs, toIso } from "@signalbox/core";
import { atCommit } from "../../doors/at-commit.ts";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { type actions, attempts, actions as table } from "../../schema/actions.ts";

/** The intent: written and committed before anything is sent. `request` is without credentials. */
export interface NewAttempt {
  number: number;
  fence: number;
  step: CallStep;
  startedAt: EpochMs;
  leaseUntil: EpochMs;
  request: Record<string, unknown>;
  /** True for the first call of a try: it counts in the retry schedule. */
  countsAsTry: boolean;
  /** For how long the action waited in its process for a call of its connection to end: that is no time in which it is tried. */
  waitedMs: number;
}

/** With the commit: writes an attempt row and lends the action to its holder until the lease ends. The caller holds the
 *  action's lock. */
export function beginAttempt(
  tx: Tx,
  action: Pick<typeof actions.$inferSelect, "id" | "madeAt">,
  attempt: NewAttempt,
): void {
  const { countsAsTry, waitedMs, ...row } = attempt;
  const lend = tx
    .update(table)
    .set({
      state: "running",
      reason: null,
      parkedFor: null,
      parkedSince: null,
      // Before its first try its time has not begun.
      parkedMs: sql`case when ${table.tries} = 0 then ${table.parkedMs}
        when ${table.parkedSince} is null then ${table.parkedMs} + ${Math.round(waitedMs)}::bigint else ${table.parkedMs}
        + greatest(0, extract(epoch from ${toIso(attempt.startedAt)}::timestamptz - ${table.parkedSince}) * 1000)::bigint end`,
      fence: attempt.fence,
      leaseUntil: attempt.leaseUntil,
      tries: countsAsTry ? sql`${table.tries} + 1` : table.tries,
      updatedAt: attempt.startedAt,
    })
    .where(eq(table.id, action.id));
  atCommit(
    tx,
    () => tx.insert(attempts).values({ ...row, actionMadeAt: action.madeAt, actionId: action.id }),
    () => lend,
  );
}
