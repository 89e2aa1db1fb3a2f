import {
  answerCalendar,
  type EpochMs,
  type EventChange,
  formatEventId,
  formatId,
  type RoutingContext,
  shiftAt,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import type { IncidentRow } from "@signalbox/database";
import { onCallByRotation, onCallLookupKey, onCallOf } from "../look-up/on-call-of.ts";
import { isInMaintenance, teamOfComponent } from "../routing/map-monitor.ts";
import { heldAt, type RoutingComponent, type RoutingSnapshot, type RoutingTeam } from "../routing/routing-snapshot.ts";
import type { IncidentFigures } from "./incident-figures.ts";
import type { IncomingEvent } from "./incoming-event.ts";
import type { World } from "./load-world.ts";

/** What rules see of one event: the configuration as it held when it happened, the incident as it stands after it. */
export function routingContext(given: {
  routing: RoutingSnapshot;
  incoming: IncomingEvent;
  change: EventChange;
  incident: IncidentRow;
  figures: IncidentFigures;
  world: Pick<World, "answers" | "overrides">;
  now: EpochMs;
}): RoutingContext {
  const { routing, incoming, change, incident, figures, world, now } = given;
  const { event, source } = incoming;
  const component = incident.componentId === null ? null : (routing.components.get(incident.componentId) ?? null);
  // Of a drill nobody is told: no template of its connection can name a person.
  const isDrill = incident.origin === "drill";
  const team = isDrill ? null : teamOfComponent(routing, component, incoming.at);
  return {
    event: {
      id: formatEventId(incoming.deliveryId, incoming.ordinal),
      type: event.type,
      change,
      severity: event.severity,
      summary: event.summary,
      url: event.url,
      correlationKey: event.correlationKey,
      occurredAt: toIso(incoming.at),
      startedAt: toIsoOrNull(incoming.timed?.startedAt ?? null),
      receivedAt: toIso(incoming.receivedAt),
    },
    incident: {
      id: formatId("inc", incident.id),
      key: incident.correlationKey,
      status: incident.status,
      title: incident.title,
      severity: incident.severity,
      url: incident.url,
      origin: incident.origin,
      openedAt: toIso(incident.openedAt),
      acknowledgedAt: toIsoOrNull(incident.acknowledgedAt),
      resolvedAt: toIsoOrNull(incident.resolvedAt),
      reopened: incident.reopened,
      inMaintenance: isInMaintenance(routing, incident.componentId, now),
      muted: incident.muted,
      flapping: incident.flapping,
      costSoFar: figures.costSoFar,
    },
    monitor: event.monitor === null ? null : { id: event.monitor.id, name: event.monitor.name },
    component: component === null ? null : describeComponent(component, incoming.at, figures),
    contract: component === null ? null : (figures.stakes?.contract ?? null),
    team: team === null ? null : { key: team.key, name: team.name, lead: team.lead },
    source: { key: source.key, name: source.name, sender: source.sender },
    onCall: onCallOfTeam(routing, team, world, now),
    labels: event.labels,
    calendar: Object.fromEntries([...routing.calendars].map(([key, calendar]) => [key, answerCalendar(calendar, now)])),
    rotation: Object.fromEntries(
      (isDrill ? [] : [...routing.rotations]).map(([key, { id, rotation }]) => {
        const { person } = shiftAt(rotation, 1, world.overrides.get(id) ?? [], now);
        return [key, { email: person?.email ?? null, name: person?.name ?? person?.email ?? null }];
      }),
    ),
    now: toIso(now),
  };
}

function describeComponent(
  component: RoutingComponent,
  at: EpochMs,
  { incidentsIn24h, stakes }: IncidentFigures,
): NonNullable<RoutingContext["component"]> {
  const cost = heldAt(component.costs, at);
  return {
    key: component.key,
    name: component.name,
    tier: heldAt(component.tiers, at),
    costPerMinute: cost?.perMinute ?? null,
    currency: cost?.currency ?? null,
    slaTarget: heldAt(component.targets, at),
    incidentsIn24h,
    budgetLeft: stakes?.budgetLeft ?? null,
  };
}

export function onCallOfTeam(
  routing: RoutingSnapshot,
  team: RoutingTeam | null,
  { answers, overrides }: Pick<World, "answers" | "overrides">,
  now: EpochMs,
): RoutingContext["onCall"] {
  if (team === null || team.onCall === null) return null;
  const { rotation: key, fallback } = team.onCall;
  if (key === null) return onCallOf(answers.get(onCallLookupKey(team.key)) ?? null, fallback, now);
  const found = routing.rotations.get(key);
  const given = { rotation: found?.rotation ?? null, overrides: overrides.get(found?.id ?? -1) ?? [] };
  return onCallByRotation({ key, ...given, level: 1, fallback, now });
}
