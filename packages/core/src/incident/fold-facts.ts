import type { TimeBasis } from "../event/normalised-event.ts";
import type { Severity } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";
import type { Fact, FactKind } from "./fact.ts";
import { type KeyState, nextKeyState } from "./key-state.ts";

/** A time with one severity, `[from, to)`; `to` null: still running. */
export interface SeverityPiece {
  from: EpochMs;
  to: EpochMs | null;
  severity: Severity;
}

/** A continuous time in which the key was down, `[startedAt, endedAt)`. Its pieces cover it without gaps. */
export interface Outage<F extends Fact = Fact> {
  startedAt: EpochMs;
  startBasis: TimeBasis;
  endedAt: EpochMs | null;
  endBasis: TimeBasis | null;
  acknowledgedAt: EpochMs | null;
  pieces: SeverityPiece[];
  /** false: no statement within it named a severity; its pieces show what its opening or its resolve said. */
  isSeverityStated: boolean;
  /** The statements within it, from the one that opened to the one that ended it. */
  facts: F[];
}

export interface Fold<F extends Fact = Fact> {
  /** In order of time. Only the last can be running. */
  outages: Outage<F>[];
  state: KeyState;
}

/**
 * The history of one key from the set of what was ever said about it: order, repetition and batching of the input make
 * no difference. At one instant: acknowledged and updated first; then, if the key was down before, resolved, opened, else
 * opened, resolved. Of several severities said at one instant the worst holds.
 */
export function foldFacts<F extends Fact>(facts: readonly F[]): Fold<F> {
  const outages: Outage<F>[] = [];
  let state: KeyState = "closed";
  for (const group of byInstant(facts)) {
    const ranks: Record<FactKind, number> = state === "closed" ? ranksWhenUp : ranksWhenDown;
    group.sort((a, b) => ranks[a.kind] - ranks[b.kind] || compareWithinKind(a, b));
    let said: Severity = "unknown";
    for (const fact of group) {
      const next: KeyState = nextKeyState[state][fact.kind];
      const outage = outages.at(-1);
      if (state === "closed") {
        if (next !== "closed") outages.push(startOutage(fact));
      } else if (outage !== undefined) {
        outage.facts.push(fact);
        if (fact.kind === "acknowledged") outage.acknowledgedAt ??= fact.at;
        if (fact.kind !== "began" && fact.severity !== "unknown") said = fact.severity;
        if (fact.kind === "resolved") {
          setSeverity(outage, fact.at, said);
          endOutage(outage, fact);
          said = "unknown";
        }
      }
      state = next;
    }
    if (state !== "closed") setSeverity(outages.at(-1)!, group[0]!.at, said);
  }
  return { outages, state };
}

const ranksWhenUp = { acknowledged: 0, updated: 1, began: 2, opened: 3, resolved: 4 };
const ranksWhenDown = { acknowledged: 0, updated: 1, resolved: 2, began: 3, opened: 4 };
const severityRanks: Record<Severity, number> = { unknown: 0, info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const basisRanks: Record<TimeBasis, number> = { received: 0, sender: 1, adjusted: 2 };

// The worst last, where the last word holds; of several proven starts the first opens.
function compareWithinKind(a: Fact, b: Fact): number {
  const bySeverity = severityRanks[a.severity] - severityRanks[b.severity];
  return (a.kind === "began" ? -bySeverity : bySeverity) || basisRanks[a.basis] - basisRanks[b.basis];
}

function byInstant<F extends Fact>(facts: readonly F[]): F[][] {
  const sorted = [...facts].sort((a, b) => a.at - b.at);
  const groups: F[][] = [];
  for (const fact of sorted) {
    const last = groups.at(-1);
    if (last?.[0]?.at === fact.at) last.push(fact);
    else groups.push([fact]);
  }
  return groups;
}

function startOutage<F extends Fact>(fact: F): Outage<F> {
  return {
    startedAt: fact.at,
    startBasis: fact.basis,
    endedAt: null,
    endBasis: null,
    acknowledgedAt: null,
    pieces: [{ from: fact.at, to: null, severity: fact.severity }],
    isSeverityStated: fact.kind !== "began" && fact.severity !== "unknown",
    facts: [fact],
  };
}

function endOutage(outage: Outage, fact: Fact): void {
  outage.endedAt = fact.at;
  outage.endBasis = fact.basis;
  if (outage.pieces.length > 1 && outage.pieces.at(-1)!.from === fact.at) outage.pieces.pop();
  outage.pieces.at(-1)!.to = fact.at;
}

function setSeverity(outage: Outage, at: EpochMs, severity: Severity): void {
  if (severity === "unknown") return;
  // What is known from its resolve alone has that severity only until a statement of its own time names one.
  const isProvisional = outage.facts[0]!.kind === "began" && !outage.isSeverityStated;
  outage.isSeverityStated = true;
  const last = outage.pieces.at(-1)!;
  if (isProvisional || last.from === at) last.severity = severity;
  else if (last.severity !== severity) {
    last.to = at;
    outage.pieces.push({ from: at, to: null, severity });
  }
}
