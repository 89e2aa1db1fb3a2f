import { cutAt, type Span } from "../ledger/spans.ts";
import type { EpochMs } from "../shared/time.ts";
import type { Rotation } from "./parse-rotation.ts";
import type { RotationPerson } from "./rotation-body.ts";
import { turnAt } from "./turns.ts";

/** Somebody takes a level for somebody else in `[from, to)`. */
export interface RotationOverride extends Span {
  id: string;
  /** From 1. */
  level: number;
  person: RotationPerson;
  /** Of two that overlap the one made last holds. */
  madeAt: EpochMs;
}

/** A span in which one person is on call, or nobody: a gap. */
export interface Shift extends Span {
  person: RotationPerson | null;
  /** The override that says so; null: the plan does. */
  overrideId: string | null;
}

/** Who is on call in a level over a span, without holes and in order. The order of the overrides makes no difference.
 *  @param level from 1; one that the rotation does not have is a gap as a whole */
export function shiftsIn(
  rotation: Rotation,
  level: number,
  overrides: readonly RotationOverride[],
  span: Span,
): Shift[] {
  const plan = rotation.levels[level - 1];
  if (span.to <= span.from) return [];
  const own = overrides.filter((one) => one.level === level && one.from < span.to && one.to > span.from);
  const edges = own.flatMap(({ from, to }) => [from, to]);
  const turns: Shift[] = [];
  for (let at = span.from; at < span.to; ) {
    const turn = plan === undefined ? { to: null, person: null } : turnAt(plan, rotation.timeZone, at);
    const to = Math.min(turn.to ?? span.to, span.to);
    turns.push({ from: at, to, person: turn.person, overrideId: null });
    at = to;
  }
  const pieces = turns.flatMap((turn) => cutAt(turn, edges).map((piece) => ({ ...turn, ...piece })));
  return joined(pieces.map((piece) => withOverride(piece, own)));
}

/** Who is on call in a level at an instant. */
export function shiftAt(
  rotation: Rotation,
  level: number,
  overrides: readonly RotationOverride[],
  at: EpochMs,
): Pick<Shift, "person" | "overrideId"> {
  const [shift] = shiftsIn(rotation, level, overrides, { from: at, to: at + 1 });
  return { person: shift?.person ?? null, overrideId: shift?.overrideId ?? null };
}

/** How far ahead the next hand-over is looked for: most are soon, and a year is long to go through. */
const horizonsMs = [8, 60, 400].map((days) => days * 86_400_000);

/** The first instant after `at` from which somebody else is on call in a level, or nobody, and who; null where that is not
 *  within a year: one person takes every turn. */
export function nextHandOver(
  rotation: Rotation,
  level: number,
  overrides: readonly RotationOverride[],
  at: EpochMs,
): Shift | null {
  for (const horizonMs of horizonsMs) {
    const shifts = shiftsIn(rotation, level, overrides, { from: at, to: at + horizonMs });
    const now = shifts[0]?.person?.email;
    const next = shifts.find((shift) => shift.person?.email !== now);
    if (next !== undefined) return next;
  }
  return null;
}

/** Where nobody is on call in a level. */
export function gapsIn(rotation: Rotation, level: number, overrides: readonly RotationOverride[], span: Span): Span[] {
  return shiftsIn(rotation, level, overrides, span)
    .filter(({ person }) => person === null)
    .map(({ from, to }) => ({ from, to }));
}

function withOverride(piece: Shift, overrides: readonly RotationOverride[]): Shift {
  const [holds] = overrides
    .filter(({ from, to }) => from <= piece.from && piece.to <= to)
    .toSorted((one, other) => other.madeAt - one.madeAt || (one.id < other.id ? 1 : -1));
  return holds === undefined ? piece : { ...piece, person: holds.person, overrideId: holds.id };
}

function joined(pieces: readonly Shift[]): Shift[] {
  const shifts: Shift[] = [];
  for (const piece of pieces) {
    const last = shifts.at(-1);
    const goesOn = last?.overrideId === piece.overrideId && last.person?.email === piece.person?.email;
    if (goesOn) last.to = piece.to;
    else shifts.push({ ...piece });
  }
  return shifts;
}
