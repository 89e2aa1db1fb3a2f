import type { WeightedSpan } from "./count-segments.ts";
import { toMillionths, trimDecimal } from "./money.ts";
import { lengthMs, type Span } from "./spans.ts";

/** Agreed service time and what of it was down. */
export interface ServiceTime {
  /** Milliseconds. */
  agreedMs: number;
  /** Weighted, in millionths of a millisecond. */
  downMillionths: bigint;
}

/** A target or a threshold: a percentage as decimal text, `99.95`. */
export type Percentage = string;

const million = 1_000_000n;
const whole = 100n * million;

/** A and D of a span of time: what was agreed within it, and the weighted downtime within that. */
export function serviceTime(agreed: readonly Span[], down: readonly WeightedSpan[]): ServiceTime {
  return { agreedMs: lengthMs(agreed), downMillionths: weightWithin(down, agreed) };
}

/** Σ length × weight of what lies within `agreed`; both sorted and disjoint. */
function weightWithin(down: readonly WeightedSpan[], agreed: readonly Span[]): bigint {
  let sum = 0n;
  let i = 0;
  for (const { from, to, weight } of down) {
    while (i < agreed.length && agreed[i]!.to <= from) i++;
    for (let k = i; k < agreed.length && agreed[k]!.from < to; k++) {
      const lengthMs = Math.min(to, agreed[k]!.to) - Math.max(from, agreed[k]!.from);
      sum += BigInt(lengthMs) * weight;
    }
  }
  return sum;
}

/** 1 − D/A in percent, cut after `decimals`, never rounded up: while anything was down it never reads 100. Null where
 *  nothing was agreed. */
export function availabilityText({ agreedMs, downMillionths }: ServiceTime, decimals: number): string | null {
  if (agreedMs === 0) return null;
  const agreed = BigInt(agreedMs) * million;
  const scaled = ((agreed - downMillionths) * 100n * 10n ** BigInt(decimals)) / agreed;
  const text = scaled.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** Whether 1 − D/A is less than a percentage, as exact fractions. False where nothing was agreed. */
export function isBelow({ agreedMs, downMillionths }: ServiceTime, percentage: Percentage): boolean {
  return downMillionths * whole > BigInt(agreedMs) * million * (whole - toMillionths(percentage));
}

/** Compares two availabilities as exact fractions: negative where the first is worse. Nothing agreed is the best. */
export function compareAvailability(a: ServiceTime, b: ServiceTime): number {
  if (a.agreedMs === 0 || b.agreedMs === 0) return a.agreedMs === b.agreedMs ? 0 : a.agreedMs === 0 ? 1 : -1;
  const difference = b.downMillionths * BigInt(a.agreedMs) - a.downMillionths * BigInt(b.agreedMs);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/** (1 − percentage) × A − D in milliseconds, rounded down: how much more weighted downtime the percentage bears; negative
 *  once it is crossed. */
export function budgetLeftMs({ agreedMs, downMillionths }: ServiceTime, percentage: Percentage): number {
  const allowed = BigInt(agreedMs) * million * (whole - toMillionths(percentage));
  return Number(floorDivide(allowed - downMillionths * whole, whole * million));
}

/** Weighted time in seconds, exact: `3_000_500_000n` → `3.0005`. */
export function exactSeconds(millionths: bigint): string {
  const text = millionths.toString().padStart(10, "0");
  return trimDecimal(`${text.slice(0, -9)}.${text.slice(-9)}`);
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
