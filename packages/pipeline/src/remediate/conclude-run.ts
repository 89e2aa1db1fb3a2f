import { type EpochMs, failedRunsMax, formatId } from "@signalbox/core";
import {
  addJob,
  appendJournal,
  type ConnectionForCall,
  endRun,
  findComponentOf,
  findRunUnderWay,
  forgetRun,
  type LockedAction,
  loadRunHistory,
  notifyLive,
  raiseFailure,
  type Tx,
} from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { runCause } from "./runbook-terms.ts";

/** The run of a remediation has ended, or nobody knows: writes it down, tells the incident's tickets, and stops what has
 *  failed twice in a row, which pages. Does nothing for what did not start. In the transaction that ends the action's try. */
export async function concludeRunOf(
  deps: Pick<PerformDeps, "newId">,
  tx: Tx,
  locked: LockedAction,
  connection: Pick<ConnectionForCall, "id" | "key">,
  end: { result: "succeeded" | "failed" | "unknown"; reason: string; now: EpochMs },
): Promise<void> {
  const { action } = locked;
  if (action.kind !== "remediate") return;
  const run = await findRunUnderWay(tx, action.id);
  if (run === null) return;
  const { result, reason, now } = end;
  await endRun(tx, run.id, end);
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "worker",
    verb: `remediation.${result}`,
    ...subjectOf(locked),
    details: { actionId: action.id, runId: run.id, runbook: run.runbook, reason: `${run.runbook}: ${reason}` },
  });
  await addJob(tx, "tell_run", { runId: run.id });
  await notifyLive(tx, "run", run.id);
  if (result !== "failed") return;
  const component = await findComponentOf(tx, action.incidentId);
  const cause = runCause(connection.key, run.runbook, component?.key ?? null);
  const { connectionId, runbook, componentId } = run;
  const history = await loadRunHistory(tx, { connectionId, runbook, componentId, cause });
  if (history.failedInARow < failedRunsMax) return;
  const where = component === null ? "" : ` for ${component.name}`;
  await raiseFailure(tx, {
    kind: "remediation-stopped",
    cause,
    subjectKind: "action",
    subjectId: action.id,
    reason: `${runbook} has failed ${history.failedInARow} times in a row${where}, and is not run any more: ${reason}`,
    advice: "Find out why it does not help, and mend it. It is run again once this is marked done.",
    details: {
      connection: connection.key,
      runbook,
      incidentId: action.incidentId === null ? null : formatId("inc", action.incidentId),
    },
    now,
    newId: deps.newId,
  });
}

/** A remediation has started: a line of its incident's story. */
export async function tellRunStarted(
  tx: Tx,
  locked: LockedAction,
  run: { id: string; runbook: string; what: string; now: EpochMs },
): Promise<void> {
  await appendJournal(tx, {
    at: run.now,
    actorKind: "system",
    actor: "worker",
    verb: "remediation.started",
    ...subjectOf(locked),
    details: { actionId: locked.action.id, runId: run.id, runbook: run.runbook, reason: `${run.runbook}: ${run.what}` },
  });
  await notifyLive(tx, "run", run.id);
  if (locked.action.incidentId !== null) await notifyLive(tx, "incident", locked.action.incidentId);
}

/** A remediation that was announced did not start after all: it has not run, and nothing counts it. */
export async function takeBackRun(
  tx: Tx,
  locked: LockedAction,
  runId: string,
  reason: string,
  now: EpochMs,
): Promise<void> {
  const runbook = await forgetRun(tx, runId);
  if (runbook === null) return;
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "worker",
    verb: "remediation.not-started",
    ...subjectOf(locked),
    details: { actionId: locked.action.id, runbook, reason: `${runbook}: ${reason}` },
  });
  await notifyLive(tx, "run", runId);
}

function subjectOf({ action }: LockedAction): { subjectKind: string; subjectId: string } {
  return action.incidentId === null
    ? { subjectKind: "action", subjectId: action.id }
    : { subjectKind: "incident", subjectId: action.incidentId };
}
