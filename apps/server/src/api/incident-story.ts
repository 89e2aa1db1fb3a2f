import type { ActionDetail, Event, TimelineEntry } from "@signalbox/contract";
import { formatId, toIso } from "@signalbox/core";
import type { listJournalOf } from "@signalbox/database";

type JournalRow = Awaited<ReturnType<typeof listJournalOf>>[number];

/** Everything that happened to one incident, oldest first: what was reported, what was done about it, who did what. */
export function tellStory(told: { events: Event[]; actions: ActionDetail[]; journal: JournalRow[] }): TimelineEntry[] {
  // A report is told by its event, an act by hand by its journal line, which says who; each has both.
  const lines = [
    ...told.events.filter((event) => event.deliveryId !== null).map(tellEvent),
    ...told.actions.map(tellAction),
    ...told.journal.filter((row) => row.actorKind !== "sender").map(tellJournal),
  ];
  return lines.sort((one, other) => one.at.localeCompare(other.at) || order[one.kind] - order[other.kind]);
}

// At the same instant: the cause before what it caused.
const order: Record<TimelineEntry["kind"], number> = { event: 0, journal: 1, action: 2 };

function tellEvent(event: Event): TimelineEntry {
  return {
    at: event.receivedAt,
    kind: "event",
    what: event.change,
    actor: event.source,
    text: event.summary,
    state: event.severity,
    ref: { kind: "delivery", id: event.deliveryId ?? event.id },
  };
}

function tellAction(action: ActionDetail): TimelineEntry {
  const last = action.attempts.at(-1);
  const where = [action.connection, action.externalId].filter((part) => part !== null).join(" ");
  const tries = action.attempts.length > 0 ? `attempt ${action.attempts.length}` : null;
  const took = last?.durationMs != null ? `${last.durationMs} ms` : null;
  return {
    at: action.finishedAt ?? last?.startedAt ?? action.madeAt,
    kind: "action",
    what: `${action.kind} ${action.verb}`,
    actor: action.rule,
    text: [where, action.reason, tries, took].filter((part) => part !== null && part !== "").join(" · "),
    state: action.state,
    ref: { kind: "action", id: action.id },
  };
}

function tellJournal(row: JournalRow): TimelineEntry {
  const { reason, note, into, until } = row.details;
  const text = [reason, note].filter((part) => typeof part === "string" && part !== "").join(" · ");
  const ref = typeof into === "string" ? { kind: "incident" as const, id: formatId("inc", into) } : null;
  const state = typeof until === "string" ? until : null;
  return { at: toIso(row.at), kind: "journal", what: row.verb, actor: row.actor, text, state, ref };
}
