import { Temporal } from "temporal-polyfill";
import type { Span } from "../ledger/spans.ts";
import type { EpochMs } from "../shared/time.ts";

/** The first instants of the weeks that touch a span, in order: each Monday's midnight by the clock on the wall. */
export function weekStarts(within: Span, timeZone: string): EpochMs[] {
  const first = Temporal.Instant.fromEpochMilliseconds(within.from).toZonedDateTimeISO(timeZone).toPlainDate();
  const starts: EpochMs[] = [];
  for (let monday = first.subtract({ days: first.dayOfWeek - 1 }); ; monday = monday.add({ weeks: 1 })) {
    const at = monday.toZonedDateTime(timeZone).epochMilliseconds;
    if (at >= within.to) return starts;
    starts.push(at);
  }
}
