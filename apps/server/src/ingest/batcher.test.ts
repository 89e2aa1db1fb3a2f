import { setTimeout as sleep } from "node:timers/promises";
import type { NewDelivery } from "@signalbox/database";
import { describe, expect, it } from "vitest";
import { Batcher } from "./batcher.ts";
import { defaultLimits } from "./ingest-deps.ts";
import type { StoreOutcome } from "./store-batch.ts";

function row(name: string, bytes = 10, sourceId = 1): NewDelivery {
  return {
    id: name,
    sourceId,
    senderDeliveryId: name,
    idBasis: "sender",
    receivedAt: 0,
    lane: "normal",
    method: "POST",
    headersJson: "[]",
    query: null,
    verification: { scheme: "hmac", signed: true, secret: null, header: null, bytes, timestampAt: null },
    remoteAddress: null,
    body: Buffer.alloc(bytes),
  };
}

/** A batcher whose batches are stored when the test says so. */
function startBatcher(limits: Partial<typeof defaultLimits> = {}) {
  const batches: { names: string[]; deadlineMs: number; finish(): void }[] = [];
  const store = (rows: readonly NewDelivery[], deadlineMs: number): Promise<StoreOutcome[]> =>
    new Promise((resolve) => {
      const finish = (): void => resolve(rows.map(({ id }) => ({ outcome: "stored", deliveryId: id })));
      batches.push({ names: rows.map(({ id }) => id), deadlineMs, finish });
    });
  const batcher = new Batcher(store, { ...defaultLimits, ...limits });
  const add = (...names: string[]) => names.map((name) => batcher.add(row(name)));
  const put = (...names: string[]): void => void add(...names);
  return { batcher, batches, add, put, names: () => batches.map((batch) => batch.names) };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(4, "0")}`);

describe("Batcher", () => {
  it("stores a lone delivery at once, and answers it with its own outcome", async () => {
    const { batches, add, names } = startBatcher();
    const [answer] = add("a");
    await turn();
    expect(names()).toEqual([["a"]]);
    batches[0]!.finish();
    expect(await answer).toEqual({ outcome: "stored", deliveryId: "a" });
  });

  it("puts together what arrives while one is being stored, sorted by source and name", async () => {
    const { batcher, batches, put, names } = startBatcher();
    put("first");
    await turn();
    const answers = [batcher.add(row("c")), batcher.add(row("a", 10, 2)), batcher.add(row("b"))];
    await turn();
    expect(names()).toHaveLength(1);
    batches[0]!.finish();
    await turn();
    expect(names()[1]).toEqual(["b", "c", "a"]);
    batches[1]!.finish();
    expect(
      (await Promise.all(answers)).map((told) =>
        told === "queue-full" ? told : "deliveryId" in told && told.deliveryId,
      ),
    ).toEqual(["c", "a", "b"]);
  });

  it("starts a second beside it when that is worth a commit, but no third", async () => {
    const { put, names } = startBatcher();
    put("first");
    await turn();
    put(...many("x", 20));
    await turn();
    expect(names()[1]).toEqual(many("x", 20));
    put(...many("y", 200));
    await sleep(60);
    expect(names()).toHaveLength(2);
  });

  it("lets nobody wait long for one that hangs", async () => {
    const { put, names } = startBatcher();
    put("hangs");
    await turn();
    put("a", "b");
    await sleep(80);
    expect(names()).toEqual([["hangs"], ["a", "b"]]);
  });

  it("takes so many rows and bytes at once, and one that is larger alone", async () => {
    const { batcher, batches, names } = startBatcher({ batchRows: 3, batchBytes: 100, batchesInFlight: 1 });
    for (const [name, bytes] of [
      ["a", 60],
      ["b", 50],
      ["c", 300],
      ["d", 1],
      ["e", 1],
      ["f", 1],
      ["g", 1],
    ] as const)
      void batcher.add(row(name, bytes));
    for (let i = 0; i < 5; i++) {
      await turn();
      batches[i]!.finish();
    }
    await turn();
    expect(names()).toEqual([["a"], ["b"], ["c"], ["d", "e", "f"], ["g"]]);
  });

  it("turns away what the queue has no room for", async () => {
    const { batches, add, put } = startBatcher({ queuedDeliveries: 2, batchesInFlight: 1 });
    put("first");
    await turn();
    const answers = add("a", "b", "c");
    expect(await answers[2]).toBe("queue-full");
    batches[0]!.finish();
    await turn();
    batches[1]!.finish();
    expect(await answers[0]).toEqual({ outcome: "stored", deliveryId: "a" });
  });

  it("leaves to a batch only the time that its oldest delivery has left", async () => {
    const { batches, put } = startBatcher({ batchesInFlight: 1, answerMs: 400, batchMs: 350 });
    put("first");
    await turn();
    put("waits");
    await sleep(200);
    batches[0]!.finish();
    await turn();
    expect(batches[0]!.deadlineMs).toBe(350);
    expect(batches[1]!.deadlineMs).toBeLessThanOrEqual(205);
  });

  it("is drained when all that it was given has been stored", async () => {
    const { batcher, batches, put } = startBatcher();
    await batcher.drained();
    put("a");
    let isDrained = false;
    const drained = batcher.drained().then(() => {
      isDrained = true;
    });
    await turn();
    expect(isDrained).toBe(false);
    batches[0]!.finish();
    await drained;
    expect(isDrained).toBe(true);
  });
});
