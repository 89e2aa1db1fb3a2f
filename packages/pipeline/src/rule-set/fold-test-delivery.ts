import {
  type EpochMs,
  type EventChange,
  incidentIntervals,
  type RoutingContext,
  type RuleTest,
  type TimedEvent,
} from "@signalbox/core";
import { costOfIncident } from "../process/incident-figures.ts";
import type { IncomingEvent } from "../process/incoming-event.ts";
import { applyToKey, type KeyWork, startKeyWork } from "../process/key-work.ts";
import { readDelivery } from "../process/read-delivery.ts";
import { routingContext } from "../process/routing-context.ts";
import { componentOfMonitor } from "../routing/map-monitor.ts";
import type { RoutingSnapshot, RoutingSource } from "../routing/routing-snapshot.ts";

/** One event of a test's delivery with what rules see of it. */
interface FoldedEvent {
  context: RoutingContext;
  change: EventChange;
}

export type FoldedDelivery = { outcome: "folded"; events: FoldedEvent[] } | { outcome: "unreadable"; reason: string };

type Given = Pick<RuleTest, "sender" | "source" | "delivery" | "headers" | "query">;

/** A Wednesday at noon: when a delivery is processed that has no time of its own. */
const someDay = Date.UTC(2026, 0, 7, 12);
/** What is acknowledged, updated or resolved and was never opened here opened so long before. */
const openedBeforeMs = 60_000;

/**
 * Reads a delivery as its sender's code does and folds its events, key by key, as if they were the first that is heard: what
 * is not opened by the delivery was open before it. Nothing is muted, flaps or is known from before.
 * @param at when it is processed; null: when the delivery says that it happened
 */
export function foldTestDelivery(routing: RoutingSnapshot, test: Given, at: EpochMs | null): FoldedDelivery {
  const source = sourceOf(routing, test);
  const first = read(source, test, at ?? someDay);
  if (first.outcome === "unreadable") return { outcome: "unreadable", reason: first.reason };
  if (first.outcome === "ignored") return { outcome: "folded", events: [] };
  const told = first.events.flatMap(({ event }) => event.occurredAt ?? []);
  const now = at ?? (told.length > 0 ? Math.max(...told) : someDay);
  // A time after the receipt would be taken for a wrong clock.
  const again = read(source, test, now);
  const events = again.outcome === "events" ? again.events : [];
  const keys = new Map<string, KeyWork>();
  return { outcome: "folded", events: events.flatMap((incoming) => foldOne(routing, keys, incoming, now) ?? []) };
}

function foldOne(
  routing: RoutingSnapshot,
  keys: Map<string, KeyWork>,
  incoming: IncomingEvent,
  now: EpochMs,
): FoldedEvent | null {
  const newId = () => madeUpId(keys.size);
  const { source, event, timed } = incoming;
  if (timed === null) return null;
  const component = componentOfMonitor(routing, source.id, event.monitor, incoming.at);
  const found = { monitorId: null, component, drillId: null, isMuted: false, flaps: { judge: () => {} } };
  let work = keys.get(event.correlationKey);
  if (work === undefined) {
    const key = { sourceId: source.id, correlationKey: event.correlationKey, currentIncidentId: null };
    work = startKeyWork(key, source, { facts: [], incidents: [] }, newId);
    keys.set(event.correlationKey, work);
    if (timed.type !== "opened") applyToKey(work, openedBefore(incoming, timed), found, newId);
  }
  const effect = applyToKey(work, { ...incoming, isAccepted: true }, found, newId);
  if (effect.outcome === "set-aside" || effect.incident === null) return null;
  const { change, incident } = effect;
  const world = { answers: new Map(), overrides: new Map() };
  const view = work.history.incidents.find(({ id }) => id === incident.id);
  const intervals = view === undefined ? [] : incidentIntervals(view);
  const costSoFar = costOfIncident({ routing, now }, incident.componentId, intervals);
  const figures = { incidentsIn24h: 0, costSoFar, stakes: null };
  return { change, context: routingContext({ routing, incoming, change, incident, figures, world, now }) };
}

// No test can rest on an id: the same delivery gives the same ones each time.
function madeUpId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

function openedBefore(incoming: IncomingEvent, timed: TimedEvent): IncomingEvent {
  const at = timed.startedAt ?? timed.at - openedBeforeMs;
  const opened: TimedEvent = { ...timed, type: "opened", at, startedAt: null };
  return { ...incoming, at, timed: opened, isAccepted: true };
}

function sourceOf(routing: RoutingSnapshot, { sender, source: key }: Given): RoutingSource {
  const sources = [...routing.sources.values()];
  const found = sources.find((one) => (key === undefined ? one.sender === sender : one.key === key));
  return (
    found ?? {
      id: 0,
      key: key ?? sender,
      name: key ?? sender,
      sender,
      settings: {},
      mapping: { version: null, compiled: null, problem: null },
      reopenWindowMs: 0,
      flapping: { opens: 1_000, withinMs: 1 },
      staleAfterMs: null,
    }
  );
}

function read(source: RoutingSource, { delivery, headers, query }: Given, receivedAt: EpochMs) {
  return readDelivery(
    {
      id: madeUpId(0),
      sourceId: source.id,
      receivedAt,
      headers: Object.entries(headers ?? {}),
      hasFailedBefore: false,
      query: query ?? null,
      body: Buffer.from(delivery, "utf8"),
    },
    source,
  );
}
