import { type LockedKey, loadKeyFacts, lockIncidents, lockKeys, type Tx, together } from "@signalbox/database";
import type { IncomingEvent } from "./incoming-event.ts";
import { type KeyWork, startKeyWork } from "./key-work.ts";

/** Source and correlation key as one text. */
export function keyName(sourceId: number, correlationKey: string): string {
  return `${sourceId} ${correlationKey}`;
}

interface Asked {
  sourceId: number;
  correlationKey: string;
  earliestAt: number;
  lastSeenAt: number;
}

/** Locks the keys of the events, then their incidents, each in one order, and loads what was said about them so far. */
export async function loadKeys(
  tx: Tx,
  incoming: readonly IncomingEvent[],
  newId: () => string,
): Promise<Map<string, KeyWork>> {
  const asked = askedKeys(incoming);
  const [locked, facts] = await together(
    () => lockKeys(tx, [...asked.values()]),
    () => loadKeyFacts(tx, [...asked.values()]),
  );
  const named = (key: LockedKey) => keyName(key.sourceId, key.correlationKey);
  const current = locked.flatMap((key) => key.currentIncidentId ?? []);
  const ids = new Set([...current, ...facts.flatMap((fact) => fact.incidentId ?? [])]);
  const incidents = await lockIncidents(tx, [...ids].sort());
  const factsOf = Map.groupBy(facts, (fact) => keyName(fact.sourceId, fact.correlationKey));
  const incidentsOf = Map.groupBy(incidents, (row) => keyName(row.sourceId, row.correlationKey));
  const sources = new Map(incoming.map((one) => [one.source.id, one.source]));
  return new Map(
    locked.map((key) => {
      const name = named(key);
      const stored = { facts: factsOf.get(name) ?? [], incidents: incidentsOf.get(name) ?? [] };
      return [name, startKeyWork(key, sources.get(key.sourceId)!, stored, newId)];
    }),
  );
}

function askedKeys(incoming: readonly IncomingEvent[]): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const { source, event, timed, receivedAt } of incoming) {
    if (timed === null) continue;
    const name = keyName(source.id, event.correlationKey);
    const known = asked.get(name);
    const earliestAt = Math.min(timed.startedAt ?? timed.at, known?.earliestAt ?? Number.POSITIVE_INFINITY);
    const lastSeenAt = Math.max(receivedAt, known?.lastSeenAt ?? 0);
    asked.set(name, { sourceId: source.id, correlationKey: event.correlationKey, earliestAt, lastSeenAt });
  }
  return asked;
}
