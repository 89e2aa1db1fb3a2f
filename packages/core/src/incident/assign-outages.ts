import type { Severity } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";
import type { Fact, FactKind } from "./fact.ts";
import { type Fold, foldFacts, type Outage } from "./fold-facts.ts";
import type { IncidentStatus } from "./key-state.ts";

/** A fact with the incident it was given to: decided once, null while it belongs to none. */
export interface AssignedFact extends Fact {
  incidentId: string | null;
}

/** One incident as its outages tell it. */
export interface IncidentView {
  id: string;
  status: IncidentStatus;
  severity: Severity;
  openedAt: EpochMs;
  /** The first acknowledgement that met it while it was down. */
  acknowledgedAt: EpochMs | null;
  resolvedAt: EpochMs | null;
  /** How often it was opened again. */
  reopened: number;
  outages: Outage<AssignedFact>[];
}

export interface AssignOptions {
  /** An outage that begins within this of the end of another belongs to the same incident. */
  reopenWindowMs: number;
  newId: () => string;
}

/**
 * Gives each outage to an incident. What was given stays given: a late statement moves the times of an incident, it never
 * splits one. (One of length zero can lose its outage to its neighbour; it then stays as it was, without an outage.)
 * Gives the facts of an outage to its incident too (in place): those that have none yet, and those that open it.
 */
export function assignOutages(facts: readonly AssignedFact[], options: AssignOptions): IncidentView[] {
  const fold = foldFacts(facts);
  const owners = chooseOwners(fold.outages, options);
  const byIncident = new Map<string, Outage<AssignedFact>[]>();
  fold.outages.forEach((outage, index) => {
    const owner = owners[index]!;
    for (const fact of outage.facts)
      if (fact.incidentId === null || openingKinds.has(fact.kind)) fact.incidentId = owner;
    const others = byIncident.get(owner);
    if (others === undefined) byIncident.set(owner, [outage]);
    else others.push(outage);
  });
  return [...byIncident].map(([id, outages]) => viewIncident(id, outages, fold));
}

function chooseOwners(outages: readonly Outage<AssignedFact>[], options: AssignOptions): string[] {
  const given = outages.map(givenOwner);
  return outages.reduce<string[]>((owners, outage, index) => {
    const previous = index > 0 ? { owner: owners[index - 1]!, endedAt: outages[index - 1]!.endedAt! } : null;
    owners.push(given[index] ?? joinedOwner(outage, previous, nextGiven(outages, given, index), options));
    return owners;
  }, []);
}

// By what opened it: an acknowledgement can have strayed here from an incident that a late resolve has shortened. By the
// last, where a late opening has joined one of length zero to its neighbour: the other may hold a ticket.
function givenOwner(outage: Outage<AssignedFact>): string | null {
  const opening = outage.facts.findLast((fact) => openingKinds.has(fact.kind) && fact.incidentId !== null);
  return opening?.incidentId ?? null;
}

const openingKinds: ReadonlySet<FactKind> = new Set(["began", "opened"]);

interface Neighbour {
  owner: string;
  startedAt: EpochMs;
}

function nextGiven(outages: readonly Outage[], given: readonly (string | null)[], index: number): Neighbour | null {
  const owner = given[index + 1] ?? null;
  return owner === null ? null : { owner, startedAt: outages[index + 1]!.startedAt };
}

function joinedOwner(
  outage: Outage,
  previous: { owner: string; endedAt: EpochMs } | null,
  next: Neighbour | null,
  options: AssignOptions,
): string {
  if (previous !== null && previous.owner === next?.owner) return previous.owner;
  if (previous !== null && outage.startedAt - previous.endedAt <= options.reopenWindowMs) return previous.owner;
  const gapAfter =
    next === null || outage.endedAt === null ? Number.POSITIVE_INFINITY : next.startedAt - outage.endedAt;
  return next !== null && gapAfter <= options.reopenWindowMs ? next.owner : options.newId();
}

function viewIncident(id: string, outages: Outage<AssignedFact>[], fold: Fold): IncidentView {
  const last = outages.at(-1)!;
  return {
    id,
    status: last.endedAt === null && fold.state !== "closed" ? fold.state : "resolved",
    severity: last.pieces.at(-1)!.severity,
    openedAt: outages[0]!.startedAt,
    acknowledgedAt: outages.find((outage) => outage.acknowledgedAt !== null)?.acknowledgedAt ?? null,
    resolvedAt: last.endedAt,
    reopened: outages.length - 1,
    outages,
  };
}
