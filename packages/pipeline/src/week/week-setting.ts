import { drillDays, type EpochMs, nextDrillAt } from "@signalbox/core";
import { loadSetting, type Reader } from "@signalbox/database";
import { z } from "zod";

/** When the page of the week is sent, by which e-mail connection, and to whom. */
const weekSetting = z.object({
  connection: z.string(),
  to: z.array(z.string()).min(1),
  day: z.enum(drillDays),
  /** 08:00, by the clock of the policy's time zone. */
  at: z.string(),
  /** Weeks that were due before it was set are not sent. */
  setAt: z.int(),
});
export type WeekSetting = z.infer<typeof weekSetting>;

/** Null where it is not sent. */
export async function loadWeekSetting(reader: Reader): Promise<WeekSetting | null> {
  const read = weekSetting.safeParse(await loadSetting(reader, "week"));
  return read.success ? read.data : null;
}

export const weekMs = 7 * 24 * 3_600_000;

/** When it is due next. */
export function nextWeekDue(
  { day, at }: Pick<WeekSetting, "day" | "at">,
  timeZone: string,
  after: EpochMs,
): EpochMs | null {
  return nextDrillAt({ days: [day], at }, { timeZone, holidays: new Set() }, after);
}

/** When it was due last, up to now; null: not since it was set. */
export function lastWeekDue(setting: WeekSetting, timeZone: string, now: EpochMs): EpochMs | null {
  let last: EpochMs | null = null;
  for (let due = nextWeekDue(setting, timeZone, now - weekMs - 3_600_000); due !== null && due <= now; ) {
    last = due;
    due = nextWeekDue(setting, timeZone, due);
  }
  return last === null || last < setting.setAt ? null : last;
}
