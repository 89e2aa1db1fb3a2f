import { findDrillKeys, type Tx } from "@signalbox/database";
import type { RoutingDrill, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { IncomingEvent } from "./incoming-event.ts";
import { keyName } from "./load-keys.ts";

export type DrillOf = (incoming: IncomingEvent) => RoutingDrill | null;

/** Which events belong to a drill: those of a key under which a run sent its sample, and all that the monitor says that
 *  watches a drill's page. Asks the database only where a source has drills. */
export async function loadDrillsOf(
  tx: Tx,
  { drills }: Pick<RoutingSnapshot, "drills">,
  incoming: readonly IncomingEvent[],
): Promise<DrillOf> {
  const bySource = Map.groupBy(drills.values(), ({ sourceId }) => sourceId);
  const asked = incoming.filter(({ source }) => bySource.has(source.id));
  const keys = asked.map(({ source, event }) => ({ sourceId: source.id, correlationKey: event.correlationKey }));
  const found = await findDrillKeys(tx, keys);
  const byKey = new Map(
    found.map(({ sourceId, correlationKey, drillId }) => [keyName(sourceId, correlationKey), drillId]),
  );
  return ({ source, event }) => {
    const drillId = byKey.get(keyName(source.id, event.correlationKey));
    if (drillId !== undefined) return drills.get(drillId) ?? null;
    const watches = ({ monitor, isRetired }: RoutingDrill) =>
      !isRetired && monitor !== null && (event.monitor?.id === monitor || event.monitor?.name === monitor);
    return bySource.get(source.id)?.find(watches) ?? null;
  };
}
