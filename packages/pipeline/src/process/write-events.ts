import { type EpochMs, type IncidentInterval, incidentIntervals, type KeyHistory } from "@signalbox/core";
import {
  appendJournal,
  coverMarks,
  type EventRow,
  insertEvents,
  type JournalEntry,
  type LedgerMark,
  type LiveTopic,
  type LockedKey,
  markComponentsDirty,
  markUnrouted,
  notifyLiveTopics,
  replaceIntervals,
  saveCurrentIncidents,
  saveIncidents,
  type Tx,
  together,
  unmappedComponent,
} from "@signalbox/database";
import type { AppliedEvent, ApplyDeps } from "./apply-events.ts";
import { flappingBegan } from "./flapping-notice.ts";
import { currentIncidentId, type KeyWork } from "./key-work.ts";
import { mapInTurns } from "./map-in-turns.ts";
import type { BookResult } from "./obligation-book.ts";
import { type Raised, raiseAll } from "./raised.ts";
import { settleWhatIsHeard } from "./set-aside.ts";
import { writeBook } from "./write-book.ts";
import { factsToWrite } from "./write-facts.ts";

/** Everything that a batch decided. */
export interface BatchWrites {
  applied: readonly AppliedEvent[];
  keys: readonly KeyWork[];
  book: BookResult;
  raised: readonly Raised[];
}

/** Writes what was decided, in the order in which everybody locks. */
export async function writeEvents(tx: Tx, deps: ApplyDeps, writes: BatchWrites): Promise<void> {
  const { applied, keys, book, raised } = writes;
  const { now } = deps;
  const changes = await mapInTurns(keys, changesOfKey);
  const facts = await factsToWrite(keys, now);
  const incidents = changes.flatMap((change) => change.incidents);
  const intervals = changes.flatMap((change) => change.intervals);
  const events = await mapInTurns(applied, (one) => eventRow(one, deps));
  const lines = [...applied.flatMap((one) => journalLine(one, now)), ...flappingBegan(keys, now)];
  await together(
    () => saveIncidents(tx, incidents, now),
    () => markUnrouted(tx, applied.flatMap(unroutedIncident)),
    () => saveCurrentIncidents(tx, keys.flatMap(movedKey)),
    () => facts.add(tx),
    () => insertEvents(tx, events),
    () => facts.correct(tx),
    () => replaceIntervals(tx, intervals),
    () => writeBook(tx, { ...book, jobs: deps.orders?.take(book.jobs, now) ?? book.jobs }, now),
    () => markComponentsDirty(tx, dirtyMarks(changes)),
    () => appendJournal(tx, lines),
    async () => deps.beside?.(),
    () => notifyLiveTopics(tx, [...liveChanges(writes), ...(deps.alsoTell ?? [])]),
    async () => {
      await raiseAll(tx, raised, deps);
      await settleWhatIsHeard(tx, keys, now);
    },
  );
}

function unroutedIncident({ incidentId, routed }: AppliedEvent): { id: string; reason: string }[] {
  if (incidentId === null || routed === null || routed.unrouted === null) return [];
  return [{ id: incidentId, reason: routed.unrouted }];
}

function movedKey(work: KeyWork): LockedKey[] {
  const id = currentIncidentId(work);
  return id === work.key.currentIncidentId ? [] : [{ ...work.key, currentIncidentId: id }];
}

interface KeyChanges {
  incidents: Parameters<typeof saveIncidents>[1];
  intervals: Parameters<typeof replaceIntervals>[1][number][];
  /** Component (0: none) → when its downtime changed. */
  dirty: [componentId: number, mark: LedgerMark][];
}

