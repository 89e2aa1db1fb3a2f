import {
  changeByStatus,
  type EpochMs,
  type EventChange,
  factIdentity,
  factsOf,
  incidentIntervals,
  incidentTitle,
  loadHistory,
  type TimedEvent,
} from "@signalbox/core";
import {
  appendJournal,
  giveFactsToEvents,
  type IncidentRow,
  insertManualAct,
  listEventsAt,
  type listEventsOfDelivery,
  lockObligations,
  supersedeEvents,
  supersedeFacts,
  type Tx,
} from "@signalbox/database";
import type { IncidentAct } from "../incident/manual-act.ts";
import type { AppliedEvent } from "../process/apply-events.ts";
import { loadDrillsOf } from "../process/drills-of-events.ts";
import { type FiguresInHand, loadFigures } from "../process/incident-figures.ts";
import { compareIncoming, type IncomingEvent, incomingEvent } from "../process/incoming-event.ts";
import { applyToKey, type KeyWork } from "../process/key-work.ts";
import { keyName, loadKeys } from "../process/load-keys.ts";
import { loadWorld } from "../process/load-world.ts";
import { ObligationBook } from "../process/obligation-book.ts";
import { routeEvent } from "../process/route-event.ts";
import { routingContext } from "../process/routing-context.ts";
import { recordMonitors } from "../process/see-monitors.ts";
import { writeEvents } from "../process/write-events.ts";
import { componentOfMonitor } from "../routing/map-monitor.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";

type StoredEvent = Awaited<ReturnType<typeof listEventsOfDelivery>>[number];

/** One place of a delivery: what stands there, and what today's code reads there. */
export interface TwoReadings {
  ordinal: number;
  stored: StoredEvent | null;
  read: IncomingEvent | null;
}

/** An incident that a new reading changed; `was` is null where it made it. */
export interface ChangedIncident {
  was: IncidentRow | null;
  now: IncidentRow;
  /** No statement is left that says that it was ever down. */
  isWithdrawn: boolean;
}

interface Taking {
  routing: RoutingSnapshot;
  now: EpochMs;
  newId(): string;
}

/**
 * Puts what today's code reads in the place of what was read when a delivery came, and folds the keys of both again. What
 * was read stays, as superseded. It closes what stood for incidents that are over by the new reading; it orders nothing: what
 * is missing now is what a replay finds missing. Null where another one took a reading in between.
 */
export async function takeNewReading(
  tx: Tx,
  deps: Taking,
  act: { deliveryId: string; actor: IncidentAct["actor"]; reason: string; readings: readonly TwoReadings[] },
): Promise<ChangedIncident[] | null> {
  const { now, newId } = deps;
  const id = newId();
  const olds = act.readings.flatMap(({ stored }) =>
    stored === null ? [] : [{ stored, incoming: asIncoming(deps, stored) }],
  );
  const news = act.readings.flatMap(({ read }) => (read === null ? [] : [takenAs(read, { id, now, act })]));
  const monitorIdOf = await recordMonitors(tx, news);
  const keys = await loadKeys(tx, [...olds.map(({ incoming }) => incoming), ...news].toSorted(compareIncoming), newId);
  const places = olds.map(({ stored }) => stored);
  if ((await supersedeEvents(tx, places, now)) !== places.length) return null;
  await insertManualAct(tx, {
    id,
    at: now,
    kind: "take-new-reading",
    author: act.actor.name,
    reason: act.reason,
    details: { deliveryId: act.deliveryId, ordinals: act.readings.map(({ ordinal }) => ordinal) },
  });
  for (const work of keys.values()) await withdraw(tx, work, { olds, news, now, newId });
  const world = await loadWorld(tx, deps, [...new Set(news.map(({ source }) => source.id))]);
  const drillOf = await loadDrillsOf(tx, deps.routing, news);
  const found = news.map((incoming) => {
    const { source, event, at } = incoming;
    return {
      monitorId: monitorIdOf(source.id, event.monitor),
      component: componentOfMonitor(deps.routing, source.id, event.monitor, at),
      drillId: drillOf(incoming)?.id ?? null,
      isMuted: event.monitor !== null && world.muted.has(`${source.id} ${event.monitor.id}`),
    };
  });
  const figures = await loadFigures(
    tx,
    deps,
    found.flatMap(({ component }) => component?.id ?? []),
    [...keys.values()].flatMap((work) => [...work.stored.values()]),
  );
  const applied = news.map((incoming, index): AppliedEvent => {
    const old = olds.find(({ stored }) => stored.ordinal === incoming.ordinal)?.stored ?? null;
    const { monitorId, component } = found[index]!;
    const one = applyOne(deps, { ...world, figures }, keys, incoming, { ...found[index]!, old });
    return { ...one, monitorId, componentId: component?.id ?? null };
  });
  const changed = [...keys.values()].flatMap(changedIncidents);
  const book = await settleWhatIsOver(tx, deps, changed, [...news, ...olds.map(({ incoming }) => incoming)]);
  const applying = { ...deps, beforeWrite: () => {} };
  await writeEvents(tx, applying, { applied, keys: [...keys.values()], book: book.result(), raised: [] });
  await appendJournal(
    tx,
    changed
      .filter(({ isWithdrawn }) => isWithdrawn)
      .map(({ now: row }) => ({
        at: now,
        actorKind: act.actor.kind,
        actor: act.actor.name,
        verb: "incident.withdrawn",
        subjectKind: "incident",
        subjectId: row.id,
        details: { reason: act.reason, deliveryId: act.deliveryId },
      })),
  );
  return changed;
}

