import type { NormalisedEvent, TimeBasis } from "../event/normalised-event.ts";
import type { Severity } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";

/** What a statement says about a key. `began`: a resolve said that the outage it ends began then. */
export type FactKind = "began" | "opened" | "acknowledged" | "updated" | "resolved";

/** One distinct statement about a key. Facts are a set: the order and the number of their arrivals leave no trace. */
export interface Fact {
  at: EpochMs;
  kind: FactKind;
  /** `unknown` says nothing about the severity; a `resolved` always has it. */
  severity: Severity;
  basis: TimeBasis;
  /** For people; no part of what makes statements equal. */
  mark: TimeMark | null;
}

/** Why a time was not taken as it was said. */
export type TimeMark = "sender-time-in-future" | "ended-before-started" | "start-in-future";

/** An event with the time that counts: never null, never later than its receipt by more than 5 minutes. */
export interface TimedEvent {
  type: "opened" | "acknowledged" | "updated" | "resolved";
  at: EpochMs;
  /** On `resolved`: the proven start, always before `at`; else null. */
  startedAt: EpochMs | null;
  basis: TimeBasis;
  severity: Severity;
  marks: TimeMark[];
}

export const futureToleranceMs = 5 * 60_000;

/** The time that counts for an event that was received at `receivedAt`: the sender's, else the receipt. */
export function timeEvent(
  event: Pick<NormalisedEvent, "occurredAt" | "startedAt" | "severity"> & { type: TimedEvent["type"] },
  receivedAt: EpochMs,
): TimedEvent {
  const marks: TimeMark[] = [];
  const said = event.occurredAt;
  const isFuture = said !== null && said > receivedAt + futureToleranceMs;
  if (isFuture) marks.push("sender-time-in-future");
  const basis: TimeBasis = said === null || isFuture ? "received" : "sender";
  let at = said === null || isFuture ? receivedAt : said;
  let startedAt = event.type === "resolved" ? event.startedAt : null;
  if (startedAt !== null && startedAt > receivedAt + futureToleranceMs) {
    marks.push("start-in-future");
    startedAt = null;
  }
  if (startedAt !== null && startedAt >= at) {
    if (startedAt > at) marks.push("ended-before-started");
    // Ends what began then with length zero; an opening of its own here would re-open a key that is down at that instant.
    at = startedAt;
    startedAt = null;
  }
  return { type: event.type, at, startedAt, basis, severity: event.severity, marks };
}

/** What an event states: one fact, or two where a resolve carries the start. */
export function factsOf(event: TimedEvent): Fact[] {
  const { at, basis, severity, startedAt } = event;
  const mark = event.marks[0] ?? null;
  if (event.type !== "resolved") return [{ at, kind: event.type, severity, basis, mark }];
  const ended: Fact = { at, kind: "resolved", severity: "unknown", basis, mark };
  if (startedAt === null) return [ended];
  const saidBy: TimeBasis = basis === "adjusted" ? "adjusted" : "sender";
  return [{ at: startedAt, kind: "began", severity, basis: saidBy, mark: null }, ended];
}

/** Equal for equal statements. */
export function factIdentity(fact: Fact): string {
  return `${fact.at} ${fact.kind} ${fact.severity} ${fact.basis}`;
}
