import type { EpochMs } from "../shared/time.ts";
import { budgetLeftMs, type Percentage, type ServiceTime } from "./availability.ts";
import type { Span } from "./spans.ts";

/** How an error budget stands in the midst of a month. */
export interface BudgetForecast {
  /** (1 − target) × A of the whole month, in milliseconds, rounded down. */
  wholeMs: number;
  /** What is left of it if nothing more happens; negative once the target is missed. */
  leftMs: number;
  /** How fast it burns: 1 uses it up exactly at the end, by three decimals; null before any agreed time has passed. */
  burn: string | null;
  /** When it is used up if it goes on as it did; null where it lasts. */
  exhaustedAt: EpochMs | null;
}

/** @param agreed that of the whole month, in order of time
 *  @param down that of the month so far */
export function forecastBudget(
  target: Percentage,
  agreed: readonly Span[],
  downMillionths: bigint,
  now: EpochMs,
): BudgetForecast {
  const whole: ServiceTime = { agreedMs: agreed.reduce((sum, { from, to }) => sum + (to - from), 0), downMillionths };
  const elapsedMs = agreed.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, now) - from), 0);
  const wholeMs = budgetLeftMs({ ...whole, downMillionths: 0n }, target);
  const leftMs = budgetLeftMs(whole, target);
  return {
    wholeMs,
    leftMs,
    burn: burnText({ wholeMs, agreedMs: whole.agreedMs, elapsedMs, downMillionths }),
    exhaustedAt: leftMs <= 0 ? null : exhaustion(agreed, { leftMs, elapsedMs, downMillionths, now }),
  };
}

function burnText(given: {
  wholeMs: number;
  agreedMs: number;
  elapsedMs: number;
  downMillionths: bigint;
}): string | null {
  const { wholeMs, agreedMs, elapsedMs, downMillionths } = given;
  if (elapsedMs === 0 || wholeMs === 0) return null;
  const thousandths = (downMillionths * BigInt(agreedMs)) / (BigInt(wholeMs) * BigInt(elapsedMs) * 1_000n);
  const text = thousandths.toString().padStart(4, "0");
  return `${text.slice(0, -3)}.${text.slice(-3)}`;
}

function exhaustion(
  agreed: readonly Span[],
  given: { leftMs: number; elapsedMs: number; downMillionths: bigint; now: EpochMs },
): EpochMs | null {
  if (given.downMillionths === 0n) return null;
  let needMs = Number((BigInt(given.leftMs) * BigInt(given.elapsedMs) * 1_000_000n) / given.downMillionths);
  for (const { from, to } of agreed) {
    const start = Math.max(from, given.now);
    if (start >= to) continue;
    if (needMs < to - start) return start + needMs;
    needMs -= to - start;
  }
  return null;
}
