import type { CoverageAnswer } from "@signalbox/contract";

export interface GridHour {
  from: string;
  day: string;
  clock: string;
  offset: string;
  answers: readonly number[];
}

interface GridDay {
  day: string;
  /** Mon 23 Mar */
  label: string;
  /** By the clock: two hours where it shows one twice, none where it leaves one out. */
  at: ReadonlyMap<string, readonly GridHour[]>;
}

/** The hours of a week as days side by side, each clock time in one row. */
export function gridOf(hours: readonly GridHour[]): { days: GridDay[]; clocks: string[] } {
  const clocks = [...new Set(hours.map(({ clock }) => clock))].toSorted();
  const days = [...Map.groupBy(hours, ({ day }) => day)].map(([day, own]) => ({
    day,
    label: new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone: "UTC",
    }).format(new Date(`${day}T00:00:00Z`)),
    at: Map.groupBy(own, ({ clock }) => clock),
  }));
  return { days, clocks };
}

/** Who is paged within an hour, in a few characters; `act`: nobody for a part of it, `wait`: nobody is on call for the page. */
export function whoOf(answers: readonly CoverageAnswer[]): { words: string; tone: "act" | "wait" | "plain" } {
  const words = [...new Set(answers.flatMap(peopleOf))].join(" / ");
  const isSilent = answers.some(({ silence }) => silence !== null);
  return { words, tone: isSilent ? "act" : answers.some((one) => one.nobodyOnCall) ? "wait" : "plain" };
}

function peopleOf({ told, silence, nobodyOnCall }: CoverageAnswer): string[] {
  if (silence !== null) return ["nobody"];
  if (nobodyOnCall) return ["no one on call"];
  return told.flatMap(({ to }) => {
    if (to === null) return [];
    return [to.person?.replace(/@.*/, "") ?? to.team ?? "the pager"];
  });
}
