import type { RotationLevel, RotationTurns } from "@signalbox/contract";

/** A level as its fields hold it. */
export interface LevelValues {
  by: "turns" | "calendar";
  /** iCalendar text; empty: none was chosen yet. */
  calendar: string;
  /** One a line: an address, or `Ana <ana@example.com>`. */
  people: string;
  every: "day" | "week";
  on: NonNullable<RotationTurns["handOver"]["on"]>;
  at: string;
  from: string;
  until: string;
}

export function levelValues(level: RotationLevel, now: Date): LevelValues {
  if ("calendar" in level) return { ...newLevel(now), by: "calendar", calendar: level.calendar };
  const { handOver } = level;
  return {
    by: "turns",
    calendar: "",
    people: level.people
      .map((one) => (typeof one === "string" ? one : one.name === undefined ? one.email : `${one.name} <${one.email}>`))
      .join("\n"),
    every: handOver.every,
    on: handOver.on ?? "mon",
    at: handOver.at,
    from: level.from,
    until: level.until ?? "",
  };
}

/** A level that begins today, handed over on Mondays at nine. */
export function newLevel(now: Date): LevelValues {
  const day = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  return { by: "turns", calendar: "", people: "", every: "day", on: "mon", at: "09:00", from: day, until: "" };
}

/** `12 events`, counted in iCalendar text. */
export function countEvents(calendar: string): string {
  const count = calendar.match(/^BEGIN:VEVENT/gim)?.length ?? 0;
  return `${count} ${count === 1 ? "event" : "events"}`;
}

export function levelOf({ by, calendar, people, every, on, at, from, until }: LevelValues): RotationLevel {
  if (by === "calendar") return { calendar };
  return {
    people: people
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .map((line) => {
        const named = /^(.*\S)\s*<([^<>]+)>$/.exec(line);
        return named === null ? line : { name: named[1]!.replace(/^"|"$/g, ""), email: named[2]!.trim() };
      }),
    handOver: { every, at, ...(every === "week" ? { on } : {}) },
    from,
    ...(until === "" ? {} : { until }),
  };
}
