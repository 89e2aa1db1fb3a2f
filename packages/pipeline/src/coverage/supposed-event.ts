import { type EpochMs, type RoutingContext, type RuleChange, type Severity, timeEvent } from "@signalbox/core";
import type { IncidentRow } from "@signalbox/database";
import type { World } from "../process/load-world.ts";
import { routingContext } from "../process/routing-context.ts";
import type { RoutingComponent, RoutingSnapshot, RoutingSource } from "../routing/routing-snapshot.ts";

/** An event that did not happen: what would rules see if it did? */
export interface Supposed {
  component: RoutingComponent;
  change: RuleChange;
  severity: Severity;
  /** What the monitor, labels and source are taken from: the component's last event. Null: it never had one. */
  like: Pick<RoutingContext, "monitor" | "labels" | "source"> | null;
}

const madeUpId = "00000000-0000-7000-8000-000000000000";

/** What rules would see of it at an instant, by the configuration as it is now. */
export function supposeEvent(
  routing: RoutingSnapshot,
  { component, change, severity, like }: Supposed,
  world: Pick<World, "answers" | "overrides">,
  at: EpochMs,
): RoutingContext {
  const source = sourceOf(routing, component, like);
  const summary = `${component.name} is down`;
  const type = change === "reopened" ? "opened" : change;
  const event = {
    type,
    correlationKey: component.key,
    occurredAt: at,
    startedAt: null,
    monitor: like?.monitor ?? null,
    severity,
    summary,
    url: null,
    labels: like?.labels ?? {},
    drift: [],
  };
  const incident = {
    id: madeUpId,
    correlationKey: component.key,
    origin: "real",
    status: change === "resolved" ? "resolved" : change === "acknowledged" ? "acknowledged" : "open",
    title: summary,
    severity,
    url: null,
    componentId: component.id,
    openedAt: at,
    acknowledgedAt: change === "acknowledged" ? at : null,
    resolvedAt: change === "resolved" ? at : null,
    reopened: change === "reopened" ? 1 : 0,
    muted: false,
    flapping: false,
  } as IncidentRow;
  const incoming = {
    receivedAt: at,
    deliveryId: madeUpId,
    ordinal: 0,
    manualActId: null,
    source,
    event,
    at,
    basis: "sender" as const,
    timed: timeEvent({ ...event, type }, at),
    normaliserVersion: 0,
    actor: { kind: "system" as const, name: "coverage" },
  };
  const figures = { incidentsIn24h: 0, costSoFar: component.costs.length === 0 ? null : 0, stakes: null };
  return routingContext({ routing, incoming, change, incident, figures, world, now: at });
}

/** The source of the last event, else the first whose monitors lead to the component. */
function sourceOf(routing: RoutingSnapshot, component: RoutingComponent, like: Supposed["like"]): RoutingSource {
  const sources = [...routing.sources.values()];
  const mapped = sources.find(({ id }) => routing.mappings.get(id)?.some(({ value }) => value === component.id));
  const known = sources.find(({ key }) => key === like?.source.key);
  return known ?? mapped ?? sources[0] ?? noSource;
}

const noSource: RoutingSource = {
  id: 0,
  key: "none",
  name: "none",
  sender: "generic",
  settings: {},
  mapping: { version: null, compiled: null, problem: null },
  reopenWindowMs: 0,
  flapping: { opens: 1_000, withinMs: 1 },
  staleAfterMs: null,
};
