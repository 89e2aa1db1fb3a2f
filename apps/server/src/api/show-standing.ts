import {
  type EpochMs,
  nextHandOver,
  type Rotation,
  type RotationOverride,
  type Shift,
  shiftAt,
  toIso,
} from "@signalbox/core";

/** Who is on call in each level of a rotation now, and who follows when. */
export function standingOf(rotation: Rotation, overrides: readonly RotationOverride[], now: EpochMs) {
  return rotation.levels.map((_, index) => {
    const level = index + 1;
    const { person, overrideId } = shiftAt(rotation, level, overrides, now);
    const next = nextHandOver(rotation, level, overrides, now);
    return { level, now: person, overridden: overrideId !== null, next: next === null ? null : showShift(next) };
  });
}

export function showShift({ from, to, person, overrideId }: Shift) {
  return { from: toIso(from), to: toIso(to), person, overrideId };
}
