import { budgetLeftMs, isBelow, type Percentage, type ServiceTime } from "./availability.ts";
import { divideHalfUp, minorUnitDigits, toMillionths } from "./money.ts";

/** A customer gets `percent` of the fee back while availability is below `below`; the lowest band that holds counts. */
export interface CreditBand {
  below: Percentage;
  percent: number;
}

export interface Fee {
  amount: string;
  currency: string;
  per: "month" | "quarter" | "year";
}

/** The part of a month in which a contract held, as a fraction of it. */
export interface Share {
  of: number;
  in: number;
}

const monthsOf: Record<Fee["per"], bigint> = { month: 1n, quarter: 3n, year: 12n };

/** The band that availability has fallen into; null where none. Bands are half-open: exactly 99.95 is not below 99.95. */
export function creditBand(time: ServiceTime, bands: readonly CreditBand[]): CreditBand | null {
  return sortBands(bands).find((band) => isBelow(time, band.below)) ?? null;
}

/** Minor units of a percentage of one month's fee, for the share of the month in which the contract held: rounded once. */
export function creditAmount(fee: Fee, percent: number, share: Share): bigint {
  const scale = 1_000_000n;
  const dividend =
    toMillionths(fee.amount) *
    toMillionths(String(percent)) *
    BigInt(share.of) *
    10n ** BigInt(minorUnitDigits(fee.currency));
  return divideHalfUp(dividend, scale * scale * 100n * monthsOf[fee.per] * BigInt(share.in));
}

/** The next band that more downtime crosses, and how much more that is in milliseconds of full outage. */
export interface NextBand extends CreditBand {
  leftMs: number;
}

/** Null where the lowest is crossed already. */
export function nextBand(time: ServiceTime, bands: readonly CreditBand[]): NextBand | null {
  const next = sortBands(bands).findLast((band) => !isBelow(time, band.below));
  return next === undefined ? null : { ...next, leftMs: budgetLeftMs(time, next.below) };
}

/** Lowest first. */
function sortBands(bands: readonly CreditBand[]): CreditBand[] {
  return bands.toSorted((a, b) => (toMillionths(a.below) < toMillionths(b.below) ? -1 : 1));
}
