import { type EpochMs, newUuid } from "@signalbox/core";
import type { Database } from "@signalbox/database";
import { readDelivery } from "../process/read-delivery.ts";
import { loadRouting } from "../routing/load-routing.ts";

/** The key under which a sample of a source opens its incident, read as its delivery will be; null where it opens none. */
export async function keyOfSample(
  db: Pick<Database, "transaction" | "read">,
  sourceId: number,
  sample: { headers: Record<string, string>; body: Uint8Array },
  now: EpochMs,
): Promise<string | null> {
  const source = (await loadRouting(db)).sources.get(sourceId);
  if (source === undefined) return null;
  const reading = readDelivery(
    {
      id: newUuid(),
      sourceId,
      receivedAt: now,
      headers: Object.entries(sample.headers),
      query: null,
      body: Buffer.from(sample.body),
      hasFailedBefore: false,
    },
    source,
  );
  if (reading.outcome !== "events") return null;
  return reading.events.find(({ event }) => event.type === "opened")?.event.correlationKey ?? null;
}
