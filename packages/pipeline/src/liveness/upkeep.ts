import { clearQueue, keepPartitions, raiseFailure, settleFailure } from "@signalbox/database";
import type { SweepDeps } from "./sweep.ts";

const kind = "partition-default-used";

/** At each start and daily: partitions for the months ahead, and what has no use any more is removed. */
export async function upkeep(deps: Pick<SweepDeps, "db" | "now" | "newId">): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const strays = await keepPartitions(tx);
    const now = deps.now();
    for (const table of ["delivery_bodies", "events", "attempts"]) {
      const cause = `table:${table}`;
      if (!strays.includes(table)) {
        await settleFailure(tx, { kind, cause, by: "system", reason: "the default partition is empty", now });
        continue;
      }
      await raiseFailure(tx, {
        kind,
        cause,
        subjectKind: "table",
        subjectId: table,
        reason: `${table} has rows outside of its monthly partitions`,
        advice:
          "A clock was wrong, or partitions were not made in time. Move the rows into a partition of their month.",
        now,
        newId: deps.newId,
      });
    }
  });
  await deps.db.transaction((tx) => clearQueue(tx));
}