// Its place among the events is that of the act: the old reading keeps its own.
function takenAs(
  read: IncomingEvent,
  { id, now, act }: { id: string; now: EpochMs; act: { actor: IncidentAct["actor"]; reason: string } },
): IncomingEvent {
  return {
    ...read,
    receivedAt: now,
    deliveryId: id,
    manualActId: id,
    isAccepted: true,
    actor: act.actor,
    act: { reason: act.reason, verb: "incident.read-anew" },
  };
}

function asIncoming({ routing }: Taking, stored: StoredEvent): IncomingEvent {
  const source = routing.sources.get(stored.sourceId);
  if (source === undefined) throw new Error(`source ${stored.sourceId} is not in revision ${routing.revision}`);
  const { receivedAt, deliveryId, ordinal, manualActId, normaliserVersion, type, correlationKey, severity, summary } =
    stored;
  const { occurredAt, startedAt, monitorExternalId, monitorName, url, labels } = stored;
  const monitor = monitorExternalId === null ? null : { id: monitorExternalId, name: monitorName ?? "" };
  const event = { type, correlationKey, occurredAt, startedAt, monitor, severity, summary, url, labels, drift: [] };
  const actor = { kind: "sender", name: source.key } as const;
  return incomingEvent(
    { receivedAt, deliveryId, ordinal, manualActId, normaliserVersion, source, actor, event },
    stored.timeBasis,
  );
}

// What the old readings said and nobody else says: neither another event, nor the new readings.
async function withdraw(
  tx: Tx,
  work: KeyWork,
  given: {
    olds: readonly { stored: StoredEvent; incoming: IncomingEvent }[];
    news: readonly IncomingEvent[];
    now: EpochMs;
    newId(): string;
  },
): Promise<void> {
  const isOf = ({ source, event }: IncomingEvent) =>
    keyName(source.id, event.correlationKey) === keyName(work.key.sourceId, work.key.correlationKey);
  const said = new Map(
    given.olds.filter(({ incoming }) => isOf(incoming)).flatMap(({ incoming }) => statements(incoming)),
  );
  if (said.size === 0) return;
  const instants = [...said.values()].map(({ at }) => at);
  const others = (await listEventsAt(tx, { ...work.key, instants })).flatMap((event) => {
    const { type, occurredAt: at, startedAt, timeBasis: basis, severity } = event;
    if (type === "test") return [];
    const timed: TimedEvent = { type, at, startedAt, basis, severity, marks: [] };
    return factsOf(timed).map((fact) => [factIdentity(fact), event] as const);
  });
  const anew = given.news
    .filter(isOf)
    .flatMap((incoming) => statements(incoming).map(([identity]) => [identity, incoming] as const));
  const heirs = new Map<string, { receivedAt: EpochMs; deliveryId: string; ordinal: number }>([...anew, ...others]);
  const known = work.history.facts.filter((fact) => said.has(factIdentity(fact)));
  const gone = known.filter((fact) => !heirs.has(factIdentity(fact)));
  await supersedeFacts(
    tx,
    gone.map((fact) => ({ ...work.key, ...fact })),
    given.now,
  );
  const inherited = known.flatMap((fact) => {
    const event = heirs.get(factIdentity(fact));
    return event === undefined ? [] : [{ fact: { ...work.key, ...fact }, event }];
  });
  await giveFactsToEvents(tx, inherited);
  const left = work.history.facts.filter((fact) => !gone.includes(fact));
  work.history = loadHistory(left, { reopenWindowMs: work.source.reopenWindowMs, newId: given.newId });
}

function statements({ timed }: IncomingEvent): [identity: string, fact: { at: EpochMs }][] {
  return timed === null ? [] : factsOf(timed).map((fact) => [factIdentity(fact), fact]);
}

