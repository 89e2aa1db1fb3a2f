import {
  assignOutages,
  type EpochMs,
  factIdentity,
  factsOf,
  formatId,
  incidentIntervals,
  opensTooLongAgo,
  type TimedEvent,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import type { KeyToVerify, StoredEvent } from "@signalbox/database";
import { fitsComponent } from "../routing/map-monitor.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { Findings } from "./finding.ts";

/** Compares what is known of a key with its events, its downtime with that, and its component with the mappings.
 *  @param eventsSince events before it are not kept */
export function verifyKey(key: KeyToVerify, routing: RoutingSnapshot, eventsSince: EpochMs, findings: Findings): void {
  verifyStatements(key, eventsSince, findings);
  verifyDowntime(key, findings);
  verifyComponents(key, routing, findings);
}

function nameOf({ sourceKey, correlationKey }: KeyToVerify): string {
  return `${sourceKey} ${correlationKey}`;
}

function verifyStatements(key: KeyToVerify, eventsSince: EpochMs, findings: Findings): void {
  const told = new Map<string, string>();
  for (const event of key.events) {
    const timed = timedOf(event);
    if (event.incidentId === null && opensTooLongAgo(timed, event.receivedAt)) continue;
    for (const fact of factsOf(timed)) told.set(factIdentity(fact), `${fact.kind} at ${toIso(fact.at)}`);
  }
  const known = new Set(key.facts.map(factIdentity));
  for (const [identity, words] of told) {
    if (!known.has(identity))
      findings.add("statement-missing", nameOf(key), `what an event told is not known: ${words}`);
  }
  for (const fact of key.facts) {
    if (fact.firstReceivedAt < eventsSince || told.has(factIdentity(fact))) continue;
    findings.add("statement-unfounded", nameOf(key), `no event told it: ${fact.kind} at ${toIso(fact.at)}`);
  }
}

function timedOf(event: StoredEvent): TimedEvent {
  const { type, occurredAt, startedAt, basis, severity } = event;
  return { type: type as TimedEvent["type"], at: occurredAt, startedAt, basis, severity, marks: [] };
}

function verifyDowntime(key: KeyToVerify, findings: Findings): void {
  const facts = key.facts.map((fact) => ({ ...fact }));
  const views = assignOutages(facts, { reopenWindowMs: 0, newId: () => "nobody" });
  const told = new Map(views.map((view) => [view.id, incidentIntervals(view).map(sayInterval).join(", ")]));
  for (const incident of key.incidents) {
    const stored = incident.intervals.map(sayInterval).join(", ");
    const expected = told.get(incident.id) ?? "";
    told.delete(incident.id);
    if (stored === expected) continue;
    findings.add(
      "downtime-differs",
      formatId("inc", incident.id),
      `it is stored as down ${stored || "never"}, and was told down ${expected || "never"}`,
    );
  }
  for (const expected of told.values()) {
    findings.add("downtime-differs", nameOf(key), `no incident stands for a downtime that was told: ${expected}`);
  }
}

function sayInterval(interval: { startedAt: EpochMs; endedAt: EpochMs | null; severity: string }): string {
  return `${toIso(interval.startedAt)}–${toIsoOrNull(interval.endedAt) ?? "now"} ${interval.severity}`;
}

// What a person said holds; an incident without a component is named where a month is closed.
function verifyComponents(key: KeyToVerify, routing: RoutingSnapshot, findings: Findings): void {
  for (const incident of key.incidents) {
    const { componentId } = incident;
    if (componentId === null || incident.isComponentSaid) continue;
    const own = key.events.filter((event) => event.incidentId === incident.id && event.monitor !== null);
    if (own.length === 0) continue;
    const fits = own.some((event) =>
      fitsComponent(routing, key.sourceId, event.monitor!, event.occurredAt, componentId),
    );
    if (fits) continue;
    findings.add(
      "remapped",
      formatId("inc", incident.id),
      `it stands under ${incident.componentKey}, to which its monitor "${own[0]!.monitor!.name}" did not belong then by the mappings of today`,
    );
  }
}
