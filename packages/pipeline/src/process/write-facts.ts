import { type EpochMs, factIdentity, redundantFacts } from "@signalbox/core";
import {
  type AssignedLater,
  assignFacts,
  insertFacts,
  type MarkedFact,
  markRedundantFacts,
  type NewFact,
  type Tx,
} from "@signalbox/database";
import type { KeyWork } from "./key-work.ts";
import { mapInTurns } from "./map-in-turns.ts";

interface FactsOfKey {
  added: NewFact[];
  /** Stored ones that another incident, or one at all, turned out to own. */
  reassigned: AssignedLater[];
  /** Stored ones that add something now and did not, or the other way round. */
  remarked: MarkedFact[];
}

/** What a batch learned about statements, as it is to be written: first those that are new, then those that are not what they
 *  were. The second part comes after the events of the batch: they are given to incidents, too. */
export async function factsToWrite(
  keys: readonly KeyWork[],
  now: EpochMs,
): Promise<{
  add(tx: Tx): Promise<void>;
  correct(tx: Tx): Promise<void>;
}> {
  const changed = keys.filter((work) => work.history !== work.before);
  const facts = await mapInTurns(changed, factsOfKey);
  return {
    add: (tx) =>
      insertFacts(
        tx,
        facts.flatMap(({ added }) => added),
        now,
      ),
    async correct(tx) {
      await assignFacts(
        tx,
        facts.flatMap(({ reassigned }) => reassigned),
      );
      await markRedundantFacts(
        tx,
        facts.flatMap(({ remarked }) => remarked),
      );
    },
  };
}

function factsOfKey(work: KeyWork): FactsOfKey {
  const redundant = redundantFacts(work.history);
  const owners = new Map(work.history.facts.map((fact) => [factIdentity(fact), fact.incidentId]));
  const before = new Map(work.before.facts.map((fact) => [factIdentity(fact), fact.incidentId]));
  const reassigned: AssignedLater[] = [];
  const remarked: MarkedFact[] = [];
  for (const fact of work.history.facts) {
    const identity = factIdentity(fact);
    const owner = before.get(identity);
    if (owner === undefined) continue;
    const stored = { ...work.key, ...fact };
    if (fact.incidentId !== null && owner !== fact.incidentId)
      reassigned.push({ ...stored, incidentId: fact.incidentId });
    const isRedundant = redundant.has(identity);
    if (isRedundant !== work.marks.get(identity)) remarked.push({ ...stored, isRedundant });
  }
  const added = work.newFacts.map((fact) => {
    const identity = factIdentity(fact);
    return { ...fact, incidentId: owners.get(identity) ?? null, isRedundant: redundant.has(identity) };
  });
  return { added, reassigned, remarked };
}
