import type { Reader } from "../doors/select-rows.ts";
import { and, eq } from "../drizzle.ts";
import { deliveries, deliveryBodies } from "../schema/deliveries.ts";
import type { ReceivedDelivery } from "./process/lock-received-deliveries.ts";

/** A delivery as it was received, in whatever state it is by now. */
export async function loadStoredDelivery(
  reader: Reader,
  id: string,
): Promise<(ReceivedDelivery & { state: (typeof deliveries.$inferSelect)["state"] }) | null> {
  const { headers, query, body } = deliveryBodies;
  const [found] = await reader
    .select({ delivery: deliveries, headers, query, body })
    .from(deliveries)
    .leftJoin(
      deliveryBodies,
      and(eq(deliveryBodies.receivedAt, deliveries.receivedAt), eq(deliveryBodies.deliveryId, deliveries.id)),
    )
    .where(eq(deliveries.id, id));
  if (found === undefined) return null;
  const { sourceId, receivedAt, state, reason } = found.delivery;
  const kept = { headers: found.headers ?? [], query: found.query, body: found.body };
  return { id, sourceId, receivedAt, state, ...kept, hasFailedBefore: reason !== null };
}
