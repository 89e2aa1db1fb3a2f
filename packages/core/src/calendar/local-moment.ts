import { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../shared/time.ts";

/** What the clock on the wall shows in a zone. */
export interface LocalMoment {
  /** 2026-03-29 */
  day: string;
  /** The day before. */
  dayBefore: string;
  /** ISO weekday, 1 (Monday) to 7. */
  weekday: number;
  /** Minutes since midnight by the clock, 0 to 1439. */
  minute: number;
}

const remembered = new Map<string, { atMinute: number; moment: LocalMoment }>();
const zonesMax = 200;

/** The local moment of an instant, remembered for the last minute asked in each zone. Throws RangeError for an unknown zone. */
export function localMoment(timeZone: string, at: EpochMs): LocalMoment {
  const atMinute = Math.floor(at / 60_000);
  const last = remembered.get(timeZone);
  if (last?.atMinute === atMinute) return last.moment;
  const local = Temporal.Instant.fromEpochMilliseconds(atMinute * 60_000).toZonedDateTimeISO(timeZone);
  const day = local.toPlainDate();
  const moment = {
    day: day.toString(),
    dayBefore: day.subtract({ days: 1 }).toString(),
    weekday: local.dayOfWeek,
    minute: local.hour * 60 + local.minute,
  };
  if (remembered.size >= zonesMax) remembered.clear();
  remembered.set(timeZone, { atMinute, moment });
  return moment;
}
