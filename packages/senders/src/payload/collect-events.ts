import type { NormalisedEvent } from "@signalbox/core";
import type { NormaliseOutcome } from "../sender.ts";
import type { Concern, Misfit } from "./field-reader.ts";

/** One part of a payload, read or not. */
export type PartOutcome =
  | { outcome: "event"; event: NormalisedEvent; misfits: readonly Misfit[] }
  | { outcome: "ignored"; reason: string }
  | ({ outcome: "unreadable" } & Misfit);

export function unreadablePart(field: string, detail: string, about: Concern = "text"): PartOutcome {
  return { outcome: "unreadable", field, detail, about };
}

export function unknownShape(field: string | null, detail: string): NormaliseOutcome {
  return { outcome: "unreadable", reason: "unknown shape", field, detail };
}

const misfitsMax = 100;

/**
 * The parts that can be read apply, whatever the others are; where none can, the delivery as a whole is unreadable. At
 * most the first 100 fields that don't fit are named.
 */
export function collectEvents(parts: readonly PartOutcome[]): NormaliseOutcome {
  const events: NormalisedEvent[] = [];
  const places: number[] = [];
  const unreadable: Misfit[] = [];
  const misfits: Misfit[] = [];
  let ignored: string | null = null;
  for (const [place, part] of parts.entries()) {
    switch (part.outcome) {
      case "event":
        events.push(part.event);
        places.push(place);
        // Test events are made of placeholders as often as not.
        if (part.event.type !== "test" && misfits.length < misfitsMax) misfits.push(...part.misfits);
        break;
      case "ignored":
        ignored ??= part.reason;
        break;
      case "unreadable":
        unreadable.push({ field: part.field, detail: part.detail, about: part.about });
    }
  }
  if (events.length > 0) {
    return { outcome: "events", events, places, unreadable, misfits: misfits.slice(0, misfitsMax) };
  }
  const [first] = unreadable;
  if (first !== undefined) return unknownShape(first.field === "" ? null : first.field, first.detail);
  return ignored === null ? unknownShape(null, "the payload holds no event") : { outcome: "ignored", reason: ignored };
}
