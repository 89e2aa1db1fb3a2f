import type { EpochMs } from "@signalbox/core";
import { type ActionRow, addJob, appendJournal, markFailurePaged, notifyLive, type Tx } from "@signalbox/database";

/** A page about a failure has ended, in the transaction that ends it: somebody is paged, or the next path is tried. */
export async function concludeFailurePage(
  tx: Tx,
  action: Pick<ActionRow, "id" | "failureId">,
  end: { isDone: boolean; now: EpochMs },
): Promise<void> {
  const { id: actionId, failureId } = action;
  if (failureId === null) return;
  if (!end.isDone) return addJob(tx, "escalate", { failureId });
  await markFailurePaged(tx, failureId, end.now);
  await appendJournal(tx, {
    at: end.now,
    actorKind: "system",
    actor: "worker",
    verb: "failure.paged",
    subjectKind: "failure",
    subjectId: failureId,
    details: { actionId },
  });
  await notifyLive(tx, "failure", failureId);
}
