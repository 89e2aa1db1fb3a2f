import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, isNull } from "../../drizzle.ts";
import { rotationOverrides } from "../../schema/rotations.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

export interface NewOverride {
  id: string;
  level: number;
  startsAt: EpochMs;
  endsAt: EpochMs;
  email: string;
  name: string | null;
  reason: string;
}

/** Somebody takes a level of a rotation for some time. */
export async function insertOverride(
  tx: Tx,
  by: ChangedBy,
  rotation: { id: number; key: string },
  override: NewOverride,
): Promise<void> {
  await tx
    .insert(rotationOverrides)
    .values({ ...override, rotationId: rotation.id, madeBy: by.actor.name, madeAt: by.now });
  const { email, level, reason } = override;
  const [from, to] = [override.startsAt, override.endsAt].map((at) => new Date(at).toISOString());
  await journalChange(tx, by, "rotation", rotation.key, "overridden", { email, level, from, to, reason });
}

/** Takes an override back. False where there is none of this rotation, or it is over. */
export async function cancelOverride(
  tx: Tx,
  by: ChangedBy,
  rotation: { id: number; key: string },
  id: string,
): Promise<boolean> {
  const cancelled = await tx
    .update(rotationOverrides)
    .set({ cancelledAt: by.now, cancelledBy: by.actor.name })
    .where(
      and(
        eq(rotationOverrides.id, id),
        eq(rotationOverrides.rotationId, rotation.id),
        isNull(rotationOverrides.cancelledAt),
        gt(rotationOverrides.endsAt, by.now),
      ),
    )
    .returning({ email: rotationOverrides.email });
  const [one] = cancelled;
  if (one === undefined) return false;
  await journalChange(tx, by, "rotation", rotation.key, "override-cancelled", { email: one.email });
  return true;
}
