import type { EpochMs } from "@signalbox/core";
import {
  type ChangedBy,
  cancelOverride,
  type Database,
  findRotation,
  insertOverride,
  notifyLive,
} from "@signalbox/database";

interface OverrideDeps {
  db: Pick<Database, "transaction">;
  newId(): string;
}

export type OverrideOutcome =
  | { outcome: "made"; id: string }
  | { outcome: "not-found" }
  /** The rotation has only so many levels. */
  | { outcome: "no-such-level"; levels: number };

/** Somebody takes a level of a rotation for some time. Times are judged by whoever calls. */
export async function overrideRotation(
  deps: OverrideDeps,
  by: ChangedBy,
  key: string,
  wanted: { level: number; from: EpochMs; to: EpochMs; email: string; name: string | null; reason: string },
): Promise<OverrideOutcome> {
  return deps.db.transaction(async (tx) => {
    const rotation = await findRotation(tx, key);
    if (rotation === null || rotation.retiredAt !== null) return { outcome: "not-found" };
    const levels = rotation.body.levels.length;
    if (wanted.level > levels) return { outcome: "no-such-level", levels };
    const id = deps.newId();
    const { from: startsAt, to: endsAt, ...rest } = wanted;
    await insertOverride(tx, by, rotation, { id, startsAt, endsAt, ...rest });
    await notifyLive(tx, "rotation", key);
    return { outcome: "made", id };
  });
}

/** Takes an override back. */
export async function cancelOverrideBy(
  deps: Pick<OverrideDeps, "db">,
  by: ChangedBy,
  key: string,
  id: string,
): Promise<"cancelled" | "not-found" | "over"> {
  return deps.db.transaction(async (tx) => {
    const rotation = await findRotation(tx, key);
    if (rotation === null) return "not-found";
    if (!(await cancelOverride(tx, by, rotation, id))) return "over";
    await notifyLive(tx, "rotation", key);
    return "cancelled";
  });
}
