import {
  findFailure,
  insertFailureRetry,
  itemsOfFailure,
  lockObligationsOfActions,
  type Tx,
} from "@signalbox/database";
import type { ByPerson } from "./retry-action.ts";
import { retryItem } from "./retry-item.ts";

const atOnceMax = 20;

/** `later`: there is so much that a job of the given id tries it again, a few at a time. */
export type RetryFailureOutcome =
  | { outcome: "retried"; count: number }
  | { outcome: "later"; retryId: string; count: number }
  | { outcome: "nothing-to-retry" };

/** Tries again what a failure is about: its actions, the failed deliveries of its source, or all that waits for a paused
 *  connection. */
export async function retryFailure(
  tx: Tx,
  by: ByPerson & { failureId: string; newId: () => string },
): Promise<RetryFailureOutcome> {
  const failure = await findFailure(tx, by.failureId);
  const items = failure === null ? null : await itemsOfFailure(tx, failure);
  if (items === null || items.length === 0) return { outcome: "nothing-to-retry" };
  const { actor, now } = by;
  if (items.length > atOnceMax) {
    const retryId = by.newId();
    const asked = { kind: by.actor.actorKind, name: by.actor.actor };
    if (asked.kind === "sender") throw new TypeError("a sender retries nothing");
    await insertFailureRetry(tx, {
      id: retryId,
      filter: { failure: by.failureId },
      items,
      actor: { ...asked, kind: asked.kind },
      now,
    });
    return { outcome: "later", retryId, count: items.length };
  }
  await lockObligationsOfActions(
    tx,
    items.flatMap(({ kind, id }) => (kind === "action" ? [id] : [])),
  );
  let count = 0;
  for (const item of items) if (await retryItem(tx, { actor, now }, item)) count += 1;
  return count === 0 ? { outcome: "nothing-to-retry" } : { outcome: "retried", count };
}
