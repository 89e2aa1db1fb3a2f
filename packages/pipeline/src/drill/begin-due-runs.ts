import { formatDuration } from "@signalbox/core";
import { type Database, lockDueDrills, setNextDue } from "@signalbox/database";
import type { Logger } from "pino";
import { loadRouting } from "../routing/load-routing.ts";
import { type DrillRunDeps, insertRun } from "./begin-run.ts";
import { nextDueOf } from "./due-time.ts";

/** A drill that could not be run at its time, because nothing ran here, is left out when it is later than this. */
const lateMaxMs = 60 * 60_000;

/** Begins the drills that are due. Safe to run twice and at once: each due time has one run at most, and is moved on in the
 *  same transaction. Returns how many began. */
export async function beginDueDrills(
  deps: DrillRunDeps & { db: Pick<Database, "transaction" | "read">; log: Pick<Logger, "warn"> },
): Promise<number> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    let begun = 0;
    for (const drill of await lockDueDrills(tx, now)) {
      const dueAt = drill.nextDueAt ?? now;
      await setNextDue(tx, drill.id, nextDueOf(routing, drill.schedule, now));
      if (now - dueAt > lateMaxMs) {
        deps.log.warn({ stage: "drill", drill: drill.key, late: formatDuration(now - dueAt), outcome: "left-out" });
      } else if (await insertRun(tx, drill, { id: deps.newId(), askedBy: "schedule", dueAt, now })) begun += 1;
    }
    return begun;
  });
}
