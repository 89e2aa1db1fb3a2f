import type { RoutingContext } from "@signalbox/core";
import type { RoutingComponent, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { IncidentFigures } from "./incident-figures.ts";
import type { IncomingEvent } from "./incoming-event.ts";
import { titleOf } from "./key-work.ts";
import type { World } from "./load-world.ts";
import { routingContext } from "./routing-context.ts";

/** What rules would see of a test event if it were real and had just opened its incident. There is no such incident. */
export function rehearseTest(given: {
  routing: RoutingSnapshot;
  incoming: IncomingEvent;
  component: RoutingComponent | null;
  isMuted: boolean;
  figures: IncidentFigures;
  world: Pick<World, "answers" | "overrides">;
  now: number;
  newId(): string;
}): RoutingContext {
  const { routing, incoming, component, isMuted, figures, world, now, newId } = given;
  const { event, source, at } = incoming;
  return routingContext({
    routing,
    incoming: { ...incoming, event: { ...event, type: "opened" } },
    change: "opened",
    incident: {
      id: newId(),
      sourceId: source.id,
      correlationKey: event.correlationKey,
      origin: "real",
      drillId: null,
      status: "open",
      title: titleOf(incoming, event.summary),
      severity: event.severity,
      url: event.url,
      monitorId: null,
      componentId: component?.id ?? null,
      openedAt: at,
      acknowledgedAt: null,
      resolvedAt: null,
      reopened: 0,
      muted: isMuted,
      flapping: false,
      flappingSince: null,
      flappingUntil: null,
      flapsWith: null,
      mergedInto: null,
    },
    figures,
    world,
    now,
  });
}
