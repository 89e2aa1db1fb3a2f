import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../liveness/sweep.ts";
import { refreshLookUps } from "../look-up/refresh-look-ups.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { isOutboundSwitchedOn, loadOutboundState } from "./is-switched-on.ts";
import { openOutbound } from "./open-outbound.ts";
import { switchOutbound } from "./switch-outbound.ts";

let world: TestPerform;
beforeAll(async () => {
  world = await startTestPerform();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.sql`delete from settings where key = 'outbound'`;
  await world.db.sql`delete from graphile_worker._private_jobs`;
  await world.db
    .sql`update actions set state = 'cancelled', finished_at = now(), parked_for = null where finished_at is null`;
});

const at = (minutes = 0) => ({
  actor: { kind: "person" as const, name: "ada@example.test" },
  now: Date.now() + minutes * 60_000,
});
const pause = () =>
  world.db.transaction((tx) => switchOutbound(tx, at(), { enabled: false, reason: "the desk goes mad" }));
const resume = () => world.db.transaction((tx) => switchOutbound(tx, at(), { enabled: true, reason: "it is well" }));

describe("pausing all outbound calls", () => {
  it("parks tickets, pages and look-ups as no tries; resumed, they go pages first, oldest first, spread out", async () => {
    await pause();
    const asked = world.practice.requests().length;
    expect(await loadOutboundState(world.deps, world.db.read)).toMatchObject({
      isOn: false,
      reason: "the desk goes mad",
      by: "ada@example.test",
    });
    const incident = await world.openIncident();
    const tickets = [
      await world.order(incident, "ticket"),
      await world.order(await world.openIncident(), "ticket"),
      await world.order(await world.openIncident(), "ticket"),
    ];
    const page = await world.order(incident, "page");
    for (const { actionId } of [...tickets, page]) {
      expect(await world.perform(actionId)).toEqual({ outcome: "parked", reason: "outbound is off" });
    }
    await refreshLookUps(world.deps);
    expect(world.practice.requests()).toHaveLength(asked);
    expect(await resume()).toBe(4);
    const order = await world.db.sql<{ id: string; apart: number }[]>`
      select id, round(extract(epoch from next_try_at - min(next_try_at) over ()) * 1000)::int as apart
      from actions where finished_at is null order by next_try_at`;
    expect(order.map(({ id }) => id)).toEqual([page, ...tickets].map(({ actionId }) => actionId));
    expect(order.map(({ apart }) => apart)).toEqual([0, 50, 100, 150]);
    await world.drain();
    expect(world.tickets()).toHaveLength(3);
    expect(world.pages()).toHaveLength(1);
    const journal = await world.db.sql`select verb, details from journal where subject_id = 'outbound' order by id`;
    expect(journal).toEqual([
      { verb: "setting.set", details: { enabled: false, reason: "the desk goes mad" } },
      { verb: "setting.set", details: { enabled: true, reason: "it is well" } },
    ]);
  });

  it("makes nothing late that it held back, and is found out by the sweep where the environment ended it", async () => {
    const { actionId } = await world.order(await world.openIncident(), "ticket");
    await world.perform(actionId, { isOutboundOn: false });
    await world.db.sql`update actions set due_at = due_at - interval '2 hours' where id = ${actionId}`;
    expect(await sweep({ ...world.deps, isOutboundOn: false })).toMatchObject({ unparked: 0, late: 0 });
    await world.db.sql`update actions set due_at = now() where id <> ${actionId}`;
    const { unparked } = (await sweep(world.deps))!;
    expect(unparked).toBe(1);
    expect(await sweep(world.deps)).toMatchObject({ unparked: 0, late: 0 });
    await world.drain();
    expect(await world.action(actionId)).toMatchObject({ state: "done", tries: 1 });
    expect(await world.failures()).toEqual([]);
  });

  it("is on where nobody ever said anything", async () => {
    expect(await isOutboundSwitchedOn(world.deps, world.db.read)).toBe(true);
  });
});

describe("a data source that answers with the credential it was asked with", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ email: `echo ${request.headers.authorization}` }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it("is kept without it (K1)", async () => {
    const { port } = server.address() as AddressInfo;
    const echo = await world.addConnection("echo", "on-call-json", {
      baseUrl: `http://127.0.0.1:${port}`,
      auth: { bearer: { kept: true } },
    });
    await world.setSecret(echo, "bearer", "canary-of-the-look-up");
    const onCall = { connection: "echo", path: "/", select: "$.email" };
    await world.db
      .sql`insert into teams (key, name, on_call) values ('echoed', 'Echoed', ${world.db.sql.json(onCall)})`;
    const allowNetworks = [{ address: "127.0.0.1", prefixLength: 32, port: null }];
    const outbound = openOutbound({ allowNetworks, ownPorts: [], ownAddresses: [], ownHosts: [] });
    await refreshLookUps({ ...world.deps, outbound });
    await outbound.close();
    const [kept] = await world.db.sql`select value from lookup_answers where lookup_key = 'team:echoed'`;
    expect(kept).toEqual({ value: "echo Bearer [redacted]" });
  });
});
