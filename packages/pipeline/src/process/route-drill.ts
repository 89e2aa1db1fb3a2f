import { type EventChange, type OrderedAction, type RoutingContext, resolveFields } from "@signalbox/core";
import type { RoutingDrill } from "../routing/routing-snapshot.ts";
import type { RoutedEvent } from "./route-event.ts";

/** What a drill orders when it opens: a ticket of its own connection, and nothing else. No rule is asked. */
export function routeDrill(drill: RoutingDrill | null, context: RoutingContext, change: EventChange): RoutedEvent {
  const silent = { raised: [], fired: [], failed: [], notEvaluable: [], unrouted: null };
  const connection = drill?.connection ?? null;
  if (drill === null || connection === null || (change !== "opened" && change !== "reopened")) {
    return { ...silent, orders: [] };
  }
  const ordered: OrderedAction = {
    rule: `drill:${drill.key}`,
    index: 0,
    kind: "ticket",
    connection: connection.key,
    slot: "default",
    groupBy: "incident",
    always: false,
    holdMs: 0,
    fields: resolveFields("ticket", {}, context.component?.tier ?? null),
    joinedBy: [],
  };
  return { ...silent, orders: [{ ordered, connection }] };
}
