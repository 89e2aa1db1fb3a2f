import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, sql } from "../../drizzle.ts";
import { drillCalls, drillOutages } from "../../schema/drills.ts";

/** Orders the outages of a disturbed run, numbered from 1: each is sent by an api process at once. */
export async function insertDrillOutages(
  tx: Tx,
  run: { id: string; sourceId: number; outages: number; now: EpochMs },
): Promise<void> {
  const { id: runId, sourceId, outages, now } = run;
  const numbers = Array.from({ length: outages }, (_, index) => index + 1);
  await tx.insert(drillOutages).values(numbers.map((number) => ({ runId, number, sourceId, nextSignalAt: now })));
}

export type DrillOutageChange = Partial<
  Pick<typeof drillOutages.$inferSelect, "correlationKey" | "signalProblem" | "faultAt" | "faultEndedAt">
>;

/** Notes how far an outage of a disturbed run is. */
export async function noteDrillOutage(
  tx: Tx,
  outage: { runId: string; number: number },
  change: DrillOutageChange,
): Promise<void> {
  await tx
    .update(drillOutages)
    .set(change)
    .where(and(eq(drillOutages.runId, outage.runId), eq(drillOutages.number, outage.number)));
}

/** Orders the recovery of every outage of a run that was sent. */
export async function endDrillOutages(tx: Tx, runId: string, now: EpochMs): Promise<void> {
  await tx.update(drillOutages).set({ nextSignalAt: now, signalProblem: null }).where(eq(drillOutages.runId, runId));
}

export interface DueOutageSignal {
  runId: string;
  number: number;
  sourceId: number;
  source: string;
  correlationKey: string | null;
  kind: "open" | "resolve";
}

/** Takes the signals of disturbed runs that are due for this process to send: nobody else sends one of them again before
 *  `againAt`. */
export async function claimOutageSignals(tx: Tx, now: EpochMs, againAt: EpochMs): Promise<DueOutageSignal[]> {
  return selectRows<DueOutageSignal>(
    tx,
    sql`update drill_outages o set next_signal_at = ${toIso(againAt)}
        from drill_runs r join sources s on s.id = r.source_id
        where r.id = o.run_id and r.state = 'running' and o.next_signal_at <= ${toIso(now)}::timestamptz
          and ((o.fault_at is null and r.ending_at is null and r.stopped_by is null)
            or (r.ending_at is not null and o.fault_at is not null and o.fault_ended_at is null))
        returning o.run_id as "runId", o.number, o.source_id as "sourceId", s.key as source,
          o.correlation_key as "correlationKey", case when r.ending_at is null then 'open' else 'resolve' end as kind`,
  );
}

/** Keeps how a call of a disturbed run went. */
export async function insertDrillCall(tx: Tx, call: typeof drillCalls.$inferInsert): Promise<void> {
  await tx.insert(drillCalls).values(call);
}
