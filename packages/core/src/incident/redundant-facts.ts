import type { KeyHistory } from "./apply-event.ts";
import type { AssignedFact } from "./assign-outages.ts";
import { type Fact, factIdentity } from "./fact.ts";
import type { Outage } from "./fold-facts.ts";

/**
 * Identities of the statements that add nothing: the history up to the instant of each is the same without it. Whether one
 * is among them rests on nothing later than itself. So a fold may leave them out as long as all that is new is later; where
 * something is older, it needs everything from that instant on, and may leave out what is before it.
 */
export function redundantFacts({ facts, incidents }: KeyHistory): Set<string> {
  const outages = incidents.flatMap((incident) => incident.outages);
  const turns = new Set(
    outages.flatMap(({ startedAt, endedAt }) => (endedAt === null ? startedAt : [startedAt, endedAt])),
  );
  const within = new Set(outages.flatMap((outage) => outage.facts.map(factIdentity)));
  const strays = facts.filter((fact) => !within.has(factIdentity(fact)) && !turns.has(fact.at));
  const repeats = outages.flatMap((outage) =>
    outage.facts.filter((fact) => !turns.has(fact.at) && addsNothing(outage, fact)),
  );
  return new Set([...strays, ...repeats].map(factIdentity));
}

// What a resolve proved ("began") gives way to the first word of its own time: there every statement may count.
function addsNothing(outage: Outage<AssignedFact>, fact: Fact): boolean {
  if (outage.facts[0]!.kind !== "opened" || fact.kind === "began") return false;
  return fact.at !== outage.acknowledgedAt && outage.pieces.every((piece) => piece.from !== fact.at);
}
