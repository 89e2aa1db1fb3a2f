import type { SlaReport } from "@signalbox/contract";

/** The method, in sentences for a customer. */
export function methodOf({ method }: SlaReport): string[] {
  const { outageWeight, degradedWeight, decimals, maintenance, noticeMinutes, serviceHours, start, blind } = method;
  return [
    `Availability is 1 − downtime / agreed time, in percent, cut after ${decimals} decimals and never rounded up. Whether the promise was kept is decided by the exact figures.`,
    hoursWords(serviceHours),
    `Each instant counts once. An outage counts ${asPercent(outageWeight)}, a degraded service ${asPercent(degradedWeight)} of its time.`,
    `Maintenance that was announced ${noticeMinutes === 0 ? "before it began" : `at least ${noticeMinutes} minutes before it began`} is no downtime${maintenance === "shrink" ? " and no agreed time" : ", and stays agreed time"}.`,
    start === "sender"
      ? "An interruption begins when monitoring says that it began."
      : "An interruption begins when its report was received.",
    ...(blind === "exclude" ? ["Time in which nothing was measured is left out."] : []),
  ];
}

function asPercent(weight: string): string {
  return `${Number((Number(weight) * 100).toFixed(4))} %`;
}

function hoursWords(hours: SlaReport["method"]["serviceHours"]): string {
  if (hours === null) return "Service is agreed around the clock.";
  const days = Object.entries(hours.businessHours).map(
    ([day, times]) => `${day} ${(Array.isArray(times) ? times : [times]).join(" and ")}`,
  );
  const holidays = hours.holidays.length === 0 ? "" : `, except on ${hours.holidays.join(", ")}`;
  return `Service is agreed ${days.join(", ")} (${hours.timeZone})${holidays}.`;
}
