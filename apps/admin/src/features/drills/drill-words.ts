import type {
  Drill,
  DrillFault,
  DrillFigures,
  DrillProof,
  DrillRun,
  DrillSchedule,
  DrillWay,
} from "@signalbox/contract";
import type { Tone } from "../../components/state-badge.tsx";

export const runTones: Record<DrillRun["state"], Tone> = {
  running: "progress",
  passed: "settled",
  missed: "act",
  stopped: "quiet",
};

export const wayWords: Record<DrillWay, string> = {
  sample: "Signalbox plays the tool",
  page: "A tool watches a page",
};

/** What happens to its calls on their way. */
export const faultWords: Record<DrillFault, string> = {
  failing: "Are answered 500, and do not get through",
  slow: "Come late, after half of their time limit",
  hanging: "Are never answered, and do not get through",
  lying: "Get through, and their answers are lost",
};

export const proofWords: Record<DrillProof["outcome"], string> = {
  shown: "shown",
  waiting: "waiting",
  missed: "missed",
  "not-by-this": "not by this",
};

const dayNames = { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" } as const;

/** `Mon, Thu at 10:00, calendar berlin`, or `by hand`. */
export function saySchedule(schedule: DrillSchedule | null): string {
  if (schedule === null) return "by hand";
  const days = schedule.days.length === 7 ? "every day" : schedule.days.map((day) => dayNames[day]).join(", ");
  return `${days} at ${schedule.at}${schedule.calendar === null ? "" : `, calendar ${schedule.calendar}`}`;
}

/** `1.4 s`; a dash where nothing was measured. */
export function saySeconds(ms: number | null): string {
  return ms === null ? "–" : `${(ms / 1_000).toFixed(1)} s`;
}

/** `2 of 31 missed`. */
export function sayMisses({ runs, misses }: DrillFigures): string {
  return runs === 0 ? "no run yet" : `${misses} of ${runs} missed`;
}

/** From the fault to the ticket; null where it did not get so far. */
export function openedAfterMs(run: DrillRun): number | null {
  return run.steps.find(({ step }) => step === "ticket-opened")?.afterMs ?? null;
}

/** When it runs next, where it does so by itself. */
export function nextDue({ nextDueAt, retiredAt }: Drill): string | null {
  return retiredAt === null ? nextDueAt : null;
}
