import { formatDuration } from "@signalbox/core";
import { findApproval, findRun, type LockedAction, loadOutputTail, type Tx } from "@signalbox/database";
import { approvalLink } from "../approval/approval-link.ts";
import { readShownRequest, sayRequest } from "../remediate/shown-request.ts";

/** What we say ourselves in place of a rule's fields: the page that asks for a yes, and how a remediation ended. */
export interface OwnTexts {
  action: Record<string, string>;
  /** In place of the link to the incident. */
  link?: string;
}

/** What templates of a connection see with our own texts in place of the rule's. */
export function withOwnTexts(scope: Readonly<Record<string, unknown>>, own: OwnTexts): Record<string, unknown> {
  const { action, ...link } = own;
  return { ...scope, ...link, action: { ...(scope.action as object), ...action } };
}

const tailCharacters = 1_500;

/** Null where the rule's own fields say it all. Values, never templates: what a command printed is shown as it is. */
export async function loadOwnTexts(
  tx: Tx,
  { action }: Pick<LockedAction, "action">,
  publicUrl: string | null,
): Promise<OwnTexts | null> {
  const { approval, run } = action.fields;
  if (action.kind === "page" && typeof approval === "string") return askingTexts(tx, approval, publicUrl);
  if (action.verb === "update" && typeof run === "string") return resultTexts(tx, run);
  return null;
}

async function askingTexts(tx: Tx, approvalId: string, publicUrl: string | null): Promise<OwnTexts | null> {
  const asked = await findApproval(tx, approvalId);
  if (asked === null) return null;
  const request = readShownRequest(asked.request);
  const where = asked.componentName === null ? "" : ` for ${asked.componentName}`;
  const what = request === null ? asked.runbook : sayRequest(request);
  const within = formatDuration(asked.expiresAt - asked.askedAt);
  const link = publicUrl === null ? null : approvalLink(publicUrl, approvalId);
  return {
    action: {
      title: `Yes or no: run ${asked.runbook}${where}?`,
      text: [
        `${asked.incidentTitle ?? "Signalbox"}: ${asked.why}. It needs a yes within ${within}.`,
        `What would run: ${what}`,
        link === null ? "Decide under Approvals." : `Decide here: ${link}`,
      ].join("\n"),
    },
    ...(link === null ? {} : { link }),
  };
}

async function resultTexts(tx: Tx, runId: string): Promise<OwnTexts | null> {
  const run = await findRun(tx, runId);
  if (run === null) return null;
  const took = run.endedAt === null ? "" : ` after ${formatDuration(Math.max(1_000, run.endedAt - run.startedAt))}`;
  const words = {
    succeeded: "has succeeded",
    failed: "has failed",
    unknown: "may have run, and nobody knows how it ended",
  };
  const approval = run.approvalId === null ? null : await findApproval(tx, run.approvalId);
  const allowed = approval?.decidedBy == null ? "" : ` It was allowed by ${approval.decidedBy}.`;
  const tail = await loadOutputTail(tx, runId, tailCharacters);
  const printed = tail.trim() === "" ? "" : `\n\nIts last lines:\n${tail.trim()}`;
  const comment = `Remediation ${run.runbook} ${run.result === null ? "runs" : words[run.result]}${took}: ${run.reason ?? ""}.${allowed}${printed}`;
  return { action: { comment } };
}
