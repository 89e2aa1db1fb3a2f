import type { Severity } from "../event/severity.ts";
import { type EpochMs, toIso } from "../shared/time.ts";

/** How bad an incident is for the ledger. */
export type Impact = "outage" | "degraded" | "none";

/** How downtime is counted; versioned, and each entry names its version. See docs/ledger.md. */
export interface LedgerPolicy {
  version: number;
  /** IANA zone in which months begin. */
  timeZone: string;
  impact: Readonly<Record<Severity, Impact>>;
  /** Decimal texts between 0 and 1 with at most six decimals. */
  weights: Readonly<Record<Impact, string>>;
  /** `shrink`: announced maintenance leaves downtime and service time; `keep`: only the downtime. */
  maintenance: "shrink" | "keep";
  /** How long before its beginning maintenance must have been announced to count. */
  noticeMinutes: number;
  /** Key of the calendar whose business hours are the service hours; null = around the clock. */
  serviceHours: string | null;
  start: "sender" | "received";
  blind: "count" | "exclude";
  /** Decimals of an availability. */
  decimals: number;
}

/** What a policy says before anybody changes it. */
export const defaultPolicy: Omit<LedgerPolicy, "version"> = {
  timeZone: "UTC",
  impact: { critical: "outage", high: "outage", unknown: "outage", medium: "degraded", low: "none", info: "none" },
  weights: { outage: "1", degraded: "0.5", none: "0" },
  maintenance: "shrink",
  noticeMinutes: 0,
  serviceHours: null,
  start: "sender",
  blind: "count",
  decimals: 4,
};

/** A policy with the time in which it holds; `to` null = until further notice. */
export type DatedPolicy = LedgerPolicy & { from: EpochMs; to: EpochMs | null };

/** The policy that holds at an instant. Throws where none does: a figure would be a guess. */
export function policyInForce(policies: readonly DatedPolicy[], at: EpochMs): DatedPolicy {
  const found = policies.find((policy) => policy.from <= at && (policy.to === null || at < policy.to));
  if (found === undefined) throw new Error(`no ledger policy holds at ${toIso(at)}`);
  return found;
}
