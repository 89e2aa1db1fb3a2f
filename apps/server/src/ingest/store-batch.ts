import type { Failpoint } from "@signalbox/core";
import {
  type NewDelivery,
  noteRepeats,
  type SqlDoor,
  type StoredDelivery,
  sqlState,
  storeDeliveries,
} from "@signalbox/database";
import { within } from "./within.ts";

/** One delivery after its commit; `not-stored`: nothing is known to be stored, the sender is to try again. */
export type StoreOutcome =
  | { outcome: "stored" | "duplicate"; deliveryId: string }
  | { outcome: "not-stored"; error: unknown };

export type StoreDeps = { sql: SqlDoor; failpoint: Failpoint };

const triesMax = 4;
const retried = new Set(["40001", "40P01"]);

/** Stores a batch that is sorted by (source, sender's id) within `deadlineMs`. Data that Postgres refuses fails alone; a
 *  deadlock is tried again, up to three times; anything else fails the whole batch, since its commit may be unknown.
 *  Never throws. */
export async function storeBatch(
  deps: StoreDeps,
  rows: readonly NewDelivery[],
  options: { deadlineMs: number; live: boolean },
): Promise<StoreOutcome[]> {
  const until = performance.now() + options.deadlineMs;
  for (let tries = 1; ; tries++) {
    try {
      return await storeOnce(deps, rows, until, options.live);
    } catch (error) {
      const state = sqlState(error) ?? "";
      if (isAboutData(state) && rows.length > 1) return await storeOneByOne(deps, rows, until);
      if (tries === triesMax || !retried.has(state)) return rows.map(() => ({ outcome: "not-stored", error }));
    }
  }
}

async function storeOnce(
  { sql, failpoint }: StoreDeps,
  rows: readonly NewDelivery[],
  until: number,
  live: boolean,
): Promise<StoreOutcome[]> {
  await failpoint("ingest.beforeBegin");
  const { stored, cancel } = storeDeliveries(sql, rows, { live });
  const outcomes = await within(until - performance.now(), stored, cancel);
  await failpoint("ingest.afterCommit");
  const raced = rows.filter((_, i) => outcomes[i]!.outcome === "raced");
  if (raced.length === 0) return outcomes as Exclude<StoredDelivery, { outcome: "raced" }>[];
  const ids = await within(until - performance.now(), noteRepeats(sql, raced));
  const idOf = new Map(raced.map((row, i) => [row, ids[i]]));
  return outcomes.map((outcome, i): StoreOutcome => {
    if (outcome.outcome !== "raced") return outcome;
    const deliveryId = idOf.get(rows[i]!);
    return deliveryId
      ? { outcome: "duplicate", deliveryId }
      : { outcome: "not-stored", error: new Error("the delivery that was there is gone") };
  });
}

async function storeOneByOne(deps: StoreDeps, rows: readonly NewDelivery[], until: number): Promise<StoreOutcome[]> {
  const outcomes: StoreOutcome[] = [];
  for (const row of rows) {
    const deadlineMs = until - performance.now();
    outcomes.push(...(await storeBatch(deps, [row], { deadlineMs, live: false })));
  }
  return outcomes;
}

// Data (22), constraints (23), raised by a function (P0) and limits of the program, such as too long an index entry (54).
function isAboutData(state: string): boolean {
  return /^(22|23|54|P0)/.test(state);
}
