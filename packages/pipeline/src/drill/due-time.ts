import { type DrillSchedule, type EpochMs, nextDrillAt, policyInForce } from "@signalbox/core";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";

/** When a drill of this schedule is due next; null: never, or its calendar is not there any more. */
export function nextDueOf(
  { calendars, policies }: Pick<RoutingSnapshot, "calendars" | "policies">,
  schedule: DrillSchedule | null,
  after: EpochMs,
): EpochMs | null {
  if (schedule === null) return null;
  const none = { timeZone: policyInForce(policies, after).timeZone, holidays: new Set<string>() };
  const calendar = schedule.calendar === null ? none : (calendars.get(schedule.calendar) ?? null);
  return calendar === null ? null : nextDrillAt(schedule, calendar, after);
}
