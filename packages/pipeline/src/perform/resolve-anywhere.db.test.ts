import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuiltIns } from "../config/ensure-built-ins.ts";
import { settleAction } from "../failure/retry-action.ts";
import { resolveIncidentByHand } from "../incident/act-on-incident.ts";
import { openOutbound } from "../outbound/open-outbound.ts";
import { deskTicket, startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
beforeAll(async () => {
  world = await startTestPerform();
  await ensureBuiltIns({ db: world.db, now: Date.now });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.practice.faults.clear();
  await world.db.sql`delete from graphile_worker._private_jobs`;
});

type Incident = Awaited<ReturnType<TestPerform["openIncident"]>>;
type Ordered = Awaited<ReturnType<TestPerform["order"]>>;

const wasSent = ["afterSend", "beforeRecord", "afterRecord"];
const points = ["beforeIntent", "afterIntent", "beforeSend", "afterSend", "beforeRecord", "afterRecord"] as const;

/** It ends as everywhere: what it opened is settled in the transaction that folds the resolve. */
async function resolve({ id }: Incident): Promise<void> {
  const act = { incidentId: id, actor: { kind: "person", name: "ops@example.test" }, reason: "over" } as const;
  expect(await resolveIncidentByHand(world.deps, act)).toMatchObject({ outcome: "done" });
}

/** Performs the create; at the point the resolve comes in, and with `isKilled` the worker is lost there. */
async function performThrough(incident: Incident, ordered: Ordered, point: string, isKilled: boolean): Promise<void> {
  let isOver = false;
  const failpoint = async (name: string) => {
    if (name !== `action.${point}` || isOver) return;
    isOver = true;
    await resolve(incident);
    if (isKilled) throw new Error("killed");
  };
  const performing = world.perform(ordered.actionId, { failpoint });
  if (isKilled) await expect(performing).rejects.toThrow("killed");
  else await performing;
  expect(isOver).toBe(true);
}

describe.each([
  ["goes on", false],
  ["is killed", true],
])("a resolve at each point of a create whose worker %s", (_, isKilled) => {
  it("leaves no ticket open and no page ringing, and nobody is paged after it (D5, D6, D7)", async () => {
    const told: { point: string; ticket: Ordered; page: Ordered }[] = [];
    for (const point of points) {
      const incident = await world.openIncident();
      const ticket = await world.order(incident, "ticket");
      const page = await world.order(incident, "page");
      await performThrough(incident, ticket, point, isKilled);
      const other = await world.openIncident();
      const second = await world.order(other, "page");
      await performThrough(other, second, point, isKilled);
      // Ordered before the resolve, and its turn comes after it.
      await world.perform(page.actionId);
      // A lost worker has a call under way until its lease ends, and a connection only so many at once.
      await world.db.sql`update actions set lease_until = now() - interval '1 second' where state = 'running'`;
      told.push({ point, ticket, page: second });
      expect(world.pages().filter(({ reference }) => reference === page.reference)).toEqual([]);
    }
    const running = await world.db.sql<{ id: string }[]>`select id from actions where state = 'running'`;
    for (const { id } of running) await world.perform(id);
    await world.drain(20_000);
    for (const { point, ticket, page } of told) {
      const tickets = world.tickets().filter(({ ref }) => ref === ticket.reference);
      expect([point, tickets.length <= 1, tickets.filter(({ status }) => status === "open")]).toEqual([
        point,
        true,
        [],
      ]);
      const pages = world.pages().filter(({ reference }) => reference === page.reference);
      expect([point, pages.filter(({ status }) => status !== "resolved")]).toEqual([point, []]);
      expect([point, pages.map(({ rings }) => rings)]).toEqual([point, wasSent.includes(point) ? [1] : []]);
      for (const { obligationId } of [ticket, page]) {
        expect((await world.obligation(obligationId)).status).toMatch(/^(settled|cancelled)$/);
      }
    }
    expect(await world.failures()).toEqual([]);
  });
});

describe("a resolve while the breaker is open", () => {
  it("closes what is open once it works again, opens nothing that waited, and ends the page at once (G7)", async () => {
    const opened = await world.openIncident();
    const ticket = await world.order(opened, "ticket");
    const page = await world.order(opened, "page");
    await world.perform(ticket.actionId);
    await world.perform(page.actionId);
    const waiting = await world.openIncident();
    const unsent = await world.order(waiting, "ticket");
    await world.db
      .sql`update connection_health set breaker = 'open', open_until = now() + interval '1 second', trips = 1
      where connection_id = ${world.company.desk}`;
    expect(await world.perform(unsent.actionId)).toEqual({ outcome: "parked", reason: "breaker open" });
    await resolve(opened);
    await resolve(waiting);
    await world.drain(20_000);
    expect(world.tickets().find(({ ref }) => ref === ticket.reference)).toMatchObject({ status: "closed" });
    expect(world.tickets().filter(({ ref }) => ref === unsent.reference)).toEqual([]);
    expect(world.pages().find(({ reference }) => reference === page.reference)).toMatchObject({
      status: "resolved",
      rings: 1,
    });
    expect(await world.obligation(unsent.obligationId)).toMatchObject({ status: "cancelled" });
    expect(await world.failures()).toEqual([]);
  });
});

describe("a desk whose credentials change between open and resolve", () => {
  const seen: string[] = [];
  let desk: Server;
  let accepted = "the-old-token-0123";
  beforeAll(async () => {
    const tickets = new Map<string, { id: string; status: string }>();
    const read = async (request: IncomingMessage) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      return JSON.parse(Buffer.concat(parts).toString() || "{}");
    };
    desk = createServer(async (request, response) => {
      const answer = (status: number, body: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      seen.push(`${request.method} ${request.headers.authorization}`);
      if (request.headers.authorization !== `Bearer ${accepted}`) return answer(401, { error: "who are you" });
      const body = await read(request);
      if (request.method === "POST") {
        const ticket = { id: String(tickets.size + 1), status: "open" };
        tickets.set(ticket.id, ticket);
        return answer(201, ticket);
      }
      const ticket = tickets.get((request.url ?? "").split("/").at(-1) ?? "");
      if (ticket === undefined) return answer(404, {});
      if (request.method === "PATCH") ticket.status = body.status;
      return answer(200, ticket);
    }).listen(0, "127.0.0.1");
    await new Promise((ready) => desk.once("listening", ready));
  });
  afterAll(() => void desk.close());

  it("is closed with the new ones, at the first try", async () => {
    const { port } = desk.address() as AddressInfo;
    const { find: _, ...ticket } = deskTicket;
    const config = { baseUrl: `http://127.0.0.1:${port}`, auth: { bearer: { kept: true } }, timeout: "1s", ticket };
    const connection = await world.addConnection("new-desk", "ticket-json", config);
    await world.setSecret(connection, "bearer", accepted);
    const networks = { allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port }], ownPorts: [] };
    const outbound = openOutbound({ ...networks, ownAddresses: [], ownHosts: [] });
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket", connection);
    expect(await world.perform(ordered.actionId, { outbound })).toMatchObject({ outcome: "done" });
    accepted = "the-new-token-4567";
    await world.db
      .sql`update secrets set retired_at = now() where owner_kind = 'connection' and owner_id = ${connection}`;
    await world.setSecret(connection, "bearer", accepted);
    await resolve(incident);
    const [closing] = await world.db.sql<{ id: string }[]>`
      select id from actions where obligation_id = ${ordered.obligationId} and verb = 'close'`;
    expect(await world.perform(closing!.id, { outbound })).toMatchObject({ outcome: "done" });
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "settled" });
    expect(seen).toEqual([
      "POST Bearer the-old-token-0123",
      "PATCH Bearer the-new-token-4567",
      "GET Bearer the-new-token-4567",
    ]);
    await outbound.close();
  });
});

