import { connectionKindByKey } from "@signalbox/connections";
import { type EpochMs, toIso } from "@signalbox/core";
import {
  type ApprovalRow,
  addPerformJobs,
  endApproval,
  findApprovalRow,
  insertVote,
  type LockedAction,
  listVotes,
  loadConnectionForCall,
  lockAction,
  lockObligations,
  moveAction,
  type Tx,
} from "@signalbox/database";
import { endPage } from "../page/end-page.ts";
import { endLink } from "../perform/advance-chain.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { planRemediation } from "../remediate/plan-remediation.ts";
import { loadStoredBook } from "../runbook/stored-book.ts";
import { changedReason, tellApproval } from "./ask-approval.ts";
import { expireIn } from "./expire-approvals.ts";
import { sayOwn } from "./say-own.ts";

export type DecideDeps = Pick<PerformDeps, "db" | "now" | "newId" | "publicUrl">;

type RefusedDecision = "own" | "decided" | "expired" | "void" | "changed" | "resolved" | "voted-before";

export type DecideOutcome =
  | { outcome: "approved" | "rejected" }
  /** One more must say yes. */
  | { outcome: "counted"; stillNeeded: number }
  | { outcome: "not-there" }
  /** `sentence` is for the person. */
  | { outcome: "refused"; why: RefusedDecision; sentence: string };

export interface Decision {
  approvalId: string;
  vote: "yes" | "no";
  /** E-mail address of a signed-in person. */
  voter: string;
  reason: string;
}

/** A person's yes or no to a remediation. Of two at once the first decides. A yes counts only for exactly what was shown:
 *  where that has changed, the question is void and asked anew. Locks the page that asked before the action, as everybody does. */
export async function decideApproval(deps: DecideDeps, decision: Decision): Promise<DecideOutcome> {
  return deps.db.transaction(async (tx) => {
    const place = await findApprovalRow(tx, decision.approvalId);
    if (place === null) return { outcome: "not-there" };
    const now = deps.now();
    if (place.pageId !== null) await lockObligations(tx, { incidentIds: [], componentScopes: [], ids: [place.pageId] });
    const locked = await lockAction(tx, place.actionId);
    const approval = await findApprovalRow(tx, decision.approvalId);
    if (locked === null || approval === null) return { outcome: "not-there" };
    const standing = { approval, locked, decision: { ...decision, voter: decision.voter.toLowerCase() }, now };
    const refused = await refuseStanding(deps, tx, standing);
    if (refused !== null) return refused;
    return decision.vote === "yes" ? sayYes(deps, tx, standing) : sayNo(deps, tx, standing);
  });
}

interface Standing {
  approval: ApprovalRow;
  locked: LockedAction;
  decision: Decision;
  now: EpochMs;
}

async function countYes(tx: Tx, approvalId: string): Promise<number> {
  return (await listVotes(tx, approvalId)).filter(({ vote }) => vote === "yes").length;
}

async function refuseStanding(deps: DecideDeps, tx: Tx, standing: Standing): Promise<DecideOutcome | null> {
  const { approval, locked, now } = standing;
  const refused = (why: RefusedDecision, sentence: string): DecideOutcome => ({ outcome: "refused", why, sentence });
  switch (approval.status) {
    case "approved":
      return refused(
        "decided",
        `${approval.decidedBy} has said yes at ${toIso(approval.decidedAt ?? now)}: it runs, or has run.`,
      );
    case "rejected":
      return refused(
        "decided",
        `${approval.decidedBy} has said no at ${toIso(approval.decidedAt ?? now)}: it does not run.`,
      );
    case "expired":
      return refused("expired", expiredSentence);
    case "void":
      return refused(
        "void",
        `This question stands no more: ${approval.reason}. Where it is still needed, it is asked anew.`,
      );
    case "pending":
      break;
  }
  if (now >= approval.expiresAt) {
    await expireIn(deps, tx, approval, locked, now);
    return refused("expired", expiredSentence);
  }
  const { incidents, action } = locked;
  if (incidents.length > 0 && incidents.every(({ hasEnded }) => hasEnded)) {
    const reason = "the incident was resolved meanwhile";
    await conclude(deps, tx, standing, { status: "void", by: null, reason });
    await endLink(tx, locked, { state: "cancelled", reason, now });
    return refused("resolved", "The incident was resolved meanwhile: nothing is run for it any more.");
  }
  if (action.state === "needs_approval") return null;
  return refused("void", "It does not wait for a yes any more.");
}

