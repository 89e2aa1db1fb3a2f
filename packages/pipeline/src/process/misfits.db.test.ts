import { formatId } from "@signalbox/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { retryDeliveries } from "../incident/retry-delivery.ts";
import { createProcessingUnderTest, type ProcessingUnderTest } from "./processing-under-test.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterAll(() => world.close());

const one = { incident_id: "k1", status: "open", monitor: "Checkout", severity: "critical" };
const another = { incident_id: "k3", status: "open", monitor: "Checkout", severity: "critical" };
const store = (body: unknown) => world.store(JSON.stringify(body), { source: "tool" });
const deliveries = () => world.rows("select state, reason from deliveries order by id");

describe("a payload of which a part no longer fits", () => {
  it("gives what can be read, and fails for the rest by the name of its field", async () => {
    await world.reset();
    const id = await store([one, { ...one, status: "snoozed" }, another]);
    expect(await world.process([id])).toEqual({ processed: 0, ignored: 0, failed: 1, split: 0 });
    expect(await world.rows("select ordinal, correlation_key from events order by ordinal")).toEqual([
      { ordinal: 0, correlation_key: "k1" },
      { ordinal: 2, correlation_key: "k3" },
    ]);
    const reason = expect.stringContaining(
      '1 of 3 parts can\'t be read; [1].status: holds a word that is not known: "snoozed"',
    );
    expect(await deliveries()).toEqual([{ state: "failed", reason }]);
    expect(await world.failures()).toEqual(["delivery-unreadable tool 1 open"]);
    expect(await world.rows("select details from failures")).toEqual([
      { details: { source: "tool", field: "[1].status", delivery: formatId("dlv", id) } },
    ]);
  });

  it("keeps what was applied when it is tried again", async () => {
    const before = [await world.incidents(), await world.actions()];
    const [delivery] = await world.rows<{ id: string }>("select id from deliveries");
    const actor = { kind: "person" as const, name: "ops@example.test" };
    expect(await retryDeliveries(world.deps, { deliveryIds: [delivery!.id], actor })).toHaveLength(1);
    expect(await world.process([delivery!.id])).toMatchObject({ failed: 1 });
    expect([await world.incidents(), await world.actions()]).toEqual(before);
    expect(await world.rows("select count(*)::int as events from events")).toEqual([{ events: 2 }]);
  });

  it("counts without a severity that nobody knows, and a failure names the word's field; nobody is paged for that", async () => {
    await world.reset();
    const id = await store({ ...one, severity: "purple" });
    expect(await world.process([id])).toMatchObject({ processed: 1 });
    expect(await world.rows("select severity, drift from events")).toEqual([
      { severity: "unknown", drift: ['severity: holds a severity that is not known: "purple"'] },
    ]);
    expect(await world.failures()).toEqual(["payload-drifts tool 1 open"]);
    expect((await world.jobs()).filter((job) => job.startsWith('escalate {"failureId'))).toEqual([]);

    const next = await store({ ...one, incident_id: "k2", severity: "green" });
    await world.process([next]);
    expect(await world.failures()).toEqual(["payload-drifts tool 2 open"]);
    expect(await world.rows("select reason, details ->> 'delivery' as delivery from failures")).toEqual([
      { reason: expect.stringContaining('"green"'), delivery: formatId("dlv", next) },
    ]);
  });

  it("says nothing about what a test event leaves open", async () => {
    await world.reset();
    await world.process([await store({ status: "test", severity: "purple" })]);
    expect(await world.failures()).toEqual([]);
  });
});
