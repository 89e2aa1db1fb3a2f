import type { EpochMs, NormalisedEvent } from "@signalbox/core";
import { type SeenMonitor, seeMonitors, type Tx } from "@signalbox/database";
import type { IncomingEvent } from "./incoming-event.ts";

type Monitor = NormalisedEvent["monitor"];

/** Records the monitors that the events name. Answers with the id of each. Test events name none that counts. */
export async function recordMonitors(
  tx: Tx,
  incoming: readonly IncomingEvent[],
): Promise<(sourceId: number, monitor: Monitor) => number | null> {
  const seen = new Map<string, SeenMonitor>();
  for (const { source, event, receivedAt, timed, manualActId, isAccepted } of incoming) {
    if (event.monitor === null || timed === null || (manualActId !== null && !isAccepted)) continue;
    const { id, name } = event.monitor;
    const known = seen.get(`${source.id} ${id}`);
    const at: EpochMs = Math.max(receivedAt, known?.at ?? 0);
    seen.set(`${source.id} ${id}`, { sourceId: source.id, externalId: id, name: name || id, at });
  }
  const ids = await seeMonitors(tx, [...seen.values()]);
  const idOf = new Map([...seen.keys()].map((key, index) => [key, ids[index]!]));
  return (sourceId, monitor) => (monitor === null ? null : (idOf.get(`${sourceId} ${monitor.id}`) ?? null));
}
