import { type ActionKind, type EpochMs, obligationScope, type RoutingContext } from "@signalbox/core";
import {
  type IncidentRow,
  listActionsOfEvents,
  listEventsOfDelivery,
  loadStoredDelivery,
  lockObligations,
  type StoredObligation,
  type Tx,
} from "@signalbox/database";
import { lockIncidentsWithKeys } from "../incident/manual-act.ts";
import type { Cause } from "../process/action-recorder.ts";
import { loadIncidentFigures } from "../process/incident-figures.ts";
import type { IncomingEvent } from "../process/incoming-event.ts";
import { loadWorld } from "../process/load-world.ts";
import { type DeliveryReading, readDelivery } from "../process/read-delivery.ts";
import { type RoutedEvent, routeEvent } from "../process/route-event.ts";
import { routingContext } from "../process/routing-context.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { compareReading, type ReadingDifference } from "./compare-reading.ts";
import type { TwoReadings } from "./take-new-reading.ts";

type StoredEvent = Awaited<ReturnType<typeof listEventsOfDelivery>>[number];
type Order = RoutedEvent["orders"][number];

/** Something that today's rules order for an event. */
interface ReplayOrder {
  /** Names it within the replay: the event's place and its own. */
  id: string;
  rule: string;
  kind: ActionKind;
  connection: string;
  slot: string | null;
  /** `there`: done or open already. `missing`: goes out. `over`: the incident has ended, so it does not go out by itself. */
  standing: "there" | "missing" | "over";
}

export interface ReplayedEvent {
  ordinal: number;
  /** `differs`: today it reads differently. `new`: it was not read before. `gone`: it is not read any more. */
  reading: "same" | "differs" | "new" | "gone";
  differences: ReadingDifference[];
  stored: StoredEvent | null;
  incident: IncidentRow | null;
  orders: ReplayOrder[];
}

export type ReplayPlan =
  | { outcome: "not-found" | "not-processed" | "gone" }
  | { outcome: "failed" }
  | { outcome: "unreadable" | "ignored"; reason: string; events: ReplayedEvent[] }
  | { outcome: "planned"; events: ReplayedEvent[] };

/** An order with all that is needed to carry it out. */
export interface PreparedOrder extends ReplayOrder {
  order: Order;
  context: RoutingContext;
  cause: Cause;
  incident: IncidentRow;
}

export interface PreparedReplay {
  plan: ReplayPlan;
  prepared: PreparedOrder[];
  obligations: StoredObligation[];
}

/** Reads a stored delivery by today's code and asks today's rules: what would go out, and what is there already. Locks the
 *  incidents and what stands outside for them, so that what is planned still holds when it is carried out. */
export async function planReplay(
  tx: Tx,
  deps: { routing: RoutingSnapshot; now: EpochMs },
  deliveryId: string,
): Promise<PreparedReplay> {
  const nothing = { prepared: [], obligations: [] };
  const readings = await readAgain(tx, deps.routing, deliveryId);
  if ("outcome" in readings) return { plan: readings, ...nothing };
  const { reading, pairs } = readings;
  const stored = pairs.flatMap((pair) => pair.stored ?? []);
  const incidents = await lockIncidentsWithKeys(
    tx,
    [...new Set(stored.flatMap(({ incidentId }) => incidentId ?? []))],
    deps.now,
  );
  const { prepared, obligations } = await prepareOrders(tx, deps, deliveryId, pairs, incidents);
  const events = pairs.map((pair) => describe(pair, incidents, prepared));
  if (reading.outcome === "events") return { plan: { outcome: "planned", events }, prepared, obligations };
  return { plan: { outcome: reading.outcome, reason: reading.reason, events }, prepared, obligations };
}

interface Pair extends TwoReadings {
  differences: ReadingDifference[];
}

type Unreplayable = Extract<ReplayPlan, { outcome: "not-found" | "not-processed" | "gone" | "failed" }>;

/** A stored delivery as today's code reads it, place by place beside what holds of it. */
export async function readAgain(
  tx: Tx,
  routing: RoutingSnapshot,
  deliveryId: string,
): Promise<Unreplayable | { reading: DeliveryReading; pairs: Pair[] }> {
  const delivery = await loadStoredDelivery(tx, deliveryId);
  if (delivery === null) return { outcome: "not-found" };
  if (delivery.state === "received") return { outcome: "not-processed" };
  if (delivery.body === null) return { outcome: "gone" };
  if (delivery.state === "failed") return { outcome: "failed" };
  const source = routing.sources.get(delivery.sourceId);
  if (source === undefined) throw new Error(`source ${delivery.sourceId} is not in revision ${routing.revision}`);
  const reading = readDelivery(delivery, source);
  const stored = (await listEventsOfDelivery(tx, delivery)).filter(({ supersededAt }) => supersededAt === null);
  return { reading, pairs: pairByOrdinal(stored, reading.outcome === "events" ? reading.events : []) };
}

