import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq, gte, lt, sql } from "../drizzle.ts";
import { deliveries, deliveryBodies } from "../schema/deliveries.ts";
import { sources } from "../schema/sources.ts";
import type { DeliveryFilter, DeliveryPlace } from "./deliveries.ts";

/** Deliveries with their bodies, received last first. A body that does not hold `bytes` stays where it is: null, as one that
 *  retention took. */
export async function scanBodies(
  reader: Reader,
  filter: Pick<DeliveryFilter, "sourceKey" | "state" | "from" | "to"> & { bytes: Buffer | null },
  page: { after: DeliveryPlace | null; limit: number },
) {
  const { sourceKey, state, from, to, bytes } = filter;
  const { after } = page;
  const { body } = deliveryBodies;
  const held = bytes === null ? sql`${body}` : sql`case when position(${bytes} in ${body}) > 0 then ${body} end`;
  return reader
    .select({
      id: deliveries.id,
      receivedAt: deliveries.receivedAt,
      body: sql<Buffer | null>`${held}`.mapWith((value: Buffer | null) => value),
    })
    .from(deliveries)
    .innerJoin(sources, eq(sources.id, deliveries.sourceId))
    .leftJoin(
      deliveryBodies,
      and(eq(deliveryBodies.receivedAt, deliveries.receivedAt), eq(deliveryBodies.deliveryId, deliveries.id)),
    )
    .where(
      and(
        sourceKey === undefined ? undefined : eq(sources.key, sourceKey),
        state === undefined ? undefined : eq(deliveries.state, state),
        from === undefined ? undefined : gte(deliveries.receivedAt, from),
        to === undefined ? undefined : lt(deliveries.receivedAt, to),
        after === null
          ? undefined
          : sql`(${deliveries.receivedAt}, ${deliveries.id}) <
              (${new Date(after.receivedAt).toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(deliveries.receivedAt), desc(deliveries.id))
    .limit(page.limit);
}
