import type { LedgerPolicy } from "@signalbox/contract";

export const severities = ["critical", "high", "unknown", "medium", "low", "info"] as const;

/** A policy in words, by the names of its fields. */
export function policyFacts(policy: LedgerPolicy): [name: string, value: string][] {
  const { weights, maintenance, noticeMinutes, serviceHours, start, blind, decimals } = policy;
  return [
    ["Months begin in", policy.timeZone],
    ["Impact", severities.map((severity) => `${severity} → ${policy.impact[severity]}`).join(", ")],
    ["Weights", `outage ${weights.outage}, degraded ${weights.degraded}, none ${weights.none}`],
    [
      "Announced maintenance",
      maintenance === "shrink" ? "leaves downtime and agreed time" : "leaves downtime, not agreed time",
    ],
    [
      "Announced",
      noticeMinutes === 0 ? "before it begins at the latest" : `at least ${noticeMinutes} minutes before it begins`,
    ],
    ["Service hours", serviceHours === "24x7" ? "around the clock" : `calendar ${serviceHours}`],
    ["Downtime begins", start === "sender" ? "when the sender says so" : "when it was received"],
    ["While Signalbox was away", blind === "count" ? "downtime counts" : "downtime does not count"],
    ["Availability", `${decimals} decimals, cut and never rounded up`],
  ];
}
