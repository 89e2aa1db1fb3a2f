import type { Span } from "../../ledger/spans.ts";
import type { EpochMs } from "../../shared/time.ts";
import { type CalendarEvent, type OnCallCalendar, occurrence, occurrenceAt, readCalendar } from "./read-calendar.ts";

/** Whom a calendar names for an instant. */
export interface CalendarPerson {
  email: string | null;
  name: string | null;
  summary: string;
  /** Of the event, ISO 8601. */
  from: string;
  to: string;
}

export type CalendarAnswerOutcome =
  | { outcome: "found"; person: CalendarPerson }
  | { outcome: "nobody" }
  | { outcome: "unreadable"; reason: string };

/** Who is on call at an instant by an iCalendar (RFC 5545). Never throws; what can't be read for certain is said, not guessed. */
export function whoInCalendar(text: string, at: EpochMs): CalendarAnswerOutcome {
  const read = readCalendar(text);
  if (read.outcome === "unreadable") return read;
  const found = underWay(read.calendar, at);
  if (found === null) return { outcome: "nobody" };
  const { email, name, summary } = found.event;
  const [from, to] = [new Date(found.from).toISOString(), new Date(found.to).toISOString()];
  return { outcome: "found", person: { email, name, summary, from, to } };
}

/** Of the events that are under way the one that began last, so that an override lies over a rota. */
export function underWay({ events }: OnCallCalendar, at: EpochMs): (Span & { event: CalendarEvent }) | null {
  const under = events.flatMap((event) => {
    const number = occurrenceAt(event, at);
    if (number < 0) return [];
    const { from, to } = occurrence(event, number);
    return at < to && !event.leftOut.has(from) ? [{ from, to, event }] : [];
  });
  return under.toSorted((one, other) => other.from - one.from || one.to - other.to)[0] ?? null;
}

/** The first instant after `at` at which an event begins or ends; null where none does any more. One that is left out may be
 *  among them: there nothing changes. */
export function nextEdge({ events }: OnCallCalendar, at: EpochMs): EpochMs | null {
  let next: EpochMs | null = null;
  const note = (edge: EpochMs) => {
    if (edge > at && (next === null || edge < next)) next = edge;
  };
  for (const event of events) {
    const number = occurrenceAt(event, at);
    if (number >= 0) note(occurrence(event, number).to);
    if (number >= 0 && event.repeat === null) continue;
    const following = occurrence(event, number + 1);
    const { count = null, until = null } = event.repeat ?? {};
    if ((count === null || number + 1 < count) && (until === null || following.from <= until)) note(following.from);
  }
  return next;
}