function changesOfKey(work: KeyWork): KeyChanges {
  const changes: KeyChanges = { incidents: [], intervals: [], dirty: [] };
  if (work.history === work.before) return changes;
  const before = intervalsById(work.before);
  const after = intervalsById(work.history);
  const incidents = [...work.incidents.values()].filter((row) => after.has(row.id) || before.has(row.id));
  for (const row of incidents) {
    const stored = work.stored.get(row.id);
    const old = stored === undefined ? [] : (before.get(row.id) ?? []);
    const next = after.get(row.id) ?? [];
    if (stored === undefined || JSON.stringify(stored) !== JSON.stringify(row))
      changes.incidents = [...changes.incidents, row];
    const kept = countEqual(old, next);
    const mark = changedTime(old.slice(kept), next.slice(kept));
    if (mark !== null) changes.intervals.push({ id: row.id, kept, intervals: next.slice(kept) });
    const component = row.componentId ?? unmappedComponent;
    const componentBefore = stored === undefined ? component : (stored.componentId ?? unmappedComponent);
    if (componentBefore !== component) {
      const whole = changedTime(old, next) ?? { from: row.openedAt, to: null };
      changes.dirty.push([componentBefore, whole], [component, whole]);
    } else if (mark !== null) {
      changes.dirty.push([component, mark]);
    }
  }
  return changes;
}

function intervalsById(history: KeyHistory): Map<string, IncidentInterval[]> {
  return new Map(history.incidents.map((incident) => [incident.id, incidentIntervals(incident)]));
}

/** How many intervals two lists have in common from their beginning on. */
function countEqual(old: readonly IncidentInterval[], next: readonly IncidentInterval[]): number {
  const differs = next.findIndex((interval, i) => JSON.stringify(interval) !== JSON.stringify(old[i]));
  return differs === -1 ? next.length : differs;
}

/** The time that is told differently now; null where nothing is. */
function changedTime(old: readonly IncidentInterval[], next: readonly IncidentInterval[]): LedgerMark | null {
  const told = [...old, ...next];
  if (told.length === 0) return null;
  const ends = told.map(({ endedAt }) => endedAt);
  return {
    from: Math.min(...told.map(({ startedAt }) => startedAt)),
    to: ends.includes(null) ? null : Math.max(...ends.map((end) => end!)),
  };
}

function dirtyMarks(changes: readonly KeyChanges[]): Map<number, LedgerMark> {
  const marks = new Map<number, LedgerMark>();
  for (const [component, mark] of changes.flatMap((change) => change.dirty)) {
    marks.set(component, coverMarks(marks.get(component), mark));
  }
  return marks;
}

function eventRow(applied: AppliedEvent, deps: ApplyDeps): EventRow {
  const { incoming, change, context, incidentId, monitorId, componentId } = applied;
  const { event } = incoming;
  return {
    receivedAt: incoming.receivedAt,
    deliveryId: incoming.deliveryId,
    ordinal: incoming.ordinal,
    manualActId: incoming.manualActId,
    sourceId: incoming.source.id,
    correlationKey: event.correlationKey,
    type: event.type,
    change,
    occurredAt: incoming.at,
    timeBasis: incoming.basis,
    startedAt: incoming.timed?.startedAt ?? null,
    monitorId,
    monitorExternalId: event.monitor?.id ?? null,
    monitorName: event.monitor?.name ?? null,
    componentId: applied.incident?.componentId ?? componentId,
    incidentId,
    severity: event.severity,
    summary: event.summary,
    url: event.url,
    labels: event.labels,
    drift: event.drift,
    context,
    ruleSetId: context === null ? null : deps.routing.rules.id,
    rulesFired: applied.routed?.fired ?? [],
    rulesFailed: applied.routed?.failed ?? [],
    normaliserVersion: incoming.normaliserVersion,
  };
}

function journalLine({ incoming, change, incident }: AppliedEvent, now: EpochMs): JournalEntry[] {
  if (incident === null) return [];
  const { actor, deliveryId, ordinal } = incoming;
  const said = incoming.act === undefined ? {} : { reason: incoming.act.reason, ...incoming.act.details };
  return [
    {
      at: now,
      actorKind: actor.kind,
      actor: actor.name,
      verb: incoming.act?.verb ?? `incident.${change}`,
      subjectKind: "incident",
      subjectId: incident.id,
      details: { deliveryId, ordinal, ...said },
    },
  ];
}

/** What live pages are to be told of. */
function liveChanges({ applied, book }: BatchWrites): { topic: LiveTopic; id: string }[] {
  const incident = applied.find((one) => one.incident !== null)?.incidentId ?? null;
  const obligation = book.newObligations[0] ?? book.changedObligations[0] ?? null;
  return [
    ...(incident === null ? [] : [{ topic: "incident" as const, id: incident }]),
    ...(obligation === null ? [] : [{ topic: "obligation" as const, id: obligation.id }]),
  ];
}
