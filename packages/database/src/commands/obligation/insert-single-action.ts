import type { ActionKind, EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, eq, inArray } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { events } from "../../schema/events.ts";

export interface EventPlaceOfAction {
  receivedAt: EpochMs;
  deliveryId: string;
  ordinal: number;
}

/** The event that opened an incident: its context is what templates see. Null for what was opened long ago. */
export async function findOpeningEvent(reader: Reader, incidentId: string): Promise<EventPlaceOfAction | null> {
  const { receivedAt, deliveryId, ordinal } = events;
  const [row] = await reader
    .select({ receivedAt, deliveryId, ordinal })
    .from(events)
    .where(and(eq(events.incidentId, incidentId), inArray(events.change, ["opened", "reopened"])))
    .orderBy(asc(receivedAt))
    .limit(1);
  return row ?? null;
}

/** Adds an action that no rule ordered and that opens nothing outside; the caller rings for it. */
export async function insertSingleAction(
  tx: Tx,
  action: {
    id: string;
    madeAt: EpochMs;
    incidentId: string | null;
    kind: ActionKind;
    verb: "send";
    connectionId: number;
    event: EventPlaceOfAction | null;
    fields: Record<string, unknown>;
    idempotencyKey: string;
    orderedBy: string;
  },
): Promise<void> {
  const { event, madeAt, ...row } = action;
  await tx.insert(actions).values({
    ...row,
    madeAt,
    eventReceivedAt: event?.receivedAt ?? null,
    eventDeliveryId: event?.deliveryId ?? null,
    eventOrdinal: event?.ordinal ?? null,
    dueAt: madeAt,
    nextTryAt: madeAt,
  });
}
