import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ringForActions } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import { processDeliveries } from "../process/process-deliveries.ts";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  t0,
  ticketAndPage,
} from "../process/processing-under-test.ts";
import { AtOncePlaces } from "./at-once.ts";
import { ConnectionLanes } from "./connection-lanes.ts";
import type { PerformDeps } from "./perform-deps.ts";

let world: ProcessingUnderTest;
let outbound: Outbound;
let asked = 0;
let answer: Promise<void> = Promise.resolve();
const desk = createServer(async (_request, response) => {
  asked += 1;
  await answer;
  response.setHeader("content-type", "application/json").end(JSON.stringify({ id: `T-${asked}` }));
});

beforeAll(async () => {
  world = await createProcessingUnderTest(ticketAndPage);
  await once(desk.listen(0, "127.0.0.1"), "listening");
  const { port } = desk.address() as AddressInfo;
  const local = { address: "127.0.0.1", prefixLength: 32, port };
  outbound = openOutbound({ allowNetworks: [local], ownPorts: [], ownAddresses: [], ownHosts: [] });
  await world.rows(`update connections set config = jsonb_set(config, '{baseUrl}', '"http://127.0.0.1:${port}"')
    where key = 'desk'`);
});
afterAll(async () => {
  await outbound?.close();
  desk.close();
  await world?.close();
});
beforeEach(async () => {
  await world.reset();
  asked = 0;
  answer = Promise.resolve();
});

function openPlaces(): AtOncePlaces {
  const deps: PerformDeps = {
    ...{ ...world.deps, db: world.db, outbound, secretKey: Buffer.alloc(32, 7), random: () => 0.5 },
    ...{ publicUrl: null, isOutboundOn: true, timeScale: 1 },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  return new AtOncePlaces(deps, new ConnectionLanes());
}
const deliver = async (count: number) => {
  const told = Array.from({ length: count }, (_none, n) => ({ type: "opened", at: 0, key: `k${n}` }) as const);
  return Promise.all(told.map((one) => world.store(anypingBody({ ...one, severity: "high" }))));
};
const jobs = async () =>
  (await world.rows<{ id: string }>("select payload ->> 'actionId' as id from graphile_worker._private_jobs")).length;

describe("what a delivery orders", () => {
  it("is performed at once by the process that ordered it, and no job rings for it", async () => {
    const places = openPlaces();
    const deliveryIds = await deliver(1);
    await processDeliveries({ ...world.deps, atOnce: places }, { deliveryIds, attempt: 1 });
    expect(await jobs()).toBe(0);
    await places.close();
    expect(await world.actions()).toEqual(["ticket create done"]);
    expect(asked).toBe(1);
  });

  it("gets jobs beyond the places that there are; a place that is free again is taken again", async () => {
    const places = openPlaces();
    let letGo = () => {};
    answer = new Promise((resolve) => {
      letGo = resolve;
    });
    await processDeliveries({ ...world.deps, atOnce: places }, { deliveryIds: await deliver(12), attempt: 1 });
    expect(await jobs()).toBe(4);
    letGo();
    await expect.poll(async () => (await world.actions()).filter((one) => one.endsWith("done")).length).toBe(8);
    const [late] = [await world.store(anypingBody({ type: "opened", at: 0, key: "late", severity: "high" }))];
    await processDeliveries({ ...world.deps, atOnce: places }, { deliveryIds: [late], attempt: 1 });
    expect(await jobs()).toBe(4);
    await places.close();
    expect(asked).toBe(9);
  });

  it("is not performed where the batch is rolled back", async () => {
    const places = openPlaces();
    const deps = { ...world.deps, atOnce: places };
    const [id] = await deliver(1);
    await world.rows("alter table ledger_dirty add constraint away check (false) not valid");
    await expect(processDeliveries(deps, { deliveryIds: [id!], attempt: 1 })).rejects.toThrow();
    await world.rows("alter table ledger_dirty drop constraint away");
    await places.close();
    expect(asked).toBe(0);
    expect(await world.actions()).toEqual([]);
  });

  it("is rung for by the sweep where the process was lost before it began", async () => {
    // Takes them, and is gone: it never starts.
    const lost = { orders: () => ({ ...openPlaces().orders(), start: () => {} }) };
    await processDeliveries({ ...world.deps, atOnce: lost }, { deliveryIds: await deliver(2), attempt: 1 });
    expect(await jobs()).toBe(0);
    const ring = (now: number) => world.db.transaction((tx) => ringForActions(tx, now, 15_000));
    expect(await ring(t0 + 10_000)).toBe(0);
    expect(await ring(t0 + minute)).toBe(2);
    expect(await jobs()).toBe(2);
  });
});
