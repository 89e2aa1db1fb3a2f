import {
  type EpochMs,
  keptByMonth,
  type MonthlyTable,
  monthsToDrop,
  type Retention,
  usualRetention,
} from "@signalbox/core";
import {
  appendJournal,
  type Database,
  dropMonth,
  dropOldRepeats,
  dropOldSessions,
  findUnsettled,
  listMonths,
  loadSetting,
  type Reader,
  sqlState,
} from "@signalbox/database";
import { z } from "zod";

export interface RetentionDeps {
  db: Pick<Database, "read" | "transaction">;
  now(): EpochMs;
  failpoint(name: string): Promise<void> | void;
}

/** A month that is past its time and still there. */
export interface HeldMonth {
  table: MonthlyTable;
  month: string;
  why: string;
}

const months = z.int().min(1).max(1_200);
const setting = z.object({ bodiesMonths: months, attemptsMonths: months, eventsMonths: months });
const lockNotAvailable = "55P03";
const sessionsKeptMs = 30 * 86_400_000;

export async function loadRetention(reader: Reader): Promise<Retention> {
  const read = setting.safeParse(await loadSetting(reader, "retention"));
  return read.success ? read.data : usualRetention;
}

/** Drops the months that are past their time, each in a transaction of its own, so that a turn that ends midway leaves whole
 *  months. One that holds something unsettled stays, and is named. Delivery ids, journal and ledger are kept for ever. */
export async function keepRetention(deps: RetentionDeps): Promise<HeldMonth[]> {
  const retention = await loadRetention(deps.db.read);
  const held: HeldMonth[] = [];
  for (const table of Object.keys(keptByMonth) as MonthlyTable[]) {
    const there = await listMonths(deps.db.read, table);
    for (const month of monthsToDrop(there, retention[keptByMonth[table]], deps.now())) {
      const why = await dropUnlessHeld(deps, table, month);
      if (why !== null) held.push({ table, month, why });
      await deps.failpoint("retention.mid");
    }
  }
  const bodiesFrom = new Date(deps.now());
  bodiesFrom.setUTCMonth(bodiesFrom.getUTCMonth() - retention.bodiesMonths, 1);
  bodiesFrom.setUTCHours(0, 0, 0, 0);
  while (await deps.db.transaction((tx) => dropOldRepeats(tx, bodiesFrom.getTime())));
  await deps.db.transaction((tx) => dropOldSessions(tx, deps.now() - sessionsKeptMs));
  return held;
}

/** The months that are past their time and still there, without touching them. */
export async function listHeldMonths(reader: Reader, retention: Retention, now: EpochMs): Promise<HeldMonth[]> {
  const held: HeldMonth[] = [];
  for (const table of Object.keys(keptByMonth) as MonthlyTable[]) {
    const there = await listMonths(reader, table);
    for (const month of monthsToDrop(there, retention[keptByMonth[table]], now)) {
      held.push({
        table,
        month,
        why: (await findUnsettled(reader, table, month)) ?? "it goes with the next daily turn",
      });
    }
  }
  return held;
}

async function dropUnlessHeld(deps: RetentionDeps, table: MonthlyTable, month: string): Promise<string | null> {
  try {
    return await deps.db.transaction(async (tx) => {
      const why = await findUnsettled(tx, table, month);
      if (why !== null) return why;
      await dropMonth(tx, table, month);
      await appendJournal(tx, {
        at: deps.now(),
        actorKind: "system",
        actor: "signalbox",
        verb: "retention.dropped",
        subjectKind: "table",
        subjectId: table,
        details: { month },
      });
      return null;
    });
  } catch (error) {
    if (sqlState(error) !== lockNotAvailable) throw error;
    return "somebody reads it just now";
  }
}
