import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, isNull } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { mutes } from "../../schema/maintenance.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";

export interface NewMute {
  sourceId: number;
  sourceKey: string;
  monitorExternalId: string;
  endsAt: EpochMs;
  reason: string;
}

/** Mutes a monitor from now on; a mute of it that still holds ends. Returns its id. */
export async function insertMute(tx: Tx, by: ChangedBy, mute: NewMute): Promise<number> {
  const { sourceId, sourceKey, monitorExternalId, endsAt, reason } = mute;
  await tx
    .update(mutes)
    .set({ liftedAt: by.now, liftedBy: by.actor.name })
    .where(
      and(
        eq(mutes.sourceId, sourceId),
        eq(mutes.monitorExternalId, monitorExternalId),
        isNull(mutes.liftedAt),
        gt(mutes.endsAt, by.now),
      ),
    );
  const [made] = await tx
    .insert(mutes)
    .values({
      sourceId,
      monitorExternalId,
      startsAt: by.now,
      endsAt,
      reason,
      createdBy: by.actor.name,
      createdAt: by.now,
    })
    .returning({ id: mutes.id });
  const until = new Date(endsAt).toISOString();
  await journalMute(tx, by, { happened: "muted", sourceKey, monitorExternalId, details: { until, reason } });
  return made!.id;
}

/** Ends a mute before its time. Null: it does not hold any more. */
export async function liftMute(
  tx: Tx,
  by: ChangedBy,
  id: number,
): Promise<{ sourceId: number; monitorExternalId: string } | null> {
  const [lifted] = await tx
    .update(mutes)
    .set({ liftedAt: by.now, liftedBy: by.actor.name })
    .where(and(eq(mutes.id, id), isNull(mutes.liftedAt), gt(mutes.endsAt, by.now)))
    .returning({ sourceId: mutes.sourceId, monitorExternalId: mutes.monitorExternalId });
  return lifted ?? null;
}

export async function journalMute(
  tx: Tx,
  by: ChangedBy,
  told: { happened: string; sourceKey: string; monitorExternalId: string; details?: Record<string, unknown> },
): Promise<void> {
  const { happened, sourceKey, monitorExternalId, details = {} } = told;
  await appendJournal(tx, {
    at: by.now,
    actorKind: by.actor.kind,
    actor: by.actor.name,
    verb: `monitor.${happened}`,
    subjectKind: "monitor",
    subjectId: `${sourceKey} ${monitorExternalId}`,
    details,
  });
}
