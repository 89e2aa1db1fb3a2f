import type { Adjustment } from "./adjust-pieces.ts";
import type { LedgerInputs } from "./count-segments.ts";
import type { DownInterval } from "./down-pieces.ts";
import { formatMinor } from "./money.ts";
import { type DatedPolicy, defaultPolicy, type LedgerPolicy } from "./policy.ts";
import { type Segment, segmentsOf } from "./segments.ts";

/** `10:05:00` on 20 November 2026, or a whole instant. For tests only. */
export const at = (text: string): number => Date.parse(text.includes("T") ? text : `2026-11-20T${text}Z`);

export function policy(own: Partial<LedgerPolicy & { from: number; to: number | null }> = {}): DatedPolicy {
  return { ...defaultPolicy, version: 1, from: 0, to: null, ...own };
}

/** Settings of the worked examples: EUR 120.00 a minute, around the clock. */
export function ledgerInputs(own: Partial<LedgerInputs> = {}, ownPolicy: Partial<LedgerPolicy> = {}): LedgerInputs {
  return {
    intervals: [],
    adjustments: [],
    policies: [policy(ownPolicy)],
    maintenance: [],
    exclusions: [],
    blind: [],
    serviceTime: (_, within) => [within],
    rates: [{ from: 0, to: null, perMinute: "120.00", currency: "EUR" }],
    now: at("23:00:00"),
    ...own,
  };
}

export function down(
  incidentId: string,
  from: string,
  to: string | null,
  severity: DownInterval["severity"] = "critical",
  own: Partial<DownInterval> = {},
): DownInterval {
  return {
    incidentId,
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
    severity,
    basis: "sender",
    marked: null,
    receivedAt: at(from),
    ...own,
  };
}

export function adjust(incidentId: string, from: string, to: string, own: Partial<Adjustment>): Adjustment {
  return {
    id: `${from}-${to}`,
    incidentId,
    from: at(from),
    to: at(to),
    decidedAt: 0,
    verdict: "void",
    impact: null,
    reason: "why",
    ...own,
  };
}

/** A segment in seconds and in money, as the examples tell it. */
export function inSeconds(segment: Segment) {
  return {
    gross: segment.grossMs / 1000,
    excluded: segment.excludedMs / 1000,
    overlap: segment.overlapMs / 1000,
    net: segment.netMs / 1000,
    cost: segment.costMinor === null ? null : formatMinor(segment.costMinor, segment.currency!),
  };
}

export function lines(
  intervals: DownInterval[],
  own: Partial<LedgerInputs> = {},
  ownPolicy: Partial<LedgerPolicy> = {},
) {
  return segmentsOf(ledgerInputs({ intervals, ...own }, ownPolicy)).map(inSeconds);
}
