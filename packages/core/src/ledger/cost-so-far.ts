import type { IncidentInterval } from "../incident/intervals.ts";
import type { ExclusionSettings } from "./excluded-time.ts";
import { formatMinor, type Rate, rateAt } from "./money.ts";
import type { DatedPolicy } from "./policy.ts";
import { segmentsOf } from "./segments.ts";

/**
 * What one incident has cost up to `now`, in units of its currency, rounded to the minor unit as the ledger does; null where
 * some counted instant has no rate or the currency changed. Asked alone: what another incident of the component overlaps,
 * and the ledger counts once, counts here too. Null too before any policy held.
 */
export function costSoFar(given: {
  intervals: readonly Pick<IncidentInterval, "startedAt" | "endedAt" | "severity">[];
  policies: readonly DatedPolicy[];
  rates: readonly Rate[];
  excluded: ExclusionSettings;
  now: number;
}): number | null {
  const { intervals, policies, rates, excluded, now } = given;
  const told = intervals.filter(({ startedAt }) => startedAt <= now);
  if (told.some(({ startedAt }) => !policies.some((policy) => policy.from <= startedAt))) return null;
  const segments = segmentsOf({
    ...excluded,
    policies,
    rates,
    now,
    adjustments: [],
    intervals: told.map((one) => ({ ...one, incidentId: "", basis: "sender", marked: null, receivedAt: null })),
  });
  const currency = segments[0]?.currency ?? rateAt(rates, now)?.currency ?? null;
  if (currency === null || segments.some((one) => one.costMinor === null || one.currency !== currency)) return null;
  const minor = segments.reduce((sum, { costMinor }) => sum + costMinor!, 0n);
  return Number(formatMinor(minor, currency));
}
