import { type Sender, senderByKey, signDelivery } from "@signalbox/senders";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRaw, statusesIn } from "./raw-http.ts";
import { addSource, startTestIngest, type TestIngest, type TestSource } from "./start-test-ingest.ts";

const runs = process.env.SIGNALBOX_NIGHTLY ? 20_000 : 600;
const secret = `whsec_${Buffer.alloc(24, 3).toString("base64")}`;
const sender = senderByKey("standard-webhooks") as Sender;

let test: TestDatabase;
let served: TestIngest;
let source: TestSource;
const rejections: unknown[] = [];
const noteRejection = (reason: unknown) => rejections.push(reason);
beforeAll(async () => {
  process.on("unhandledRejection", noteRejection);
  test = await createTestDatabase();
  served = await startTestIngest(test.url, { limits: { refusalBurst: 1_000_000 } });
  source = await addSource(served.db, { key: "fuzzed", sender: sender.key, secrets: [{ label: "", value: secret }] });
});
afterAll(async () => {
  process.off("unhandledRejection", noteRejection);
  await served.close();
  await test.drop();
});

const header = fc.tuple(
  fc.constantFrom("webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "x-a", "content-encoding"),
  fc.string({ unit: "binary-ascii", maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, "")),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  fc
    .tuple(fc.nat(), fc.nat(255))
    .map(([place, byte]) => mutated(sender.sample("open", { now: Date.now(), key: "f" }).body, place, byte)),
);
const method = fc.constantFrom("POST", "PUT", "GET", "DELETE", "PATCH", "OPTIONS", "HEAD");

function mutated(bytes: Uint8Array, place: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place % copy.length] = byte;
  return copy;
}

describe("C11 mutated requests", () => {
  it(`get an answer that is no 5xx, ${runs} of them, and leave a server that serves`, async () => {
    const request = fc.record({ method, body, headers: fc.array(header, { maxLength: 4 }), signs: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(request, async (sent) => {
        const signed = sent.signs
          ? signDelivery(sender.scheme, secret, { body: sent.body, id: `m${Math.random()}`, now: Date.now() }).headers
          : {};
        const headers = [
          ["host", "localhost"],
          ["content-length", String(sent.body.length)],
          ["connection", "close"],
        ];
        const lines = [...headers, ...Object.entries(signed), ...sent.headers].map((pair) => `${pair.join(": ")}\r\n`);
        const raw = openRaw(served.port);
        raw.write(Buffer.from(`${sent.method} ${source.path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"));
        raw.write(sent.body);
        const { text } = await raw.closed();
        const [status = 0] = statusesIn(text);
        expect(status, text).toBeGreaterThanOrEqual(200);
        expect(status, text).toBeLessThan(500);
      }),
      { numRuns: runs, ...(process.env.SIGNALBOX_NIGHTLY ? {} : { seed: 11 }) },
    );
    expect(rejections).toEqual([]);
    const last = Buffer.from('{"type": "test"}');
    const { headers } = signDelivery(sender.scheme, secret, { body: last, id: "last", now: Date.now() });
    expect((await fetch(served.url + source.path, { method: "POST", body: last, headers })).status).toBe(200);
  }, 600_000);
});
