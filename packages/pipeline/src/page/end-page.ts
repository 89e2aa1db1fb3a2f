import { type EpochMs, idempotencyKey, nextLink, planSettlement } from "@signalbox/core";
import {
  addPerformJobs,
  appendLink,
  cancelActions,
  endObligation,
  lockObligations,
  saveJoinedIncidents,
  type Tx,
} from "@signalbox/database";

/** Ends a page whose cause is over though its incident is not: one that was not sent is never sent, one that was is ended at
 *  the pager. Safe to run twice. Locks the obligation: call it before any action is locked. */
export async function endPage(
  deps: { newId(): string },
  tx: Tx,
  obligationId: string,
  { reason, now }: { reason: string; now: EpochMs },
): Promise<void> {
  const [page] = await lockObligations(tx, { incidentIds: [], componentScopes: [], ids: [obligationId] });
  if (page === undefined || page.status !== "open") return;
  await saveJoinedIncidents(
    tx,
    page.incidents.map(({ id }) => ({ obligationId, incidentId: id, joinedAt: now, resolvedAt: now })),
  );
  const plan = planSettlement(page);
  await cancelActions(tx, plan.cancel, reason, now);
  if (plan.status !== null) await endObligation(tx, obligationId, { status: plan.status, reason, now });
  if (plan.append === null) return;
  const key = idempotencyKey(page.reference, "close", 1 + page.links.filter(({ verb }) => verb === "close").length);
  const close = { id: deps.newId(), obligationId, verb: "close", fields: null, idempotencyKey: key, now } as const;
  const made = await appendLink(tx, close);
  // Behind a page that is under way it waits for the end of that, which rings for it.
  if (made !== null && nextLink(page) === null && page.links.every(({ state }) => state !== "running")) {
    await addPerformJobs(tx, [{ ...made, runAt: now }]);
  }
}
