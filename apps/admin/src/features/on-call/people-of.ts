import type { OnCallPerson, RotationDetail } from "@signalbox/contract";

/** Everybody of a rotation once: in the order of the levels, then who else is on call in what is shown. */
export function peopleOf({ levels, shifts }: Pick<RotationDetail, "levels" | "shifts">): OnCallPerson[] {
  const turns = levels.flatMap((level) => ("calendar" in level ? [] : level.people));
  const named = turns.map((one) =>
    typeof one === "string" ? { email: one, name: null } : { email: one.email, name: one.name ?? null },
  );
  const shown = shifts.flat().flatMap(({ person }) => person ?? []);
  const known = new Set(named.map(({ email }) => email));
  const all = [...named, ...shown.filter(({ email }) => !known.has(email))];
  return [...new Map(all.map((person) => [person.email, person])).values()];
}
