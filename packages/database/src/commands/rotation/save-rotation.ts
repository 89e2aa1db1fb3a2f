import type { RotationBody } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { rotations } from "../../schema/rotations.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";

/** Makes or changes a rotation by its key; a retired one comes back. `changed` names what changed, for the journal. */
export async function saveRotation(
  tx: Tx,
  by: ChangedBy,
  rotation: { key: string; name: string; body: RotationBody },
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  const rows = await tx
    .insert(rotations)
    .values({ ...rotation, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: rotations.key,
      set: { ...rotation, updatedAt: by.now, retiredAt: null, revision: sql`${rotations.revision} + 1` },
      ...onlyOver(rotations, options.revision),
    })
    .returning({ id: rotations.id, revision: rotations.revision });
  const details = { changed: options.changed ?? [] };
  return concludeSave(tx, by, { kind: "rotation", key: rotation.key, details }, rows);
}
