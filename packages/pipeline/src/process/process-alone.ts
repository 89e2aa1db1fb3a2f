import {
  abandonLoneTry,
  type DeliveryTries,
  findReceivedDeliveries,
  finishDeliveries,
  lockReceivedDeliveries,
  noteThrownTry,
  notifyLive,
  startLoneTry,
} from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import { type BatchCounts, processBatch } from "./process-batch.ts";
import type { ProcessDeps } from "./process-deps.ts";
import { raiseAll } from "./raised.ts";
import { WorkThrew } from "./work-threw.ts";

const thrownMax = 5;
const lostMax = 3;

/**
 * Processes a delivery that is alone in its job. What throws is tried again by the queue; after 5 tries that threw, or 3
 * workers that were lost with it, it becomes `failed` and a failure.
 */
export async function processAlone(deps: ProcessDeps, deliveryId: string, attempt: number): Promise<BatchCounts> {
  // The first try goes without a note: most deliveries come alone, and none of them would ever need it.
  const tries = attempt === 1 ? null : await startTry(deps, deliveryId);
  if (tries !== null && tries.lost >= lostMax) {
    return giveUp(deps, deliveryId, `its worker was lost ${tries.lost} times while it was processed`);
  }
  try {
    const counts = await processBatch(deps, await loadRouting(deps.db), [deliveryId]);
    await deps.failpoint("job.afterStateWrite");
    return counts;
  } catch (error) {
    if (!(error instanceof WorkThrew)) {
      if (tries !== null) await deps.db.transaction((tx) => abandonLoneTry(tx, deliveryId));
      throw error;
    }
    const thrown = await deps.db.transaction((tx) => noteThrownTry(tx, deliveryId, error.message.slice(0, 1_000)));
    if (thrown >= thrownMax) return giveUp(deps, deliveryId, `processing it threw ${thrown} times: ${error.message}`);
    throw error;
  }
}

async function startTry(deps: ProcessDeps, deliveryId: string): Promise<DeliveryTries | null> {
  return deps.db.transaction(async (tx) => {
    const waiting = await findReceivedDeliveries(tx, [deliveryId]);
    return waiting.length === 0 ? null : startLoneTry(tx, deliveryId, deps.now());
  });
}

async function giveUp(deps: ProcessDeps, deliveryId: string, why: string): Promise<BatchCounts> {
  const routing = await loadRouting(deps.db);
  const reason = why.slice(0, 1_000);
  return deps.db.transaction(async (tx) => {
    const [delivery] = await lockReceivedDeliveries(tx, [deliveryId]);
    if (delivery === undefined) return { processed: 0, ignored: 0, failed: 0 };
    const now = deps.now();
    const source = routing.sources.get(delivery.sourceId)?.key ?? String(delivery.sourceId);
    const failure = {
      kind: "delivery-crashes" as const,
      cause: source,
      subjectKind: "delivery" as const,
      subjectId: deliveryId,
      reason: `A delivery of ${source} can't be processed: ${reason}`,
      advice: "This is a fault of ours, not of the sender. Keep the delivery, update, and retry it.",
      details: { source },
    };
    await raiseAll(tx, [failure], { now, newId: deps.newId });
    await finishDeliveries(tx, [{ id: deliveryId, state: "failed", reason, mappingVersion: null }], now);
    await notifyLive(tx, "delivery", deliveryId);
    return { processed: 0, ignored: 0, failed: 1 };
  });
}
