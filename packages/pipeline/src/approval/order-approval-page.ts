import { type EpochMs, idempotencyKey, obligationReference } from "@signalbox/core";
import {
  findPagerOfIncident,
  insertOrderedObligation,
  type LockedAction,
  loadConnectionForCall,
  loadTeamOfAction,
  setApprovalPage,
  type Tx,
} from "@signalbox/database";
import { loadFailurePaths } from "../failure/page-paths.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";

/** Orders the page by which whoever is on call is asked for a yes: by the pager that the incident was paged with, else by the
 *  first path of `failures`. Where there is none, the question stands in the app alone. */
export async function orderApprovalPage(
  deps: Pick<PerformDeps, "newId">,
  tx: Tx,
  locked: LockedAction,
  { approvalId, now }: { approvalId: string; now: EpochMs },
): Promise<void> {
  const { action } = locked;
  const { incidentId } = action;
  if (incidentId === null) return;
  const connectionId =
    (await findPagerOfIncident(tx, incidentId)) ?? (await loadFailurePaths(tx, "")).connections[0]?.id ?? null;
  const connection = connectionId === null ? null : await loadConnectionForCall(tx, connectionId);
  if (connection === null) return;
  const team = await loadTeamOfAction(tx, action.id);
  const slot = `approval ${approvalId}`;
  const place = {
    scopeKind: "incident",
    scopeId: incidentId,
    connectionId: connection.id,
    kind: "page",
    slot,
  } as const;
  const id = deps.newId();
  const reference = obligationReference(id);
  const { ruleSetId, ruleKey, eventReceivedAt, eventDeliveryId, eventOrdinal } = action;
  await insertOrderedObligation(tx, {
    obligation: {
      ...place,
      id,
      occurrence: 1,
      reference,
      incidentId,
      teamId: team?.id ?? null,
      ruleSetId,
      ruleKey,
      nextOrdinal: 2,
      openedAt: now,
    },
    create: {
      id: deps.newId(),
      madeAt: now,
      incidentId,
      obligationId: id,
      ordinal: 1,
      kind: "page",
      verb: "create",
      connectionId: connection.id,
      ruleSetId,
      ruleKey,
      eventReceivedAt,
      eventDeliveryId,
      eventOrdinal,
      fields: { team: team?.key ?? null, approval: approvalId },
      dueAt: now,
      nextTryAt: now,
      idempotencyKey: idempotencyKey(reference, "create", 1),
    },
    incidentIds: [incidentId],
    now,
  });
  await setApprovalPage(tx, approvalId, id);
}
