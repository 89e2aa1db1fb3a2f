import type { EventChange } from "../event/normalised-event.ts";
import type { EpochMs } from "../shared/time.ts";
import { type AssignedFact, type AssignOptions, assignOutages, type IncidentView } from "./assign-outages.ts";
import { factIdentity, factsOf, type TimedEvent } from "./fact.ts";
import { changeByStatus } from "./key-state.ts";

/** What is known about one key: either everything, or everything from the opening of one of its incidents on, unless
 *  another incident of the key ended at that very instant. */
export interface KeyHistory {
  facts: readonly AssignedFact[];
  incidents: readonly IncidentView[];
}

export interface AppliedEvent {
  history: KeyHistory;
  change: EventChange;
  /** The incident that it belongs to; null where it met none (a resolve of an unknown key). */
  incidentId: string | null;
  /** Its statements that were not known before; empty for a repeat. */
  newFacts: AssignedFact[];
  /** Of all `opened` of its incident this one is the first by time: it gives the title. */
  isFirstOpened: boolean;
}

/** Folds stored facts; facts that belong to an outage without an incident get one. */
export function loadHistory(facts: readonly AssignedFact[], options: AssignOptions): KeyHistory {
  const own = facts.map((fact) => ({ ...fact }));
  return { facts: own, incidents: assignOutages(own, options) };
}

/** Adds one event to the history of its key and says what it did. Pure but for `newId`; the given history stays as it is. */
export function applyEvent(history: KeyHistory, event: TimedEvent, options: AssignOptions): AppliedEvent {
  const known = new Set(history.facts.map(factIdentity));
  const stated = factsOf(event);
  const fresh = stated.filter((fact) => !known.has(factIdentity(fact)));
  if (fresh.length === 0) {
    const incidentId = incidentAt(history.incidents, event.at);
    return { history, change: "none", incidentId, newFacts: [], isFirstOpened: false };
  }
  const newFacts: AssignedFact[] = fresh.map((fact) => ({ ...fact, incidentId: null }));
  const facts = [...history.facts.map((fact) => ({ ...fact })), ...newFacts];
  const incidents = assignOutages(facts, options);
  const incidentId = newFacts.at(-1)!.incidentId ?? incidentAt(incidents, event.at);
  const before = history.incidents.find((incident) => incident.id === incidentId) ?? null;
  const after = incidents.find((incident) => incident.id === incidentId) ?? null;
  return {
    history: { facts, incidents },
    change: after === null ? "none" : changeOf(event, before, after),
    incidentId,
    newFacts,
    isFirstOpened: event.type === "opened" && after !== null && isFirstOpened(after, event.at),
  };
}

function changeOf(event: TimedEvent, before: IncidentView | null, after: IncidentView): EventChange {
  const change = changeByStatus[before?.status ?? "absent"][after.status];
  if (change !== "same") return change;
  const isUpdate = event.type === "updated" && event.at >= after.outages.at(-1)!.startedAt;
  return isUpdate || before?.severity !== after.severity ? "updated" : "none";
}

function isFirstOpened(incident: IncidentView, at: EpochMs): boolean {
  const opened = incident.outages.flatMap((outage) => outage.facts).filter((fact) => fact.kind === "opened");
  return opened.every((fact) => fact.at >= at) && opened.filter((fact) => fact.at === at).length === 1;
}

/** The incident of the outage that runs at `at`, else of the last one before; null where there was none. */
function incidentAt(incidents: readonly IncidentView[], at: EpochMs): string | null {
  let found: { id: string; startedAt: EpochMs } | null = null;
  for (const incident of incidents) {
    for (const { startedAt } of incident.outages) {
      if (startedAt <= at && (found === null || startedAt >= found.startedAt)) found = { id: incident.id, startedAt };
    }
  }
  return found?.id ?? null;
}
