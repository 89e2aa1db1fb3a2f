import type { EpochMs } from "@signalbox/core";
import {
  appendJournal,
  approveExclusion,
  type Database,
  type ExclusionRow,
  findExclusion,
  insertExclusion,
  markComponentsDirty,
  notifyLive,
  type Tx,
  withdrawExclusion,
} from "@signalbox/database";
import type { DecideOutcome } from "./adjust-entry.ts";

type Deps = { db: Pick<Database, "transaction">; now(): EpochMs };

export interface ExclusionProposal {
  componentId: number;
  startsAt: EpochMs;
  endsAt: EpochMs;
  reason: string;
  by: string;
}

/** Proposes a time of a component that should not count. It does not, once a second person has approved it. Returns its id. */
export async function proposeExclusion(deps: Deps, proposal: ExclusionProposal): Promise<number> {
  return deps.db.transaction((tx) => insertProposal(tx, proposal, deps.now()));
}

/** The same within the caller's transaction. */
export async function insertProposal(tx: Tx, proposal: ExclusionProposal, now: EpochMs): Promise<number> {
  const { by, ...row } = proposal;
  const id = await insertExclusion(tx, { ...row, createdBy: by, createdAt: now });
  await journal(tx, { id, by, reason: row.reason, now, verb: "exclusion.proposed" });
  return id;
}

/** A second person's yes, or anybody's taking it back. */
export async function decideExclusion(
  deps: Deps,
  id: number,
  decision: "approve" | "withdraw",
  by: string,
): Promise<DecideOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const decide = decision === "approve" ? approveExclusion : withdrawExclusion;
    const isDone = await decide(tx, id, { name: by, now });
    const row = await findExclusion(tx, id);
    if (row === null) return "not-found";
    if (!isDone) return isOwn(row, by) && decision === "approve" ? "own" : "not-waiting";
    await markComponentsDirty(tx, new Map([[row.componentId, { from: row.startsAt, to: row.endsAt }]]));
    const verb = decision === "approve" ? "exclusion.approved" : "exclusion.withdrawn";
    await journal(tx, { id, by, reason: row.reason, now, verb });
    await notifyLive(tx, "ledger", row.component);
    return "done";
  });
}

function isOwn(row: ExclusionRow, by: string): boolean {
  return row.createdBy === by && row.approvedAt === null && row.withdrawnAt === null;
}

async function journal(
  tx: Tx,
  what: { id: number; by: string; reason: string; now: EpochMs; verb: string },
): Promise<void> {
  await appendJournal(tx, {
    at: what.now,
    actorKind: "person",
    actor: what.by,
    verb: what.verb,
    subjectKind: "exclusion",
    subjectId: String(what.id),
    details: { reason: what.reason },
  });
}
