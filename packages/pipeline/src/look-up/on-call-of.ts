import {
  type EpochMs,
  type Rotation,
  type RotationOverride,
  type RoutingContext,
  shiftAt,
  toIso,
} from "@signalbox/core";
import type { LookupAnswer } from "@signalbox/database";

export type OnCall = NonNullable<RoutingContext["onCall"]>;

/** Under which key the answer of a team's on-call look-up is kept. */
export function onCallLookupKey(teamKey: string): string {
  return `team:${teamKey}`;
}

/** Who is on call in a level of a rotation kept here, else the fallback; null where neither is there.
 *  @param rotation null: there is none of this key (any more) */
export function onCallByRotation(given: {
  key: string;
  rotation: Rotation | null;
  overrides: readonly RotationOverride[];
  level: number;
  fallback: string | null;
  now: EpochMs;
}): OnCall | null {
  const { key, rotation, overrides, level, fallback, now } = given;
  const { person, overrideId } =
    rotation === null ? { person: null, overrideId: null } : shiftAt(rotation, level, overrides, now);
  if (person === null) return onCallOf(null, fallback, now);
  const { email, name } = person;
  return {
    email,
    name: name ?? email,
    answer: { email, name, rotation: key, level },
    askedAt: null,
    ageSeconds: null,
    basis: overrideId === null ? "rotation" : "override",
  };
}

/** Who is on call by the last good answer, else by the fallback; null where neither is there. */
export function onCallOf(answer: LookupAnswer | null, fallback: string | null, now: EpochMs): OnCall | null {
  if (answer === null) {
    return fallback === null ? null : { ...readPerson(fallback), askedAt: null, ageSeconds: null, basis: "fallback" };
  }
  const isFresh = answer.validUntil !== null && answer.validUntil > now;
  return {
    ...readPerson(answer.value),
    askedAt: toIso(answer.askedAt),
    ageSeconds: Math.max(0, Math.floor((now - answer.askedAt) / 1_000)),
    basis: isFresh ? "fresh" : "last-good",
  };
}

// A look-up selects an address, a name, or an object that has them.
function readPerson(value: unknown): Pick<OnCall, "email" | "name" | "answer"> {
  const answer = value as OnCall["answer"];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { email, name } = value as { email?: unknown; name?: unknown };
    return {
      email: typeof email === "string" ? email : null,
      name: typeof name === "string" ? name : null,
      answer,
    };
  }
  const text = typeof value === "string" ? value : null;
  return { email: text?.includes("@") ? text : null, name: text, answer };
}
