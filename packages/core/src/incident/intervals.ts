import type { TimeBasis } from "../event/normalised-event.ts";
import type { Severity } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";
import type { IncidentView } from "./assign-outages.ts";
import type { TimeMark } from "./fact.ts";

/** A continuous time in which an incident was down with one severity, `[startedAt, endedAt)`; null: still down. */
export interface IncidentInterval {
  startedAt: EpochMs;
  endedAt: EpochMs | null;
  severity: Severity;
  startBasis: TimeBasis;
  endBasis: TimeBasis | null;
  /** Why a time of it is not what the sender said; null where it is. */
  marked: TimeMark | null;
}

/** The rows of `incident_intervals` of one incident, in order of time. A change of severity is told by the sender. */
export function incidentIntervals(incident: IncidentView): IncidentInterval[] {
  return incident.outages.flatMap((outage) =>
    outage.pieces.map((piece, index) => {
      const isLast = index === outage.pieces.length - 1;
      return {
        startedAt: piece.from,
        endedAt: piece.to,
        severity: piece.severity,
        startBasis: index === 0 ? outage.startBasis : basisAt(outage.facts, piece.from),
        endBasis: isLast ? outage.endBasis : basisAt(outage.facts, piece.to!),
        marked:
          (index === 0 ? outage.facts[0]!.mark : null) ??
          (isLast && piece.to !== null ? outage.facts.at(-1)!.mark : null),
      };
    }),
  );
}

function basisAt(facts: readonly { at: EpochMs; basis: TimeBasis }[], at: EpochMs): TimeBasis {
  return facts.find((fact) => fact.at === at)?.basis ?? "sender";
}
