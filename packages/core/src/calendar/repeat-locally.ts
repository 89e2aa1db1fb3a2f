import { Temporal } from "temporal-polyfill";
import type { Span } from "../ledger/spans.ts";

/** A span and those that follow it every so many days, each at the same local time, whatever the clocks do between: summer
 *  and winter it begins and ends at the same hour of the zone. @param times how many in all, 1 or more */
export function repeatLocally(span: Span, of: { timeZone: string; everyDays: number; times: number }): Span[] {
  const local = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(of.timeZone);
  const [from, to] = [local(span.from), local(span.to)];
  return Array.from({ length: of.times }, (_, index) => {
    const days = index * of.everyDays;
    return { from: from.add({ days }).epochMilliseconds, to: to.add({ days }).epochMilliseconds };
  });
}