describe("a re-open that a person calls off", () => {
  it("leaves no obligation open: what was closed stays closed", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.perform(ordered.actionId);
    await resolve(incident);
    await world.drain();
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "settled" });
    await world.db.sql`update incidents set status = 'open', resolved_at = null where id = ${incident.id}`;
    await world.db
      .sql`update obligation_incidents set resolved_at = null where obligation_id = ${ordered.obligationId}`;
    await world.db.sql`update obligations set status = 'open', settled_at = null where id = ${ordered.obligationId}`;
    const reopening = await world.addLink(ordered.obligationId, incident, { ...ordered, ordinal: 3, verb: "reopen" });
    const update = await world.addLink(ordered.obligationId, incident, { ...ordered, ordinal: 4, verb: "update" });
    const by = { actor: { actorKind: "person", actor: "ops@example.test" }, now: Date.now() } as const;
    expect(
      await world.db.transaction((tx) =>
        settleAction(tx, {
          ...by,
          actionId: reopening,
          as: "cancelled",
          reason: "a new ticket was written by hand",
          newId: world.deps.newId,
        }),
      ),
    ).toBe(true);
    expect(await world.obligation(ordered.obligationId)).toMatchObject({ status: "settled" });
    expect(await world.action(update)).toMatchObject({ state: "cancelled", reason: "it stays closed" });
  });
});
