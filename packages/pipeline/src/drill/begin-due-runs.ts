import { type EpochMs, formatDuration } from "@signalbox/core";
import {
  type Database,
  type DrillRow,
  findDrill,
  lockDueDrills,
  raiseFailure,
  setNextDue,
  type Tx,
} from "@signalbox/database";
import type { Logger } from "pino";
import { readLiveConfig } from "../config/read-live-config.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { type DrillRunDeps, insertRun } from "./begin-run.ts";
import { nextDueOf } from "./due-time.ts";
import { whyNotDisturbed } from "./judge-drill-settings.ts";

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
        continue;
      }
      const shown = await findDrill(tx, drill.key);
      const isDisturbed = shown !== null && shown.chaos !== null;
      const inTheWay = isDisturbed ? whyNotDisturbed(shown, (await readLiveConfig(tx)).config) : null;
      if (inTheWay !== null) await tellNotRun(tx, deps, drill, inTheWay, now);
      else if (await insertRun(tx, drill, { id: deps.newId(), askedBy: "schedule", dueAt, now })) begun += 1;
    }
    return begun;
  });
}

async function tellNotRun(
  tx: Tx,
  deps: Pick<DrillRunDeps, "newId">,
  { key, name }: DrillRow,
  why: string,
  now: EpochMs,
): Promise<void> {
  await raiseFailure(tx, {
    kind: "drill-missed",
    cause: key,
    subjectKind: "drill",
    subjectId: key,
    reason: `The drill "${name}" was due and was not run: ${why}`,
    advice: "Give it connections that nothing else uses, and run it by hand.",
    now,
    newId: deps.newId,
  });
}
