import type { EpochMs } from "@signalbox/core";
import {
  addJobs,
  appendJournal,
  type Database,
  notifyLive,
  reopenFailedDeliveries,
  type Tx,
} from "@signalbox/database";
import type { ByPerson } from "../failure/retry-action.ts";

/** Lets failed deliveries be processed again, each in a job of its own: with today's code and rules, and the same effects as
 *  if they had just come. Those that did not fail are left alone. Returns the ids that go on. */
export async function retryDeliveries(
  deps: { db: Pick<Database, "transaction">; now(): EpochMs },
  given: { deliveryIds: readonly string[]; actor: { kind: "person" | "token"; name: string } },
): Promise<string[]> {
  const { deliveryIds, actor } = given;
  const by = { actor: { actorKind: actor.kind, actor: actor.name }, now: deps.now() };
  return deps.db.transaction((tx) => retryDeliveriesIn(tx, { deliveryIds, by }));
}

/** The same within a transaction. */
export async function retryDeliveriesIn(
  tx: Tx,
  given: { deliveryIds: readonly string[]; by: ByPerson },
): Promise<string[]> {
  const { actor, now } = given.by;
  const reopened = await reopenFailedDeliveries(tx, given.deliveryIds);
  await addJobs(
    tx,
    reopened.map((id) => ({ task: "process", payload: [id] })),
  );
  await appendJournal(
    tx,
    reopened.map((id) => ({
      ...actor,
      at: now,
      verb: "delivery.retried",
      subjectKind: "delivery",
      subjectId: id,
    })),
  );
  if (reopened[0] !== undefined) await notifyLive(tx, "delivery", reopened[0]);
  return reopened;
}
