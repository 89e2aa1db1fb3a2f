import type { OnCallPerson, RotationLevel } from "@signalbox/contract";

/** Everybody of a rotation once, in the order of the levels. */
export function peopleOf(levels: readonly RotationLevel[]): OnCallPerson[] {
  const all = levels.flatMap(({ people }) =>
    people.map((one) =>
      typeof one === "string" ? { email: one, name: null } : { email: one.email, name: one.name ?? null },
    ),
  );
  return [...new Map(all.map((person) => [person.email, person])).values()];
}
