import {
  type FinishedDelivery,
  findAppliedOrdinals,
  findOpenFailures,
  finishDeliveries,
  hasFailedDeliveries,
  insertSenderRequests,
  lockReceivedDeliveries,
  type NewSenderRequest,
  type ReceivedDelivery,
  settleFailure,
  type Tx,
  together,
} from "@signalbox/database";
import type { AtOnceOrders } from "../perform/at-once.ts";
import type { RoutingSnapshot, RoutingSource } from "../routing/routing-snapshot.ts";
import { applyEvents } from "./apply-events.ts";
import { cleanText } from "./clean-event.ts";
import type { IncomingEvent } from "./incoming-event.ts";
import { mapInTurns } from "./map-in-turns.ts";
import type { ProcessDeps } from "./process-deps.ts";
import { driftedPayload, type Raised, unreadableDelivery } from "./raised.ts";
import { type DeliveryReading, readDelivery, readRequest } from "./read-delivery.ts";
import { blameTheWork } from "./work-threw.ts";

/** How many deliveries ended how; those that had ended before are not counted. */
export interface BatchCounts {
  processed: number;
  ignored: number;
  failed: number;
}

type Read = { delivery: ReceivedDelivery; source: RoutingSource; reading: DeliveryReading };

/** Takes deliveries from `received` to their end, all in one transaction. Running it again does nothing: it locks those that
 *  still wait. Throws WorkThrew where any of them can't be processed, else what the database said; then nothing is written.
 *  @param findMore names others to be taken along, within the same transaction */
export async function processBatch(
  deps: ProcessDeps,
  routing: RoutingSnapshot,
  deliveryIds: readonly string[],
  findMore: (tx: Tx) => Promise<string[]> = async () => [],
): Promise<BatchCounts> {
  const orders = deps.atOnce?.orders();
  const startedAt = performance.now();
  try {
    const counts = await deps.db.transaction((tx) => {
      orders?.drop();
      return blameTheWork(async () => {
        const ids = [...deliveryIds, ...(await findMore(tx))];
        return processIn(tx, deps, routing, ids, orders);
      });
    });
    orders?.start();
    const deliveries = counts.processed + counts.ignored + counts.failed;
    deps.pace?.note({ deliveries, tookMs: performance.now() - startedAt });
    return counts;
  } catch (error) {
    orders?.drop();
    throw error;
  }
}

async function processIn(
  tx: Tx,
  deps: ProcessDeps,
  routing: RoutingSnapshot,
  deliveryIds: readonly string[],
  orders: AtOnceOrders | undefined,
): Promise<BatchCounts> {
  const [received, open] = await together(
    () => lockReceivedDeliveries(tx, deliveryIds),
    () => findOpenFailures(tx, ["delivery-unreadable", "delivery-crashes"]),
  );
  const read = await mapInTurns(received, (delivery) => readOne(routing, delivery));
  await deps.failpoint("job.afterNormalise");
  if (read.length === 0) return { processed: 0, ignored: 0, failed: 0 };
  const now = deps.now();
  const events = await leaveOutApplied(tx, read);
  const raised = read.flatMap(raisedBy);
  const alsoTell = [{ topic: "delivery" as const, id: read[0]!.delivery.id }];
  const beforeWrite = () => deps.failpoint("job.beforeStateWrite");
  const finished = read.map(finish);
  const beside = () =>
    together(
      // Not the time at which it began: waiting for keys that others held can take seconds.
      () => finishDeliveries(tx, finished, deps.now()),
      () => insertSenderRequests(tx, read.flatMap(askedBy)),
    );
  const apply = { routing, now, newId: deps.newId, beforeWrite, raised, alsoTell, beside };
  await applyEvents(tx, orders === undefined ? apply : { ...apply, orders }, events);
  await tidyUp(tx, read, open, now);
  const count = (state: FinishedDelivery["state"]) => finished.filter((one) => one.state === state).length;
  return { processed: count("processed"), ignored: count("ignored"), failed: count("failed") };
}

function readOne(routing: RoutingSnapshot, delivery: ReceivedDelivery): Read {
  const source = routing.sources.get(delivery.sourceId);
  if (source === undefined) throw new Error(`source ${delivery.sourceId} is not in revision ${routing.revision}`);
  return { delivery, source, reading: readDelivery(delivery, source) };
}

/** What was applied stays applied: a delivery that failed in part, and is tried again, gives what is missing. */
async function leaveOutApplied(tx: Tx, read: readonly Read[]): Promise<IncomingEvent[]> {
  const again = read.filter(({ delivery }) => delivery.hasFailedBefore).map(({ delivery }) => delivery);
  const applied = await findAppliedOrdinals(tx, again);
  return read.flatMap(({ reading }) => {
    if (reading.outcome !== "events") return [];
    return reading.events.filter((event) => applied.get(event.deliveryId)?.has(event.ordinal) !== true);
  });
}

function raisedBy({ delivery, source, reading }: Read): Raised[] {
  switch (reading.outcome) {
    case "ignored":
      return [];
    case "unreadable":
      return [unreadableDelivery(delivery.id, source, reading)];
    case "events": {
      const { unread, field, misfits } = reading;
      return [
        ...(unread === null ? [] : [unreadableDelivery(delivery.id, source, { reason: unread, field })]),
        ...(misfits.length === 0 ? [] : [driftedPayload(delivery.id, source, misfits)]),
      ];
    }
  }
}

function askedBy({ delivery, source }: Read): NewSenderRequest[] {
  const asked = readRequest(delivery, source);
  if (asked === null) return [];
  const subject = cleanText(asked.kind === "token" ? asked.token : asked.topic, 1_000);
  const { id: deliveryId, sourceId, receivedAt } = delivery;
  return subject === "" ? [] : [{ deliveryId, sourceId, receivedAt, kind: asked.kind, subject }];
}

function finish({ delivery, source, reading }: Read): FinishedDelivery {
  const readBy = { id: delivery.id, mappingVersion: source.mapping.compiled === null ? null : source.mapping.version };
  switch (reading.outcome) {
    case "events":
      return { ...readBy, state: reading.unread === null ? "processed" : "failed", reason: reading.unread };
    case "ignored":
      return { ...readBy, state: "ignored", reason: reading.reason };
    case "unreadable":
      return { ...readBy, state: "failed", reason: reading.reason };
  }
}

// A retry that worked ends the failure, once no other delivery of the source is left that failed since the failure began.
async function tidyUp(
  tx: Tx,
  read: readonly Read[],
  failures: Awaited<ReturnType<typeof findOpenFailures>>,
  now: number,
): Promise<void> {
  const isRead = ({ reading }: Read) =>
    reading.outcome === "ignored" || (reading.outcome === "events" && reading.unread === null);
  const mended = read.filter(isRead).map(({ source }) => source);
  const sources = new Map(mended.map((source) => [source.key, source]));
  for (const { kind, cause, firstAt } of failures.filter((failure) => sources.has(failure.cause))) {
    if (await hasFailedDeliveries(tx, sources.get(cause)!.id, firstAt)) continue;
    await settleFailure(tx, { kind, cause, by: "signalbox", reason: "a later try worked", now });
  }
}
