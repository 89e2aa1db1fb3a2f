import { type DownSpan, type EpochMs, isFlapping } from "@signalbox/core";
import { type IncidentRow, loadDownSpans, type StoredDownSpan, type Tx } from "@signalbox/database";
import type { IncomingEvent } from "./incoming-event.ts";
import type { KeyWork } from "./key-work.ts";
import { keyName } from "./load-keys.ts";

/** What is known of the monitors of a batch that may flap. */
export interface Flaps {
  /** Notes on an incident that just opened whether its monitor flaps. */
  judge(work: KeyWork, incident: IncidentRow): void;
}

/** Loads when the monitors of what opens were down before, as far back as their sources count. */
export async function loadFlaps(
  tx: Tx,
  incoming: readonly IncomingEvent[],
  monitorIdOf: (sourceId: number, monitor: IncomingEvent["event"]["monitor"]) => number | null,
  keys: ReadonlyMap<string, KeyWork>,
): Promise<Flaps> {
  const since = new Map<number, EpochMs>();
  for (const { source, event, timed } of incoming) {
    const monitorId = monitorIdOf(source.id, event.monitor);
    if (monitorId === null || timed?.type !== "opened") continue;
    since.set(monitorId, Math.min(timed.at - source.flapping.withinMs, since.get(monitorId) ?? timed.at));
  }
  const asked = [...since].map(([monitorId, from]) => ({ monitorId, since: from }));
  const stored = Map.groupBy(await loadDownSpans(tx, asked), (span) => span.monitorId);
  const works = worksByMonitor([...keys.values()]);
  return {
    judge(work, incident) {
      const { monitorId } = incident;
      if (monitorId !== null) works.set(monitorId, (works.get(monitorId) ?? new Set()).add(work));
      const { flapping } = work.source;
      const at = work.history.incidents.find(({ id }) => id === incident.id)?.outages.at(-1)?.startedAt;
      if (at === undefined) return;
      const own = keyName(work.key.sourceId, work.key.correlationKey);
      const same = monitorId === null ? [work] : [...(works.get(monitorId) ?? [])];
      const known = monitorId === null ? [] : (stored.get(monitorId) ?? []);
      const spans = spansOf(monitorId, same, known);
      const flaps = isFlapping(spans, own, at, flapping);
      incident.flappingSince = flaps ? (incident.flappingSince ?? at) : null;
      incident.flappingUntil = flaps ? at + flapping.withinMs : null;
      incident.flapsWith = flaps ? (incident.flapsWith ?? firstOf(same, known, at) ?? incident.id) : null;
      incident.flapping = flaps;
    },
  };
}

// The first of those that flap at that time, as the others have it: one ticket stands for all, however long it goes on.
function firstOf(works: readonly KeyWork[], stored: readonly StoredDownSpan[], at: EpochMs): string | null {
  const here = works.flatMap((work) => [...work.incidents.values()]);
  const flapping = [...stored, ...here].filter(({ flappingUntil }) => flappingUntil !== null && flappingUntil > at);
  return flapping.flatMap(({ flapsWith }) => flapsWith ?? []).sort()[0] ?? null;
}

function worksByMonitor(works: readonly KeyWork[]): Map<number, Set<KeyWork>> {
  const byMonitor = new Map<number, Set<KeyWork>>();
  for (const work of works) {
    for (const { monitorId } of work.incidents.values()) {
      if (monitorId !== null) byMonitor.set(monitorId, (byMonitor.get(monitorId) ?? new Set()).add(work));
    }
  }
  return byMonitor;
}

// What the batch holds is newer than what is stored.
function spansOf(monitorId: number | null, works: readonly KeyWork[], stored: readonly StoredDownSpan[]): DownSpan[] {
  const known = new Set(works.flatMap((work) => work.history.incidents.map(({ id }) => id)));
  const before = stored.filter((span) => !known.has(span.incidentId));
  return [
    ...before.map((span) => ({ ...span, key: keyName(span.sourceId, span.correlationKey) })),
    ...works.flatMap((work) => downSpans(work, monitorId)),
  ];
}

function downSpans({ key, history, incidents }: KeyWork, monitorId: number | null): DownSpan[] {
  const own = history.incidents.filter(({ id }) => incidents.get(id)?.monitorId === monitorId);
  const name = keyName(key.sourceId, key.correlationKey);
  return own.flatMap(({ outages }) => outages.map(({ startedAt, endedAt }) => ({ key: name, startedAt, endedAt })));
}
