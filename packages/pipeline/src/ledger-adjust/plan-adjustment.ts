import type { Adjustment, EpochMs, Impact, Segment } from "@signalbox/core";

export type AdjustedField = "startedAt" | "endedAt" | "impact" | "status" | "component";

/** What a person wants to be different about a segment, as text: an instant, an impact, void or final. */
export interface WantedChange {
  field: Exclude<AdjustedField, "component">;
  to: string;
}

export type PlannedAdjustment =
  | {
      outcome: "planned";
      verdict: Adjustment["verdict"];
      impact: Impact | null;
      from: EpochMs;
      to: EpochMs;
      before: string;
    }
  | { outcome: "refused"; reason: string };

/** The time of a segment that a change is about, and what holds in it then. */
export function planAdjustment(segment: Segment, wanted: WantedChange, now: EpochMs): PlannedAdjustment {
  const { wholeFrom, wholeTo, impact } = segment;
  if (wholeTo === null) return refuse("It still runs: resolve the incident first, then adjust it.");
  if (wholeTo === wholeFrom && wanted.field !== "startedAt" && wanted.field !== "endedAt") {
    return refuse("It has no length: there is nothing to adjust but its start and its end.");
  }
  const planned = (verdict: Adjustment["verdict"], from: EpochMs, to: EpochMs, before: string): PlannedAdjustment => ({
    outcome: "planned",
    verdict,
    impact: verdict === "down" || verdict === "impact" ? impact : null,
    from,
    to,
    before,
  });
  switch (wanted.field) {
    case "impact": {
      if (wanted.to !== "outage" && wanted.to !== "degraded")
        return refuse("An impact is outage or degraded; void it where it was none.");
      if (wanted.to === impact) return refuse(`It is ${impact} already.`);
      return { ...planned("impact", wholeFrom, wholeTo, impact), impact: wanted.to } as PlannedAdjustment;
    }
    case "status":
      if (wanted.to === "void" && !segment.isVoid) return planned("void", wholeFrom, wholeTo, "final");
      if (wanted.to === "final" && segment.isVoid) return planned("impact", wholeFrom, wholeTo, "void");
      return refuse(`Its status can become ${segment.isVoid ? "final" : "void"}.`);
    case "startedAt": {
      const at = readInstant(wanted.to);
      if (at === null) return refuse('Write an instant such as "2026-11-20T10:00:00Z".');
      if (at >= wholeTo) return refuse("It would end before it begins: the start must be earlier than the end.");
      if (at === wholeFrom) return refuse("It begins then already.");
      const before = new Date(wholeFrom).toISOString();
      return at > wholeFrom ? planned("up", wholeFrom, at, before) : planned("down", at, wholeFrom, before);
    }
    case "endedAt": {
      const at = readInstant(wanted.to);
      if (at === null) return refuse('Write an instant such as "2026-11-20T10:00:00Z".');
      if (at <= wholeFrom) return refuse("It would end before it begins: the end must be later than the start.");
      if (at > now) return refuse("It can't have ended later than now.");
      if (at === wholeTo) return refuse("It ends then already.");
      const before = new Date(wholeTo).toISOString();
      return at < wholeTo ? planned("up", at, wholeTo, before) : planned("down", wholeTo, at, before);
    }
  }
}

function refuse(reason: string): PlannedAdjustment {
  return { outcome: "refused", reason };
}

function readInstant(text: string): EpochMs | null {
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
