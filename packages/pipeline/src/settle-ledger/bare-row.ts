import { type LedgerRow, type Segment, weightedMilliseconds } from "@signalbox/core";

/** A line with its figures, and nothing of what is frozen at posting. */
export function bareRow(segment: Segment, componentKey: string | null): LedgerRow {
  return {
    ...segment,
    timeBasis: segment.basis,
    weightedMs: weightedMilliseconds(segment),
    componentKey,
    componentName: null,
    tier: null,
    team: null,
    costCentre: null,
    glAccount: null,
    title: "",
    source: "",
    hasTarget: false,
    customers: [],
    ticketRefs: [],
    marks: [...segment.marks],
  };
}
