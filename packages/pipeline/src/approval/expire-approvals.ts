import { type EpochMs, formatDuration } from "@signalbox/core";
import {
  type ApprovalRow,
  endApproval,
  findApprovalRow,
  type LockedAction,
  listDueApprovals,
  lockAction,
  lockObligations,
  raiseFailure,
  type Tx,
} from "@signalbox/database";
import { endPage } from "../page/end-page.ts";
import { endLink } from "../perform/advance-chain.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { tellApproval } from "./ask-approval.ts";

type ExpireDeps = Pick<PerformDeps, "db" | "now" | "newId">;

/** Ends the questions that nobody has decided in time: nothing is run, and a failure pages. Safe to run twice and at once.
 *  Returns how many. */
export async function expireApprovals(deps: ExpireDeps): Promise<number> {
  let count = 0;
  for (const id of await listDueApprovals(deps.db.read, deps.now())) {
    const isExpired = await deps.db.transaction(async (tx) => {
      const place = await findApprovalRow(tx, id);
      if (place === null) return false;
      const now = deps.now();
      if (place.pageId !== null)
        await lockObligations(tx, { incidentIds: [], componentScopes: [], ids: [place.pageId] });
      const locked = await lockAction(tx, place.actionId);
      const approval = await findApprovalRow(tx, id);
      return locked !== null && approval !== null && expireIn(deps, tx, approval, locked, now);
    });
    if (isExpired) count += 1;
  }
  return count;
}

/** The same for one, whose page and action are locked. False where it was decided. */
export async function expireIn(
  deps: { newId(): string },
  tx: Tx,
  approval: ApprovalRow,
  locked: LockedAction,
  now: EpochMs,
): Promise<boolean> {
  const waited = formatDuration(approval.expiresAt - approval.askedAt);
  const reason = `nobody said yes or no within ${waited}`;
  if (!(await endApproval(tx, approval.id, { status: "expired", by: null, reason, now }))) return false;
  if (approval.pageId !== null) await endPage(deps, tx, approval.pageId, { reason, now });
  if (locked.action.state === "needs_approval") await endLink(tx, locked, { state: "failed", reason, now });
  const { runbook, incidentId, actionId } = approval;
  await raiseFailure(tx, {
    kind: "approval-expired",
    cause: actionId,
    subjectKind: "action",
    subjectId: actionId,
    reason: `${runbook} was not run: ${reason}`,
    advice: "Look at the incident. Retry this to ask anew, or do it by hand and mark it done.",
    details: { incidentId, approvalId: approval.id },
    now,
    newId: deps.newId,
  });
  await tellApproval(tx, approval, { verb: "approval.expired", reason, actorKind: "system", actor: "worker", now });
  return true;
}
