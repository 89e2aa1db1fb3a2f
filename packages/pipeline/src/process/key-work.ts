import {
  applyEvent,
  type EpochMs,
  type EventChange,
  factIdentity,
  type IncidentView,
  incidentTitle,
  type KeyHistory,
  loadHistory,
  opensTooLongAgo,
} from "@signalbox/core";
import type { IncidentRow, KeyFact, LockedKey, NewFact } from "@signalbox/database";
import type { RoutingComponent, RoutingSource } from "../routing/routing-snapshot.ts";
import type { Flaps } from "./flaps.ts";
import type { IncomingEvent } from "./incoming-event.ts";

/** One locked key on its way through a batch. */
export interface KeyWork {
  key: LockedKey;
  source: RoutingSource;
  /** As it was stored. */
  before: KeyHistory;
  /** With the events of the batch so far. */
  history: KeyHistory;
  /** Identities of the stored statements that it knows, with whether they add nothing. */
  marks: ReadonlyMap<string, boolean>;
  incidents: Map<string, IncidentRow>;
  /** As they were stored. */
  stored: ReadonlyMap<string, IncidentRow>;
  newFacts: Omit<NewFact, "isRedundant">[];
}

export function startKeyWork(
  key: LockedKey,
  source: RoutingSource,
  stored: { facts: readonly KeyFact[]; incidents: readonly IncidentRow[] },
  newId: () => string,
): KeyWork {
  const history = loadHistory(stored.facts, { reopenWindowMs: source.reopenWindowMs, newId });
  const incidents = new Map(stored.incidents.map((incident) => [incident.id, incident]));
  return {
    key,
    source,
    before: history,
    history,
    marks: new Map(stored.facts.map((fact) => [factIdentity(fact), fact.isRedundant])),
    incidents: new Map(incidents),
    stored: incidents,
    newFacts: [],
  };
}

/** What an event did to its key. */
export type KeyEffect =
  /** An opening of long ago for a key that nobody knows: it waits for a person, and says nothing about the key. */
  | { outcome: "set-aside" }
  | { outcome: "applied"; change: EventChange; incidentId: string | null; incident: IncidentRow | null };

/** Applies one event to its key. `incident` is a copy of how it stands after it. */
export function applyToKey(
  work: KeyWork,
  incoming: IncomingEvent,
  found: {
    monitorId: number | null;
    component: RoutingComponent | null;
    /** The drill that it belongs to where it opens an incident. */
    drillId: number | null;
    isMuted: boolean;
    flaps: Flaps;
  },
  newId: () => string,
): KeyEffect {
  const { timed, event, receivedAt, deliveryId, ordinal } = incoming;
  if (timed === null) return { outcome: "applied", change: "none", incidentId: null, incident: null };
  const isTrusted = incoming.isAccepted === true || !opensTooLongAgo(timed, receivedAt);
  if (isKeyUnknown(work) && !isTrusted) return { outcome: "set-aside" };
  const { sourceId, correlationKey } = work.key;
  const applied = applyEvent(work.history, timed, { reopenWindowMs: work.source.reopenWindowMs, newId });
  work.history = applied.history;
  work.newFacts.push(
    ...applied.newFacts.map((fact) => ({ ...fact, sourceId, correlationKey, receivedAt, deliveryId, ordinal })),
  );
  for (const view of applied.history.incidents) {
    const row = work.incidents.get(view.id) ?? newIncident(work.key, view, incoming, found.drillId);
    work.incidents.set(view.id, takeView(row, view));
  }
  const row = applied.incidentId === null ? undefined : work.incidents.get(applied.incidentId);
  if (row === undefined)
    return { outcome: "applied", change: applied.change, incidentId: applied.incidentId, incident: null };
  if (applied.newFacts.length > 0) {
    row.monitorId ??= found.monitorId;
    row.componentId ??= found.component?.id ?? null;
    row.url = event.url ?? row.url;
    if (applied.change !== "none") row.muted = found.isMuted;
    const opens = applied.change === "opened" || applied.change === "reopened";
    // Drills are meant to open again and again.
    if (opens && row.origin !== "drill") found.flaps.judge(work, row);
    if (applied.isFirstOpened) row.title = titleOf(incoming, event.summary, row.origin === "drill");
  }
  return { outcome: "applied", change: applied.change, incidentId: row.id, incident: { ...row } };
}

/** True while no outage of the key is known. */
export function isKeyUnknown(work: KeyWork): boolean {
  return work.key.currentIncidentId === null && work.history.incidents.length === 0;
}

/** The incident of the last outage. */
export function currentIncidentId(work: KeyWork): string | null {
  let current: { id: string; startedAt: EpochMs } | null = null;
  for (const { id, outages } of work.history.incidents) {
    const startedAt = outages.at(-1)!.startedAt;
    if (current === null || startedAt >= current.startedAt) current = { id, startedAt };
  }
  return current?.id ?? work.key.currentIncidentId;
}

function newIncident(key: LockedKey, view: IncidentView, incoming: IncomingEvent, drillId: number | null): IncidentRow {
  return {
    id: view.id,
    sourceId: key.sourceId,
    correlationKey: key.correlationKey,
    origin: drillId === null ? "real" : "drill",
    drillId,
    status: view.status,
    title: titleOf(incoming, "", drillId !== null),
    severity: view.severity,
    url: null,
    monitorId: null,
    componentId: null,
    openedAt: view.openedAt,
    acknowledgedAt: view.acknowledgedAt,
    resolvedAt: view.resolvedAt,
    reopened: view.reopened,
    muted: false,
    flapping: false,
    flappingSince: null,
    flappingUntil: null,
    flapsWith: null,
    mergedInto: null,
  };
}

function takeView(row: IncidentRow, view: IncidentView): IncidentRow {
  const { status, severity, openedAt, acknowledgedAt, resolvedAt, reopened } = view;
  return { ...row, status, severity, openedAt, acknowledgedAt, resolvedAt, reopened };
}

/** Title of an incident that this event opens; a drill says so, wherever its title is read. */
export function titleOf({ event }: IncomingEvent, summary: string, isDrill = false): string {
  const named = {
    monitorName: event.monitor?.name || event.monitor?.id || null,
    correlationKey: event.correlationKey,
  };
  const title = incidentTitle({ ...named, summary });
  return isDrill ? incidentTitle({ ...named, summary: `Drill: ${title}` }) : title;
}
