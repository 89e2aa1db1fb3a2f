import type { EpochMs } from "@signalbox/core";
import { formatDuration } from "@signalbox/core";
import {
  type ApprovalRow,
  appendJournal,
  type ConnectionForCall,
  findLastApproval,
  hasRunBefore,
  insertApproval,
  type LockedAction,
  loadConnectionAuthor,
  loadRuleAuthor,
  moveAction,
  never,
  notifyLive,
  type Tx,
  voidApproved,
} from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";
import type { RemediationPlan } from "../remediate/plan-remediation.ts";
import { sayRequest } from "../remediate/shown-request.ts";
import { orderApprovalPage } from "./order-approval-page.ts";

type YesOutcome = { outcome: "free"; approvalId: string | null } | { outcome: "asked"; reason: string };

/** Lets a remediation run that needs no yes, or has one to exactly what it would do now; else asks for it. A yes to something
 *  else is void, and so is one that was given too long ago. */
export async function askOrTakeYes(
  deps: PerformDeps,
  tx: Tx,
  locked: LockedAction,
  given: { connection: ConnectionForCall; plan: RemediationPlan; now: EpochMs },
): Promise<YesOutcome> {
  const { action } = locked;
  const { connection, plan, now } = given;
  const hasRun = await hasRunBefore(tx, action.id);
  // What a connection runs elsewhere, its own settings say: whoever wrote them counts as who wrote the rule.
  const writer = plan.remediation.runbooks === null ? null : await loadConnectionAuthor(tx, connection.key);
  const isOwn = writer !== null && action.orderedBy?.toLowerCase() === writer.toLowerCase();
  const why = whyAsk({ isRuleDestructive: action.fields.destructive === true, hasRun, isOwn }, plan);
  if (why === null) return { outcome: "free", approvalId: null };
  const last = await findLastApproval(tx, action.id);
  if (last?.status === "approved" && !last.isUsed) {
    const refusal = refuseYes(last, plan, { now, timeScale: deps.timeScale });
    if (refusal === null) return { outcome: "free", approvalId: last.id };
    await voidApproved(tx, last.id, refusal);
    await tell(tx, locked, "approval.void", { approvalId: last.id, reason: refusal, now });
  }
  const reason = await ask(deps, tx, locked, { ...given, why, writer });
  return { outcome: "asked", reason };
}

function whyAsk(
  { isRuleDestructive, hasRun, isOwn }: { isRuleDestructive: boolean; hasRun: boolean; isOwn: boolean },
  { terms, runbook }: RemediationPlan,
): string | null {
  if (hasRun) return `${runbook} has run before for this, and is run again only if somebody says so`;
  if (terms.destructive) return `${runbook} is destructive`;
  if (isRuleDestructive) return `the rule says that ${runbook} is destructive`;
  return isOwn ? `whoever ordered ${runbook} has written what it runs` : null;
}

function refuseYes(
  yes: Pick<ApprovalRow, "requestSha256" | "decidedAt">,
  { sha256, remediation }: RemediationPlan,
  { now, timeScale }: { now: EpochMs; timeScale: number },
): string | null {
  if (!sha256.equals(yes.requestSha256)) return changedReason;
  const goodForMs = remediation.approvalWithinMs;
  if (now <= (yes.decidedAt ?? now) + goodForMs * timeScale) return null;
  return `the yes was given more than ${formatDuration(goodForMs)} ago`;
}

export const changedReason = "what would run has changed since";

/** Asks for a yes to what would run now, pages whoever is on call with a link to it, and lets the action wait. */
async function ask(
  deps: Pick<PerformDeps, "newId" | "timeScale">,
  tx: Tx,
  locked: LockedAction,
  given: { connection: ConnectionForCall; plan: RemediationPlan; why: string; writer: string | null; now: EpochMs },
): Promise<string> {
  const { action } = locked;
  const { connection, plan, why, writer, now } = given;
  const { remediation, shown, sha256, runbook } = plan;
  const author = action.ruleSetId === null ? null : await loadRuleAuthor(tx, action.ruleSetId);
  const notBy = [author, action.orderedBy, writer].flatMap((name) => (name === null ? [] : [name.toLowerCase()]));
  const id = deps.newId();
  await insertApproval(tx, {
    id,
    actionId: action.id,
    requestSha256: sha256,
    askedAt: now,
    expiresAt: Math.ceil(now + remediation.approvalWithinMs * deps.timeScale),
    request: shown,
    runbook,
    connectionId: connection.id,
    incidentId: action.incidentId,
    approversNeeded: remediation.approvers,
    notBy: [...new Set(notBy)],
    why,
  });
  const reason = `waits for ${remediation.approvers === 1 ? "a yes" : "two to say yes"}: ${why}`;
  await moveAction(tx, action.id, { state: "needs_approval", reason, nextTryAt: never, now });
  await tell(tx, locked, "approval.asked", { approvalId: id, reason: `${sayRequest(shown)}: ${why}`, now });
  await orderApprovalPage(deps, tx, locked, { approvalId: id, now });
  return reason;
}

async function tell(
  tx: Tx,
  { action }: LockedAction,
  verb: string,
  told: { approvalId: string; reason: string; now: EpochMs },
): Promise<void> {
  const { approvalId, reason, now } = told;
  await tellApproval(
    tx,
    { id: approvalId, actionId: action.id, incidentId: action.incidentId },
    {
      verb,
      reason,
      actorKind: "system",
      actor: "worker",
      now,
    },
  );
}

/** A line of the journal about an approval, which the incident's story has too. */
export async function tellApproval(
  tx: Tx,
  approval: Pick<ApprovalRow, "id" | "actionId" | "incidentId">,
  line: { verb: string; reason: string; actorKind: "system" | "person"; actor: string; now: EpochMs },
): Promise<void> {
  const { id, actionId, incidentId } = approval;
  const { verb, reason, actorKind, actor, now } = line;
  const subject =
    incidentId === null
      ? { subjectKind: "action", subjectId: actionId }
      : { subjectKind: "incident", subjectId: incidentId };
  await appendJournal(tx, {
    at: now,
    actorKind,
    actor,
    verb,
    ...subject,
    details: { approvalId: id, actionId, reason },
  });
  await notifyLive(tx, "approval", id);
  if (incidentId !== null) await notifyLive(tx, "incident", incidentId);
}
