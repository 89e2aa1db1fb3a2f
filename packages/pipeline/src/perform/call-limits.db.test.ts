import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@signalbox/core";
import { pauseConnection, releaseParked, resumeConnection } from "@signalbox/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import { switchOutbound } from "../outbound/switch-outbound.ts";
import { ConnectionLanes } from "./connection-lanes.ts";
import { performInLane, ringAgain } from "./perform-in-lane.ts";
import { deskTicket, startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
let outbound: Outbound;
beforeAll(async () => {
  world = await startTestPerform();
  const allowNetworks = [{ address: "127.0.0.1", prefixLength: 32, port: null }];
  outbound = openOutbound({ allowNetworks, ownPorts: [], ownAddresses: [], ownHosts: [] });
});
afterAll(async () => {
  await outbound.close();
  await world.stop();
});

/** A desk that takes so long for each call; null: it never answers. */
async function startDesk(answerAfterMs: number | null) {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const server: Server = createServer((request, response) => {
    request.resume();
    begun.push(performance.now());
    underWay += 1;
    most = Math.max(most, underWay);
    if (answerAfterMs === null) {
      response.on("close", () => {
        underWay -= 1;
      });
      return;
    }
    setTimeout(() => {
      // Counted off before the answer leaves: whoever has it may begin the next call at once.
      underWay -= 1;
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id: newUuid() }));
    }, answerAfterMs);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${port}`, begun, most: () => most, stop };
}

async function connect(key: string, baseUrl: string, more: object = {}): Promise<number> {
  const { find: _find, read: _read, ...ticket } = deskTicket;
  return world.addConnection(key, "ticket-json", { baseUrl, timeout: "10s", ticket, ...more });
}
async function orderMany(connectionId: number, count: number): Promise<string[]> {
  const ordered = [];
  for (let n = 0; n < count; n += 1) {
    ordered.push((await world.order(await world.openIncident(), "ticket", connectionId)).actionId);
  }
  return ordered;
}
const perform = (actionId: string, timeScale = 1 / 30) => world.perform(actionId, { outbound, timeScale });
const parkedFor = async (connectionId: number) => {
  const rows = await world.db.sql<{ parked: string | null; state: string; tries: number }[]>`
    select parked_for as parked, state, tries from actions where connection_id = ${connectionId} order by id`;
  return rows.map(({ parked, state, tries }) => `${state} ${parked ?? "-"} ${tries}`);
};
/** Takes jobs as they fall due, many at once, until all actions of the connection have ended. */
async function work(connectionId: number, forMs: number, timeScale = 1 / 30): Promise<void> {
  const until = Date.now() + forMs;
  const running = new Set<Promise<unknown>>();
  for (;;) {
    const jobs = await world.db.sql<{ payload: { actionId?: string } }[]>`
      delete from graphile_worker._private_jobs where run_at <= now() returning payload`;
    for (const { actionId } of jobs.map(({ payload }) => payload)) {
      if (actionId === undefined) continue;
      const one = perform(actionId, timeScale).finally(() => running.delete(one));
      running.add(one);
    }
    const [left] = await world.db.sql<{ n: number }[]>`select count(*)::int as n from actions
      where connection_id = ${connectionId} and finished_at is null`;
    if (left!.n === 0 || Date.now() > until) break;
    await sleep(10);
  }
  await Promise.all(running);
}

describe("calls at once", () => {
  it("are four of one connection, over all that claim; the rest wait as no try, and the other connections don't (G8)", async () => {
    const dead = await startDesk(null);
    const well = await startDesk(0);
    const deadId = await connect("dead", dead.url, { timeout: "6s" });
    const wellId = await connect("well", well.url);
    const stuck = await orderMany(deadId, 7);
    const others = await orderMany(wellId, 3);
    let hasEnded = false;
    const deadOnes = stuck.map((id) =>
      perform(id).then((outcome) => {
        hasEnded ||= outcome.outcome !== "parked";
        return outcome;
      }),
    );
    const outcomes = await Promise.all(others.map((id) => perform(id, 1)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["done", "done", "done"]);
    expect(hasEnded).toBe(false);
    const ended = await Promise.all(deadOnes);
    expect(ended.filter(({ outcome }) => outcome === "parked")).toHaveLength(3);
    expect(dead.most()).toBe(4);
    // A try is counted only where a call was made.
    const states = await parkedFor(deadId);
    expect(states.filter((text) => /^waiting (slot|-) 0$/.test(text))).toHaveLength(3);
    await Promise.all([dead.stop(), well.stop()]);
  });

  it("are as many as the connection says; each that ends rings for the next", async () => {
    const desk = await startDesk(30);
    const id = await connect("narrow", desk.url, { concurrency: 2 });
    await Promise.all((await orderMany(id, 12)).map((one) => perform(one, 1)));
    await work(id, 10_000, 1);
    expect(desk.begun).toHaveLength(12);
    expect(desk.most()).toBe(2);
    expect(await parkedFor(id)).toEqual(Array.from({ length: 12 }, () => "done - 1"));
    await desk.stop();
  });

  it("are not used up by a worker that was lost: its slot is free when its lease ends", async () => {
    const desk = await startDesk(0);
    const id = await connect("lossy", desk.url, { concurrency: 1 });
    const [first, second] = await orderMany(id, 2);
    const failpoint = (name: string) => {
      if (name === "action.beforeSend") throw new Error("killed");
    };
    await expect(world.perform(first!, { outbound, failpoint })).rejects.toThrow("killed");
    expect(await perform(second!)).toMatchObject({ outcome: "parked" });
    await world.db.sql`update actions set lease_until = now() where id = ${first!}`;
    await world.db.transaction((tx) => releaseParked(tx, { parkedFor: "slot", connectionId: id, now: Date.now() }));
    expect(await perform(second!)).toMatchObject({ outcome: "done" });
    await desk.stop();
  });
});

describe("actions of one connection that come to one process at once", () => {
  const inLane = (lanes: ConnectionLanes, actionId: string) =>
    performInLane({ ...world.deps, outbound, timeScale: 1 / 30 }, lanes, { actionId });

  it("wait in it for one another, never in the database, and each is made once", async () => {
    const desk = await startDesk(100);
    const id = await connect("laned", desk.url, { concurrency: 2 });
    const actions = await orderMany(id, 12);
    await world.db.sql`update actions set tries = 1 where id = ${actions.at(-1)!}`;
    const lanes = new ConnectionLanes();
    await Promise.all([...actions, ...actions.slice(0, 4)].map((one) => inLane(lanes, one)));
    expect(await parkedFor(id)).toEqual([...Array.from({ length: 11 }, () => "done - 1"), "done - 2"]);
    // Where its time had begun, the wait is no part of it.
    const waited = await world.db.sql<{ id: string }[]>`
      select id from actions where connection_id = ${id} and parked_ms > 0`;
    expect(waited.map((row) => row.id)).toEqual([actions.at(-1)]);
    expect(desk.begun).toHaveLength(12);
    expect(desk.most()).toBe(2);
    await desk.stop();
  });

  it("are rung for again where the process stops before their turn", async () => {
    const desk = await startDesk(200);
    const id = await connect("left", desk.url, { concurrency: 1 });
    const actions = await orderMany(id, 3);
    await world.db.sql`delete from graphile_worker._private_jobs`;
    const lanes = new ConnectionLanes();
    const running = Promise.all(actions.map((one) => inLane(lanes, one)));
    await expect.poll(() => desk.begun.length).toBe(1);
    const waiting = lanes.close();
    expect(waiting).toHaveLength(2);
    await ringAgain(world.deps, waiting);
    await running;
    expect(desk.begun).toHaveLength(1);
    await work(id, 10_000);
    expect(await parkedFor(id)).toEqual(Array.from({ length: 3 }, () => "done - 1"));
    expect(desk.begun).toHaveLength(3);
    await desk.stop();
  });

  it("go on after one that throws, and the one that waited and throws is rung for again", async () => {
    const desk = await startDesk(20);
    const id = await connect("thrown", desk.url, { concurrency: 1 });
    const actions = await orderMany(id, 3);
    await world.db.sql`delete from graphile_worker._private_jobs`;
    const lanes = new ConnectionLanes();
    let throws = 2;
    const failpoint = (name: string) => {
      if (name === "action.beforeIntent" && throws-- > 0) throw new Error("thrown");
    };
    const some = { ...world.deps, outbound, timeScale: 1 / 30, failpoint };
    const ends = await Promise.allSettled(actions.map((actionId) => performInLane(some, lanes, { actionId })));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(desk.begun).toHaveLength(1);
    const rung = await world.db.sql<{ id: string }[]>`
      select payload ->> 'actionId' as id from graphile_worker._private_jobs`;
    expect(actions).toContain(rung.find(({ id: one }) => actions.includes(one))?.id);
    await desk.stop();
  });
});

describe("limits, pauses and switches thrown all at once", () => {
  it("lose no action, make none twice, and let no more calls begin than may", async () => {
    const desk = await startDesk(15);
    const id = await connect("busy", desk.url, { concurrency: 3, rate: { perSecond: 100 } });
    const actions = await orderMany(id, 24);
    let isOver = false;
    const by = () => ({ actor: { kind: "person" as const, name: "ada@example.test" }, now: Date.now() });
    const disturb = async () => {
      while (!isOver) {
        await world.db.transaction((tx) => switchOutbound(tx, by(), { enabled: false, reason: "test" }));
        await world.db.transaction((tx) => pauseConnection(tx, id, "test", Date.now()));
        await sleep(20);
        await world.db.transaction((tx) => switchOutbound(tx, by(), { enabled: true, reason: "test" }));
        await world.db.transaction((tx) => resumeConnection(tx, id, Date.now()));
        await sleep(40);
      }
    };
    const disturbing = disturb();
    await Promise.all(actions.map((one) => perform(one)));
    await work(id, 20_000);
    isOver = true;
    await disturbing;
    expect(await parkedFor(id)).toEqual(Array.from({ length: 24 }, () => "done - 1"));
    expect(desk.begun).toHaveLength(24);
    expect(desk.most()).toBeLessThanOrEqual(3);
    await desk.stop();
  });
});

describe("the rate of a connection", () => {
  it("is kept by calls that come all at once after a pause, in the order in which they came (G9)", async () => {
    const desk = await startDesk(0);
    const id = await connect("slow-start", desk.url, { rate: { perSecond: 20 } });
    await Promise.all((await orderMany(id, 15)).map((one) => perform(one)));
    await work(id, 10_000);
    expect(desk.begun).toHaveLength(15);
    const gaps = desk.begun.slice(1).map((at, index) => at - desk.begun[index]!);
    // The claims are 50 ms apart at least; on its way to the desk a call may gain on the one before it.
    expect(desk.begun.at(-1)! - desk.begun[0]!).toBeGreaterThan(14 * 50 - 40);
    expect(gaps.filter((gap) => gap < 20).length).toBeLessThan(3);
    expect(await parkedFor(id)).toEqual(Array.from({ length: 15 }, () => "done - 1"));
    await desk.stop();
  });
});
