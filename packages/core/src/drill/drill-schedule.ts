import { Temporal } from "temporal-polyfill";
import { instantsOf, localDayOf } from "../calendar/local-hours.ts";
import type { EpochMs } from "../shared/time.ts";

export const drillDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When a drill runs by itself: on these days of the week, at this time of the clock on the wall. */
export interface DrillSchedule {
  days: readonly (typeof drillDays)[number][];
  /** 10:30 */
  at: string;
  /** Key of the calendar whose time zone holds, and whose holidays are left out; null: the policy's time zone. */
  calendar: string | null;
}

const daysAheadMax = 400;

/**
 * The first time after `after` at which a schedule is due; null where there is none within 400 days. A time that the clock
 * leaves out, in the night when summer time begins, is left out; of one that it shows twice the first counts.
 */
export function nextDrillAt(
  { days, at }: Pick<DrillSchedule, "days" | "at">,
  { timeZone, holidays }: { timeZone: string; holidays: ReadonlySet<string> },
  after: EpochMs,
): EpochMs | null {
  const first = Temporal.PlainDate.from(localDayOf(timeZone, after));
  for (let ahead = 0; ahead <= daysAheadMax; ahead += 1) {
    const day = first.add({ days: ahead });
    if (!days.includes(drillDays[day.dayOfWeek - 1]!) || holidays.has(day.toString())) continue;
    const [due] = instantsOf(timeZone, `${day.toString()}T${at}`);
    if (due !== undefined && due > after) return due;
  }
  return null;
}
