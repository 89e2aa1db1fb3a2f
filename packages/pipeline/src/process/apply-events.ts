import { type EpochMs, type EventChange, incidentIntervals, type RoutingContext } from "@signalbox/core";
import { type IncidentRow, type LiveTopic, lockObligations, type Tx, together } from "@signalbox/database";
import type { AtOnceOrders } from "../perform/at-once.ts";
import { componentOfMonitor } from "../routing/map-monitor.ts";
import type { RoutingComponent, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type DrillOf, loadDrillsOf } from "./drills-of-events.ts";
import { flappingNotices, pageNotBefore } from "./flapping-notice.ts";
import { type Flaps, loadFlaps } from "./flaps.ts";
import { followMerge, loadMerges } from "./follow-merge.ts";
import { type FiguresInHand, loadFigures } from "./incident-figures.ts";
import { compareIncoming, type IncomingEvent } from "./incoming-event.ts";
import { applyToKey, type KeyWork } from "./key-work.ts";
import { keyName, loadKeys } from "./load-keys.ts";
import { loadWorld, type World } from "./load-world.ts";
import { mapInTurns } from "./map-in-turns.ts";
import { ObligationBook } from "./obligation-book.ts";
import { type Raised, tooOld } from "./raised.ts";
import { rehearseTest } from "./rehearse-test.ts";
import { routeDrill } from "./route-drill.ts";
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
  /** What else is to be written, along with the rest: one statement, or several that don't hang on each other. */
  beside?: () => Promise<unknown>;
  /** Takes what is to be performed at once, after the commit; left out: all gets jobs. */
  orders?: Pick<AtOnceOrders, "take">;
  beforeWrite(): Promise<void> | void;
}

/**
 * Folds events into their incidents, asks the rules, and writes what follows: incidents, obligations, actions with their
 * jobs, events with what rules saw, marks for the ledger, the journal. Safe to run again after a roll-back.
 */
export async function applyEvents(tx: Tx, deps: ApplyDeps, given: readonly IncomingEvent[]): Promise<AppliedEvent[]> {
  const incoming = given.toSorted(compareIncoming);
  const drillOf = await loadDrillsOf(tx, deps.routing, incoming);
  // What watches a drill's page is nobody's monitor that is still to be mapped.
  const watched = incoming.filter((one) => drillOf(one) === null);
  const sourceIds = [...new Set(incoming.map((one) => one.source.id))];
  const [monitorIdOf, keys, world] = await together(
    () => recordMonitors(tx, watched),
    () => loadKeys(tx, incoming, deps.newId),
    () => loadWorld(tx, deps, sourceIds),
  );
  const found = incoming.map((one) => ({
    monitorId: monitorIdOf(one.source.id, one.event.monitor),
    component: componentOf(deps.routing, one, drillOf),
    drillId: drillOf(one)?.id ?? null,
  }));
  const componentIds = found.flatMap(({ component }) => component?.id ?? []);
  const stored = [...keys.values()].flatMap((work) => [...work.stored.values()]);
  const [flaps, figures] = await together(
    () => loadFlaps(tx, incoming, monitorIdOf, keys),
    () => loadFigures(tx, deps, componentIds, stored),
  );
  const raised: Raised[] = [...(deps.raised ?? [])];
  const applied = await mapInTurns(incoming, (one, index) =>
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
  found: { monitorId: number | null; component: RoutingComponent | null; drillId: number | null },
  raised: Raised[],
): AppliedEvent {
  const { routing, now, newId } = deps;
  const { source, event, timed } = incoming;
  const { monitorId, component } = found;
  const nothing = { incoming, change: "none", monitorId, componentId: component?.id ?? null } as const;
  const blank = { ...nothing, incidentId: null, incident: null, context: null, routed: null };
  const isMuted = event.monitor !== null && world.muted.has(`${source.id} ${event.monitor.id}`);
  if (timed === null) {
    const figures = world.figures.of({ id: "", componentId: component?.id ?? null }, []);
    return { ...blank, context: rehearseTest({ routing, incoming, component, isMuted, figures, world, now, newId }) };
  }
  const work = keys.get(keyName(source.id, event.correlationKey))!;
  const effect = applyToKey(work, incoming, { ...found, isMuted, flaps: world.flaps }, newId);
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
  const routed =
    incident.drillId === null
      ? routeEvent(routing, context, change)
      : routeDrill(routing.drills.get(incident.drillId) ?? null, context, change);
  return { ...nothing, change, incidentId, incident, context, routed };
}

// A drill says itself which component it is on.
function componentOf(routing: RoutingSnapshot, incoming: IncomingEvent, drillOf: DrillOf): RoutingComponent | null {
  const drill = drillOf(incoming);
  if (drill !== null) return drill.componentId === null ? null : (routing.components.get(drill.componentId) ?? null);
  const { source, event, at } = incoming;
  return incoming.component ?? componentOfMonitor(routing, source.id, event.monitor, at);
}

async function keepBook(
  tx: Tx,
  deps: ApplyDeps,
  keys: ReadonlyMap<string, KeyWork>,
  applied: readonly AppliedEvent[],
): Promise<ObligationBook> {
  const changed = applied.filter((one) => one.incident !== null);
  const componentKeyOf = (incident: IncidentRow) =>
    incident.componentId === null ? null : (deps.routing.components.get(incident.componentId)?.key ?? null);
  const grouped = changed.filter((one) => one.routed?.orders.some(({ ordered }) => ordered.groupBy === "component"));
  // An incident that is new has none yet.
  const stored = new Set([...keys.values()].flatMap((work) => [...work.stored.keys()]));
  const own = changed.flatMap(({ incident }) => (stored.has(incident!.id) ? [incident!.id] : []));
  const targets = changed.flatMap(({ incident }) => incident!.mergedInto ?? []);
  const leads = changed.flatMap(({ incident }) => incident!.flapsWith ?? []);
  const obligations = await lockObligations(tx, {
    incidentIds: [...new Set([...own, ...targets, ...leads])],
    componentScopes: [...new Set(grouped.flatMap((one) => componentKeyOf(one.incident!) ?? []))],
  });
  const book = new ObligationBook(obligations, deps);
  const merges = await loadMerges(tx, changed);
  await mapInTurns(changed, ({ incoming, change, incident, context, routed }) => {
    if (incident === null || context === null || routed === null) return;
    const standsFor = incident.flapsWith ?? incident.id;
    const cause = { incoming, incidentId: incident.id, standsFor, component: componentKeyOf(incident) };
    if (change === "resolved") book.settle(cause, incident.flappingUntil);
    const target = merges.targetOf(incident, change);
    if (target === null)
      for (const { ordered, connection } of routed.orders)
        book.order(ordered, connection, context, cause, pageNotBefore({ incident, change, now: deps.now }));
    else followMerge(book, cause, target, change);
  });
  await merges.end(tx, deps.now);
  return book;
}
