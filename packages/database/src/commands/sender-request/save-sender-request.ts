import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNull } from "../../drizzle.ts";
import { senderRequests } from "../../schema/sender-requests.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";

export type NewSenderRequest = Pick<
  typeof senderRequests.$inferSelect,
  "deliveryId" | "sourceId" | "receivedAt" | "kind" | "subject"
>;

/** Keeps what deliveries ask of a person; what is kept already stays as it is. */
export async function insertSenderRequests(tx: Tx, requests: readonly NewSenderRequest[]): Promise<void> {
  if (requests.length > 0)
    await tx
      .insert(senderRequests)
      .values([...requests])
      .onConflictDoNothing();
}

/** False where somebody answered it meanwhile. */
export async function answerSenderRequest(tx: Tx, by: ChangedBy, deliveryId: string): Promise<boolean> {
  const answered = await tx
    .update(senderRequests)
    .set({ answeredAt: by.now, answeredBy: by.actor.name })
    .where(and(eq(senderRequests.deliveryId, deliveryId), isNull(senderRequests.answeredAt)))
    .returning({ deliveryId: senderRequests.deliveryId });
  return answered.length > 0;
}