const expiredSentence =
  "The time to decide is up: it was not run, and a failure has paged. It can be ordered again from the incident.";

/** Ends the question and the page that asked it. The action is locked, so nobody else has done so. */
async function conclude(
  deps: DecideDeps,
  tx: Tx,
  { approval, now }: Pick<Standing, "approval" | "now">,
  end: { status: "approved" | "rejected" | "void"; by: string | null; reason: string },
): Promise<void> {
  const isEnded = await endApproval(tx, approval.id, { ...end, now });
  if (!isEnded) throw new Error(`approval ${approval.id} was decided though its action was locked`);
  if (approval.pageId !== null)
    await endPage(deps, tx, approval.pageId, { reason: end.reason || "it was decided", now });
}

async function sayNo(deps: DecideDeps, tx: Tx, { approval, locked, decision, now }: Standing): Promise<DecideOutcome> {
  const { voter, reason } = decision;
  await insertVote(tx, { approvalId: approval.id, voter, vote: "no", reason, at: now });
  await conclude(deps, tx, { approval, now }, { status: "rejected", by: voter, reason });
  await endLink(tx, locked, { state: "cancelled", reason: `${voter} said no: ${reason}`, now });
  await tellApproval(tx, approval, { verb: "approval.rejected", reason, actorKind: "person", actor: voter, now });
  return { outcome: "rejected" };
}

async function sayYes(deps: DecideDeps, tx: Tx, standing: Standing): Promise<DecideOutcome> {
  const { approval, locked, decision, now } = standing;
  const { voter, reason } = decision;
  if (approval.notBy.includes(voter))
    return { outcome: "refused", why: "own", sentence: await sayOwn(tx, locked.action, voter) };
  const change = await findChange(deps, tx, standing);
  if (change !== null) {
    await conclude(deps, tx, standing, { status: "void", by: null, reason: change });
    // The worker looks at it anew, and asks for a yes to what would run now.
    await moveAction(tx, locked.action.id, { state: "waiting", reason: change, nextTryAt: now, now });
    await addPerformJobs(tx, [{ id: locked.action.id, kind: locked.action.kind, runAt: now }]);
    await tellApproval(tx, approval, {
      verb: "approval.void",
      reason: change,
      actorKind: "system",
      actor: "signalbox",
      now,
    });
    const sentence = `Your yes was not taken: ${change}. You are asked anew, with what would run now: look at it again.`;
    return { outcome: "refused", why: "changed", sentence };
  }
  if (!(await insertVote(tx, { approvalId: approval.id, voter, vote: "yes", reason, at: now }))) {
    const sentence = "You have said yes already: somebody else must, too.";
    return { outcome: "refused", why: "voted-before", sentence };
  }
  const stillNeeded = approval.approversNeeded - (await countYes(tx, approval.id));
  const line = { reason, actorKind: "person", actor: voter, now } as const;
  if (stillNeeded > 0) {
    await tellApproval(tx, approval, { verb: "approval.counted", ...line });
    return { outcome: "counted", stillNeeded };
  }
  await conclude(deps, tx, standing, { status: "approved", by: voter, reason });
  await moveAction(tx, locked.action.id, { state: "waiting", reason: `${voter} said yes`, nextTryAt: now, now });
  await addPerformJobs(tx, [{ id: locked.action.id, kind: locked.action.kind, runAt: now }]);
  await tellApproval(tx, approval, { verb: "approval.approved", ...line });
  return { outcome: "approved" };
}

/** Why what would run now is not what was shown; null: it is the same. */
async function findChange(deps: DecideDeps, tx: Tx, { approval, locked, now }: Standing): Promise<string | null> {
  const connection = await loadConnectionForCall(tx, approval.connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (connection === null || kind === null || config?.success !== true) return "its connection can't be used any more";
  const book = await loadStoredBook(tx);
  const about = {
    kind,
    config: config.data,
    connection: connection.key,
    step: "send",
    book,
    externalId: null,
    now,
  } as const;
  const plan = await planRemediation(deps, tx, locked, about);
  if (plan.outcome === "not-possible") return plan.reason;
  return plan.sha256.equals(approval.requestSha256) ? null : changedReason;
}
