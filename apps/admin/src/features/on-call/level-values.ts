import type { RotationLevel } from "@signalbox/contract";

/** A level as its fields hold it. */
export interface LevelValues {
  /** One a line: an address, or `Ana <ana@example.com>`. */
  people: string;
  every: "day" | "week";
  on: NonNullable<RotationLevel["handOver"]["on"]>;
  at: string;
  from: string;
  until: string;
}

export function levelValues(level: RotationLevel): LevelValues {
  const { handOver } = level;
  return {
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
  return { people: "", every: "day", on: "mon", at: "09:00", from: day, until: "" };
}

export function levelOf({ people, every, on, at, from, until }: LevelValues): RotationLevel {
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
