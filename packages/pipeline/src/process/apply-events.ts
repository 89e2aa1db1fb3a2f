import { type EpochMs, type EventChange, incidentIntervals, type RoutingContext } from "@signalbox/core";
import { type IncidentRow, type LiveTopic, lockObligations, type Tx } from "@signalbox/database";
import { componentOfMonitor } from "../routing/map-monitor.ts";
import type { RoutingComponent, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { flappingNotices, pageNotBefore } from "./flapping-notice.ts";
import { type Flaps, loadFlaps } from "./flaps.ts";
import { followMerge, loadMerges } from "./follow-merge.ts";
import { type FiguresInHand, loadFigures } from "./incident-figures.ts";
import { compareIncoming, type IncomingEvent } from "./incoming-event.ts";
import { applyToKey, type KeyWork } from "./key-work.ts";
import { keyName, loadKeys } from "./load-keys.ts";
import { loadWorld, type World } from "./load-world.ts";
import { ObligationBook } from "./obligation-book.ts";
import { type Raised, tooOld } from "./raised.ts";
import { rehearseTest } from "./rehearse-test.ts";
import { type RoutedEvent, routeEvent } from "./route-event.ts";
import { routingContext } from "./routing-context.ts";
import { recordMonitors } from "./see-monitors.ts";
import { countUpSetAside } from "./set-aside.ts";
import { type BatchWrites, writeEvents } from "./write-events.ts";

/** One event with what it did and what was decided about it. */
export interface AppliedEvent {
  incoming: IncomingEvent;
  change: EventChange;
  incidentId: string | null;
  monitorId: number | null;
  componentId: number | null;
  /** As it stands after the event; null where the change is `none`. */
  incident: IncidentRow | null;
  /** Of a test event: what rules would have seen. */
  context: RoutingContext | null;
  routed: RoutedEvent | null;
}

export interface ApplyDeps {
  /** What went wrong before, to be raised with the rest. */
  raised?: readonly Raised[];
  /** What else live pages are to be told of. */
  alsoTell?: readonly { topic: LiveTopic; id: string }[];
  routing: RoutingSnapshot;
  now: EpochMs;
  newId(): string;
  beforeWrite(): Promise<void> | void;
}

/**
 * Folds events into their incidents, asks the rules, and writes what follows: incidents, obligations, actions with their
 * jobs, events with what rules saw, marks for the ledger, the journal. Safe to run again after a roll-back.
 */
export async function applyEvents(tx: Tx, deps: ApplyDeps, given: readonly IncomingEvent[]): Promise<AppliedEvent[]> {
  const incoming = given.toSorted(compareIncoming);
  const monitorIdOf = await recordMonitors(tx, incoming);
  const keys = await loadKeys(tx, incoming, deps.newId);
  const sourceIds = [...new Set(incoming.map((one) => one.source.id))];
  const world = await loadWorld(tx, deps, sourceIds);
  const flaps = await loadFlaps(tx, incoming, monitorIdOf, keys);
  const found = incoming.map((one) => ({
    monitorId: monitorIdOf(one.source.id, one.event.monitor),
    component: one.component ?? componentOfMonitor(deps.routing, one.source.id, one.event.monitor, one.at),
  }));
  const figures = await loadFigures(
    tx,
    deps,
    found.flatMap(({ component }) => component?.id ?? []),
    [...keys.values()].flatMap((work) => [...work.stored.values()]),
  );
  const raised: Raised[] = [...(deps.raised ?? [])];
  const applied = incoming.map((one, index) =>
    applyOne(deps, { ...world, flaps, figures }, keys, one, found[index]!, raised),
  );
  raised.push(...(await countUpSetAside(tx, keys, applied)));
  const book = await keepBook(tx, deps, keys, applied);
  for (const one of applied) raised.push(...(one.routed?.raised ?? []), ...flappingNotices(one));
  const writes: BatchWrites = { applied, keys: [...keys.values()], book: book.result(), raised };
  await deps.beforeWrite();
  await writeEvents(tx, deps, writes);
  return applied;
}

function applyOne(
  deps: ApplyDeps,
  world: World & { flaps: Flaps; figures: FiguresInHand },
  keys: ReadonlyMap<string, KeyWork>,
  incoming: IncomingEvent,
  { monitorId, component }: { monitorId: number | null; component: RoutingComponent | null },
  raised: Raised[],
): AppliedEvent {
  const { routing, now, newId } = deps;
  const { source, event, timed } = incoming;
  const nothing = { incoming, change: "none", monitorId, componentId: component?.id ?? null } as const;
  const blank = { ...nothing, incidentId: null, incident: null, context: null, routed: null };
  const isMuted = event.monitor !== null && world.muted.has(`${source.id} ${event.monitor.id}`);
  if (timed === null) {
    const figures = world.figures.of({ id: "", componentId: component?.id ?? null }, []);
    return { ...blank, context: rehearseTest({ routing, incoming, component, isMuted, figures, world, now, newId }) };
  }
  const work = keys.get(keyName(source.id, event.correlationKey))!;
  const effect = applyToKey(work, incoming, { monitorId, component, isMuted, flaps: world.flaps }, newId);
  if (effect.outcome === "set-aside") {
    raised.push(tooOld(incoming));
    return blank;
  }
  const { change, incident, incidentId } = effect;
  if (change === "none" || incident === null) return { ...blank, incidentId };
  world.figures.note(incident);
  const view = work.history.incidents.find(({ id }) => id === incident.id);
  const figures = world.figures.of(incident, view === undefined ? [] : incidentIntervals(view));
  const context = routingContext({ routing, incoming, change, incident, figures, world, now });
  return { ...nothing, change, incidentId, incident, context, routed: routeEvent(routing, context, change) };
}

async function keepBook(
  tx: Tx,
  deps: ApplyDeps,
  keys: ReadonlyMap<string, KeyWork>,
  applied: readonly AppliedEvent[],
): Promise<ObligationBook> {
  const changed = applied.filter((one) => one.incident !== null);
  const componentOf = (incident: IncidentRow) =>
    incident.componentId === null ? null : (deps.routing.components.get(incident.componentId)?.key ?? null);
  const grouped = changed.filter((one) => one.routed?.orders.some(({ ordered }) => ordered.groupBy === "component"));
  // An incident that is new has none yet.
  const stored = new Set([...keys.values()].flatMap((work) => [...work.stored.keys()]));
  const own = changed.flatMap(({ incident }) => (stored.has(incident!.id) ? [incident!.id] : []));
  const targets = changed.flatMap(({ incident }) => incident!.mergedInto ?? []);
  const leads = changed.flatMap(({ incident }) => incident!.flapsWith ?? []);
  const obligations = await lockObligations(tx, {
    incidentIds: [...new Set([...own, ...targets, ...leads])],
    componentScopes: [...new Set(grouped.flatMap((one) => componentOf(one.incident!) ?? []))],
  });
  const book = new ObligationBook(obligations, deps);
  const merges = await loadMerges(tx, changed);
  for (const { incoming, change, incident, context, routed } of changed) {
    if (incident === null || context === null || routed === null) continue;
    const standsFor = incident.flapsWith ?? incident.id;
    const cause = { incoming, incidentId: incident.id, standsFor, component: componentOf(incident) };
    if (change === "resolved") book.settle(cause, incident.flappingUntil);
    const target = merges.targetOf(incident, change);
    if (target === null)
      for (const { ordered, connection } of routed.orders)
        book.order(ordered, connection, context, cause, pageNotBefore({ incident, change, now: deps.now }));
    else followMerge(book, cause, target, change);
  }
  await merges.end(tx, deps.now);
  return book;
}
