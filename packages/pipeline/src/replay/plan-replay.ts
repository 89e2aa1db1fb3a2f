import { type ActionKind, type EpochMs, obligationScope, type RoutingContext } from "@signalbox/core";
import {
  type IncidentRow,
  listActionsOf,
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
import { readDelivery } from "../process/read-delivery.ts";
import { type RoutedEvent, routeEvent } from "../process/route-event.ts";
import { routingContext } from "../process/routing-context.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { compareReading, type ReadingDifference } from "./compare-reading.ts";

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
  const delivery = await loadStoredDelivery(tx, deliveryId);
  if (delivery === null) return { plan: { outcome: "not-found" }, ...nothing };
  if (delivery.state === "received") return { plan: { outcome: "not-processed" }, ...nothing };
  if (delivery.body === null) return { plan: { outcome: "gone" }, ...nothing };
  if (delivery.state === "failed") return { plan: { outcome: "failed" }, ...nothing };
  const source = deps.routing.sources.get(delivery.sourceId);
  if (source === undefined) throw new Error(`source ${delivery.sourceId} is not in revision ${deps.routing.revision}`);
  const reading = readDelivery(delivery, source);
  const read = reading.outcome === "events" ? reading.events : [];
  const stored = await listEventsOfDelivery(tx, delivery);
  const incidents = await lockIncidentsWithKeys(
    tx,
    [...new Set(stored.flatMap(({ incidentId }) => incidentId ?? []))],
    deps.now,
  );
  const pairs = pairByOrdinal(stored, read);
  const { prepared, obligations } = await prepareOrders(tx, deps, deliveryId, pairs, incidents);
  const events = pairs.map((pair) => describe(pair, incidents, prepared));
  if (reading.outcome === "events") return { plan: { outcome: "planned", events }, prepared, obligations };
  return { plan: { outcome: reading.outcome, reason: reading.reason, events }, prepared, obligations };
}

interface Pair {
  ordinal: number;
  stored: StoredEvent | null;
  read: IncomingEvent | null;
  differences: ReadingDifference[];
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
  const done = await listActionsOf(tx, { deliveryId });
  const world = await loadWorld(tx, { routing, now }, []);
  const figures = await loadIncidentFigures(tx, { routing, now }, [...incidents.values()]);
  const prepared = pairs.flatMap(({ ordinal, stored, read, differences }): PreparedOrder[] => {
    const incident = stored?.incidentId == null ? undefined : incidents.get(stored.incidentId);
    if (stored === null || read === null || incident === undefined) return [];
    const { change } = stored;
    if (differences.length > 0 || stored.supersededAt !== null || change === "none" || incident.mergedInto !== null)
      return [];
    const own = figures.get(incident.id)!;
    const context = routingContext({ routing, incoming: read, change, incident, figures: own, world, now });
    const component = componentOf(incident);
    const cause = { incoming: read, incidentId: incident.id, standsFor: incident.flapsWith ?? incident.id, component };
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
  { ordinal, stored, read, differences }: Pair,
  incidents: ReadonlyMap<string, IncidentRow>,
  prepared: readonly PreparedOrder[],
): ReplayedEvent {
  const reading = stored === null ? "new" : read === null ? "gone" : differences.length > 0 ? "differs" : "same";
  const orders = prepared
    .filter(({ id }) => id.startsWith(`${ordinal}-`))
    .map(({ id, rule, kind, connection, slot, standing }) => ({ id, rule, kind, connection, slot, standing }));
  const incident = stored?.incidentId == null ? null : (incidents.get(stored.incidentId) ?? null);
  return { ordinal, reading, differences, stored, incident, orders };
}
