import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { alias, and, asc, eq, isNull, or, sql } from "../../drizzle.ts";
import { connections } from "../../schema/connections.ts";
import { drillRuns, drills } from "../../schema/drills.ts";

type DrillRunRow = typeof drillRuns.$inferSelect;
type NewDrillRun = Pick<DrillRunRow, "id" | "drillId" | "askedBy" | "dueAt" | "startedAt"> &
  Pick<DrillRunRow, "sourceId" | "connectionId" | "openWithinMs" | "closeWithinMs" | "nextSignalAt" | "faultAt"> &
  Pick<DrillRunRow, "chaos" | "pagerConnectionId">;

/** Begins a run. False where one of the drill is under way, or where this due time had its run. */
export async function insertDrillRun(tx: Tx, run: NewDrillRun): Promise<boolean> {
  const begun = await tx.insert(drillRuns).values(run).onConflictDoNothing().returning({ id: drillRuns.id });
  return begun.length > 0;
}

const pagers = alias(connections, "pagers");

/** Runs that are under way, each with how its drill works; those that another process judges just now are left out. */
export async function lockRunningDrills(tx: Tx) {
  return tx
    .select({
      run: drillRuns,
      way: drills.way,
      key: drills.key,
      name: drills.name,
      connection: connections.key,
      pager: pagers.key,
    })
    .from(drillRuns)
    .innerJoin(drills, eq(drills.id, drillRuns.drillId))
    .innerJoin(connections, eq(connections.id, drillRuns.connectionId))
    .leftJoin(pagers, eq(pagers.id, drillRuns.pagerConnectionId))
    .where(eq(drillRuns.state, "running"))
    .orderBy(asc(drillRuns.id))
    .for("update", { of: drillRuns, skipLocked: true });
}

export type DrillRunChange = Partial<
  Omit<DrillRunRow, "id" | "drillId" | "askedBy" | "dueAt" | "startedAt" | "sourceId" | "connectionId">
>;

/** Notes how far a run is that is under way; one that has ended stays as it is. */
export async function noteDrillRun(tx: Tx, id: string, change: DrillRunChange): Promise<void> {
  await tx
    .update(drillRuns)
    .set(change)
    .where(and(eq(drillRuns.id, id), eq(drillRuns.state, "running")));
}

/** Asks a run to end. False where it has ended, or where somebody has asked for it. */
export async function stopDrillRun(tx: Tx, id: string, by: string): Promise<boolean> {
  const stopped = await tx
    .update(drillRuns)
    .set({ stoppedBy: by })
    .where(and(eq(drillRuns.id, id), eq(drillRuns.state, "running"), isNull(drillRuns.stoppedBy)))
    .returning({ id: drillRuns.id });
  return stopped.length > 0;
}

export interface DueSignal {
  run: DrillRunRow;
  /** Key of the source that it is sent to. */
  source: string;
  kind: "open" | "resolve";
}

/** Takes the signals that are due for this process to send: nobody else sends one of them again before `againAt`. */
export async function claimDrillSignals(tx: Tx, now: EpochMs, againAt: EpochMs): Promise<DueSignal[]> {
  const claimed = await tx
    .update(drillRuns)
    .set({ nextSignalAt: againAt })
    .where(
      and(
        eq(drillRuns.state, "running"),
        sql`${drillRuns.nextSignalAt} <= ${toIso(now)}::timestamptz`,
        or(
          and(isNull(drillRuns.faultAt), isNull(drillRuns.endingAt), isNull(drillRuns.stoppedBy)),
          and(sql`${drillRuns.endingAt} is not null`, isNull(drillRuns.faultEndedAt)),
        ),
      ),
    )
    .returning();
  const named = await selectRows<{ id: number; key: string }>(
    tx,
    sql`select id, key from sources where id = any(${sql.param(claimed.map((run) => run.sourceId))}::integer[])`,
  );
  const keys = new Map(named.map(({ id, key }) => [id, key]));
  return claimed.map((run) => ({
    run,
    source: keys.get(run.sourceId) ?? "",
    kind: run.endingAt === null ? "open" : "resolve",
  }));
}
