import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq } from "../drizzle.ts";
import { senderRequests } from "../schema/sender-requests.ts";

const shownMax = 20;

/** What the deliveries of a source asked of a person: the newest of each kind and subject, newest first. */
export async function listSenderRequests(reader: Reader, sourceId: number) {
  const newest = await reader
    .selectDistinctOn([senderRequests.kind, senderRequests.subject])
    .from(senderRequests)
    .where(eq(senderRequests.sourceId, sourceId))
    .orderBy(senderRequests.kind, senderRequests.subject, desc(senderRequests.receivedAt));
  return newest.toSorted((a, b) => b.receivedAt - a.receivedAt).slice(0, shownMax);
}

export async function findSenderRequest(reader: Reader, place: { sourceId: number; deliveryId: string }) {
  const [found] = await reader
    .select()
    .from(senderRequests)
    .where(and(eq(senderRequests.sourceId, place.sourceId), eq(senderRequests.deliveryId, place.deliveryId)));
  return found ?? null;
}