function applyOne(
  deps: Taking,
  world: Awaited<ReturnType<typeof loadWorld>> & { figures: FiguresInHand },
  keys: ReadonlyMap<string, KeyWork>,
  incoming: IncomingEvent,
  { old, ...found }: Omit<Parameters<typeof applyToKey>[2], "flaps"> & { old: StoredEvent | null },
): Omit<AppliedEvent, "monitorId" | "componentId"> {
  const nothing = { incoming, change: "none", incidentId: null, incident: null, context: null, routed: null } as const;
  const { source, event, timed } = incoming;
  const work = keys.get(keyName(source.id, event.correlationKey));
  if (timed === null || work === undefined) return nothing;
  // An incident whose only opening is read anew stays the same incident.
  const bereft = [...work.before.incidents].filter(({ id }) => !work.history.incidents.some((one) => one.id === id));
  const effect = applyToKey(work, incoming, { ...found, flaps: noFlaps }, () => bereft.shift()?.id ?? deps.newId());
  if (effect.outcome !== "applied" || effect.incidentId === null) return nothing;
  const row = work.incidents.get(effect.incidentId);
  if (row === undefined) return { ...nothing, incidentId: effect.incidentId };
  if (old?.incidentId === row.id) readAnew(row, old, incoming, found);
  const change = changeOf(work.stored.get(row.id) ?? null, row, { old, effect: effect.change, type: timed.type });
  if (change === "none") return { ...nothing, incidentId: row.id };
  const { routing, now } = deps;
  const incident = { ...row };
  world.figures.note(incident);
  const view = work.history.incidents.find((one) => one.id === row.id);
  const figures = world.figures.of(incident, view === undefined ? [] : incidentIntervals(view));
  const context = routingContext({ routing, incoming, change, incident, figures, world, now });
  return { incoming, change, incidentId: row.id, incident, context, routed: routeEvent(routing, context, change) };
}

const noFlaps = { judge: () => {} };

// What the incident took from the old reading it takes from the new one.
function readAnew(
  row: IncidentRow,
  old: StoredEvent,
  { event }: IncomingEvent,
  found: { monitorId: number | null; component: { id: number } | null },
): void {
  const { correlationKey } = row;
  const titleBy = (summary: string, monitorName: string | null) =>
    incidentTitle({ summary, monitorName, correlationKey });
  if (row.monitorId === old.monitorId) row.monitorId = found.monitorId ?? row.monitorId;
  if (row.componentId === old.componentId) row.componentId = found.component?.id ?? null;
  if (row.title === titleBy(old.summary, old.monitorName || old.monitorExternalId))
    row.title = titleBy(event.summary, event.monitor?.name || event.monitor?.id || null);
  if (row.url === old.url) row.url = event.url;
}

// The new reading has done to its incident what the old one did, unless the incident stands otherwise by it.
function changeOf(
  was: IncidentRow | null,
  row: IncidentRow,
  told: { old: StoredEvent | null; effect: EventChange; type: string },
): EventChange {
  const change = changeByStatus[was?.status ?? "absent"][row.status];
  if (change !== "same" && change !== "none") return change;
  const { old, effect, type } = told;
  return old !== null && old.incidentId === row.id && old.type === type ? old.change : effect;
}

function changedIncidents(work: KeyWork): ChangedIncident[] {
  const down = new Set(work.history.incidents.map(({ id }) => id));
  const wasDown = new Set(work.before.incidents.map(({ id }) => id));
  return [...work.incidents.values()].flatMap((row) => {
    const was = work.stored.get(row.id) ?? null;
    const isWithdrawn = wasDown.has(row.id) && !down.has(row.id);
    // It was never down: over at the instant at which it was said to begin.
    if (isWithdrawn) work.incidents.set(row.id, { ...row, status: "resolved", resolvedAt: row.openedAt });
    const now = work.incidents.get(row.id)!;
    return JSON.stringify(was) === JSON.stringify(now) ? [] : [{ was, now, isWithdrawn }];
  });
}

async function settleWhatIsOver(
  tx: Tx,
  deps: Taking,
  changed: readonly ChangedIncident[],
  causes: readonly IncomingEvent[],
): Promise<ObligationBook> {
  const over = changed.filter(({ was, now }) => was !== null && was.status !== "resolved" && now.status === "resolved");
  const incidentIds = over.map(({ now }) => now.id);
  const book = new ObligationBook(await lockObligations(tx, { incidentIds, componentScopes: [] }), deps);
  for (const { now: row } of over) {
    const incoming = causes.find(({ event }) => event.correlationKey === row.correlationKey) ?? causes[0]!;
    const component = row.componentId === null ? null : (deps.routing.components.get(row.componentId)?.key ?? null);
    book.settle({ incoming, incidentId: row.id, component });
  }
  return book;
}
