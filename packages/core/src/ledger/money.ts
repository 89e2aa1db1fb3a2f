import type { EpochMs } from "../shared/time.ts";
import { cutAt, type Span } from "./spans.ts";

/** What a component costs while it is down, in `[from, to)`; `to` null = until further notice. */
export interface Rate {
  from: EpochMs;
  to: EpochMs | null;
  /** Decimal text, at most six decimals. */
  perMinute: string;
  currency: string;
}

const scale = 1_000_000n;

/** A decimal text of at most six decimals as millionths. Throws RangeError where it is none. */
export function toMillionths(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,6})0*)?$/.exec(decimal);
  if (match === null) throw new RangeError(`"${decimal}" is no decimal number with at most six decimals`);
  const value = BigInt(match[2]!) * scale + BigInt((match[3] ?? "").padEnd(6, "0"));
  return match[1] === "-" ? -value : value;
}

/** The same number without zeros that say nothing: `120.00` → `120`, `0.50` → `0.5`. */
export function trimDecimal(decimal: string): string {
  if (!decimal.includes(".")) return decimal;
  let end = decimal.length;
  while (decimal[end - 1] === "0") end--;
  return decimal.slice(0, decimal[end - 1] === "." ? end - 1 : end);
}

const digitsOf = new Map<string, number>();

/** Decimals of a currency's minor unit by ISO 4217: EUR 2, JPY 0, KWD 3. */
export function minorUnitDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/** Minor units as a decimal text: `formatMinor(150000n, "EUR")` → `1500.00`. */
export function formatMinor(minor: bigint, currency: string): string {
  const digits = minorUnitDigits(currency);
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const sign = minor < 0n ? "-" : "";
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The other way round: `parseMinor("1500.00", "EUR")` → 150000n. Throws RangeError for what is no such amount. */
export function parseMinor(amount: string, currency: string): bigint {
  const digits = minorUnitDigits(currency);
  const scaled = toMillionths(amount);
  const unit = 10n ** BigInt(6 - digits);
  if (scaled % unit !== 0n) throw new RangeError(`"${amount}" has more decimals than ${currency} has`);
  return scaled / unit;
}

/** Exact cost of weighted time, in millionths of a millionth of a currency unit per 60,000 ms; only `roundCost` turns it into money. */
export type ExactCost = bigint;

/** A piece of counted time with one rate; `rate` null: none held. */
export interface RatedPiece extends Span {
  rate: Rate | null;
}

/** Counted time cut wherever the rate changes. */
export function ratedPieces(counted: readonly Span[], rates: readonly Rate[]): RatedPiece[] {
  const cuts = rates.flatMap((rate) => (rate.to === null ? [rate.from] : [rate.from, rate.to]));
  return counted.flatMap((span) => cutAt(span, cuts)).map((piece) => ({ ...piece, rate: rateAt(rates, piece.from) }));
}

/** Σ ms × weight × rate over the pieces; null where some piece has no rate. */
export function exactCost(pieces: readonly RatedPiece[], weight: string): ExactCost | null {
  let sum = 0n;
  for (const { from, to, rate } of pieces) {
    if (rate === null) return null;
    sum += BigInt(to - from) * toMillionths(weight) * toMillionths(rate.perMinute);
  }
  return sum;
}

/** Rounded half up to the currency's minor unit. */
export function roundCost(cost: ExactCost, currency: string): bigint {
  return divideHalfUp(cost * 10n ** BigInt(minorUnitDigits(currency)), 60_000n * scale * scale);
}

/** `dividend / divisor` rounded half up; both not negative. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

export function rateAt(rates: readonly Rate[], at: EpochMs): Rate | null {
  return rates.find((rate) => rate.from <= at && (rate.to === null || at < rate.to)) ?? null;
}
