import type { EpochMs } from "../shared/time.ts";

/** How many whole months are kept, beside the month that has begun. */
export interface Retention {
  bodiesMonths: number;
  attemptsMonths: number;
  eventsMonths: number;
}

export const usualRetention: Retention = { bodiesMonths: 13, attemptsMonths: 13, eventsMonths: 25 };

/** Tables that are kept month by month, and which limit holds for each. */
export const keptByMonth = {
  delivery_bodies: "bodiesMonths",
  attempts: "attemptsMonths",
  events: "eventsMonths",
} as const satisfies Record<string, keyof Retention>;
export type MonthlyTable = keyof typeof keptByMonth;

/** The months (`202611`, oldest first) that are past their time at `now`, in UTC. A month is kept until so many have ended
 *  after it. @param months those that there are, in any order */
export function monthsToDrop(months: readonly string[], keptMonths: number, now: EpochMs): string[] {
  const today = new Date(now);
  const firstKept = monthText(today.getUTCFullYear() * 12 + today.getUTCMonth() - keptMonths);
  return months.filter((month) => month < firstKept).toSorted();
}

function monthText(number: number): string {
  return `${Math.floor(number / 12)}${String((number % 12) + 1).padStart(2, "0")}`;
}