/** What a reading is beside the one that holds. */
export function compareWith({ stored, read, differences }: Pair): ReplayedEvent["reading"] {
  if (stored === null) return "new";
  if (read === null) return "gone";
  return differences.length > 0 ? "differs" : "same";
}

function pairByOrdinal(stored: readonly StoredEvent[], read: readonly IncomingEvent[]): Pair[] {
  const ordinals = new Set([...stored, ...read].map(({ ordinal }) => ordinal));
  return [...ordinals]
    .toSorted((a, b) => a - b)
    .map((ordinal) => {
      const was = stored.find((one) => one.ordinal === ordinal) ?? null;
      const now = read.find((one) => one.ordinal === ordinal) ?? null;
      const differences = was === null || now === null ? [] : compareReading(was, now);
      return { ordinal, stored: was, read: now, differences };
    });
}

// What reads differently orders nothing before a person has taken the new reading.
async function prepareOrders(
  tx: Tx,
  { routing, now }: { routing: RoutingSnapshot; now: EpochMs },
  deliveryId: string,
  pairs: readonly Pair[],
  incidents: ReadonlyMap<string, IncidentRow>,
): Promise<Pick<PreparedReplay, "prepared" | "obligations">> {
  const componentOf = (incident: IncidentRow) =>
    incident.componentId === null ? null : (routing.components.get(incident.componentId)?.key ?? null);
  const leads = [...incidents.values()].flatMap(({ flapsWith }) => flapsWith ?? []);
  const obligations = await lockObligations(tx, {
    incidentIds: [...new Set([...incidents.keys(), ...leads])],
    componentScopes: [...new Set([...incidents.values()].flatMap((incident) => componentOf(incident) ?? []))],
  });
  const taken = pairs.flatMap(({ stored }) => (stored?.manualActId == null ? [] : [stored.deliveryId]));
  const done = await listActionsOfEvents(tx, [deliveryId, ...new Set(taken)]);
  const world = await loadWorld(tx, { routing, now }, []);
  const figures = await loadIncidentFigures(tx, { routing, now }, [...incidents.values()]);
  const prepared = pairs.flatMap(({ ordinal, stored, read, differences }): PreparedOrder[] => {
    const incident = stored?.incidentId == null ? undefined : incidents.get(stored.incidentId);
    if (stored === null || read === null || incident === undefined) return [];
    const { change } = stored;
    if (differences.length > 0 || change === "none" || incident.mergedInto !== null) return [];
    // Where a person has taken a new reading, what it orders belongs to that.
    const { receivedAt, manualActId } = stored;
    const incoming = { ...read, receivedAt, deliveryId: stored.deliveryId, manualActId };
    const own = figures.get(incident.id)!;
    const context = routingContext({ routing, incoming, change, incident, figures: own, world, now });
    const component = componentOf(incident);
    const cause = { incoming, incidentId: incident.id, standsFor: incident.flapsWith ?? incident.id, component };
    return routeEvent(routing, context, change).orders.map((order, place) => {
      const { kind, rule, slot, groupBy } = order.ordered;
      const scope = obligationScope({ groupBy, incidentId: cause.standsFor, component });
      const isThere =
        slot === null
          ? done.some(
              (action) =>
                action.eventOrdinal === ordinal &&
                action.kind === kind &&
                action.ruleKey === rule &&
                action.connectionId === order.connection.id,
            )
          : obligations.some(
              (one) =>
                one.status === "open" &&
                one.scopeKind === scope.scopeKind &&
                one.scopeId === scope.scopeId &&
                one.connectionId === order.connection.id &&
                one.kind === kind &&
                one.slot === slot,
            );
      const standing = isThere ? "there" : incident.status === "resolved" ? "over" : "missing";
      const names = { id: `${ordinal}-${place}`, rule, kind, connection: order.connection.key, slot };
      return { ...names, standing, order, context, cause, incident };
    });
  });
  return { prepared, obligations };
}

function describe(
  pair: Pair,
  incidents: ReadonlyMap<string, IncidentRow>,
  prepared: readonly PreparedOrder[],
): ReplayedEvent {
  const { ordinal, stored, differences } = pair;
  const orders = prepared
    .filter(({ id }) => id.startsWith(`${ordinal}-`))
    .map(({ id, rule, kind, connection, slot, standing }) => ({ id, rule, kind, connection, slot, standing }));
  const incident = stored?.incidentId == null ? null : (incidents.get(stored.incidentId) ?? null);
  return { ordinal, reading: compareWith(pair), differences, stored, incident, orders };
}
