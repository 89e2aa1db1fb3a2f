import { type EpochMs, failureKindFacts, formatDuration, testDue } from "@signalbox/core";
import { loadWeekRows, type Reader, type WeekRows } from "@signalbox/database";
import { weekMs } from "./week-setting.ts";

/** One page for the alert review. */
export interface Week extends Omit<WeekRows, "tests" | "failures"> {
  from: EpochMs;
  to: EpochMs;
  /** `every`: null where none is asked for. */
  tests: { source: string; name: string; every: string | null; seen: number; missed: number; lastAt: EpochMs | null }[];
  failures: (WeekRows["failures"][number] & { title: string })[];
}

/** The seven days before an instant. */
export async function loadWeek(reader: Reader, to: EpochMs): Promise<Week> {
  const from = to - weekMs;
  const rows = await loadWeekRows(reader, { from, to });
  return {
    ...rows,
    from,
    to,
    tests: rows.tests.map(({ settings, ...test }) => {
      const { everyMs, isAsked } = testDue({
        expectTestEvery: settings.expectTestEvery,
        createdAt: from,
        lastDeliveryAt: null,
        lastTestAt: test.lastAt,
      });
      return { ...test, every: isAsked ? formatDuration(everyMs) : null };
    }),
    failures: rows.failures.map((failure) => ({
      ...failure,
      title: failureKindFacts(failure.kind)?.title ?? failure.kind,
    })),
  };
}
