// A process of its own: the batches that Signalbox stores, without HTTP and verification around them.
import { newUuid } from "@signalbox/core";
import { type NewDelivery, openDatabase, storeDeliveries } from "@signalbox/database";
import { signedDelivery } from "./signed-requests.ts";

export type RawOrder = { databaseUrl: string; warmUpMs: number; measureMs: number; prefix: string };

const batchRows = 100;
const batchesInFlight = 3;

async function runRaw(order: RawOrder): Promise<number> {
  const db = openDatabase({ url: order.databaseUrl, applicationName: "raw insert", poolSize: 1 });
  const { body, headers } = signedDelivery("raw");
  const headersJson = JSON.stringify(Object.entries(headers));
  const verification = {
    scheme: "hmac",
    signed: true,
    secret: null,
    header: null,
    bytes: body.length,
    timestampAt: null,
  };
  let made = 0;
  const batch = (): NewDelivery[] =>
    Array.from({ length: batchRows }, () => ({
      id: newUuid(),
      sourceId: 1,
      senderDeliveryId: `${order.prefix}-${String(made++).padStart(9, "0")}`,
      idBasis: "sender",
      receivedAt: Date.now(),
      lane: "normal",
      method: "POST",
      headersJson,
      query: null,
      verification,
      remoteAddress: "127.0.0.1",
      body,
    }));
  const measureFrom = performance.now() + order.warmUpMs;
  const until = measureFrom + order.measureMs;
  let stored = 0;
  const insertOn = async (): Promise<void> => {
    while (performance.now() < until) {
      const rows = await storeDeliveries(db.sql, batch(), { live: false }).stored;
      const now = performance.now();
      if (now >= measureFrom && now < until) stored += rows.length;
    }
  };
  await Promise.all(Array.from({ length: batchesInFlight }, insertOn));
  await db.close();
  return stored / (order.measureMs / 1000);
}

process.on("message", (order: RawOrder) => {
  runRaw(order).then(
    (perSecond) => process.send?.({ perSecond }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
