import { connectionKindByKey } from "@signalbox/connections";
import { newUuid, planOrder } from "@signalbox/core";
import { beginObligationCheck, findLastCheck, listFindings, type Tx } from "@signalbox/database";
import { osticketAccess, type PostImitation, startOsticket, type TicketImitation } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statusPages } from "../conformance/status-pages.ts";
import { ticketSystems } from "../conformance/ticket-systems.ts";
import { settleAction } from "../failure/retry-action.ts";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { beginDailyChecks, canBeChecked, checkObligations } from "./check-obligations.ts";

let world: TestPerform;
let outbound: Outbound;
beforeAll(async () => {
  world = await startTestPerform();
  outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.0", prefixLength: 8, port: null }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
});
afterAll(async () => {
  await outbound.close();
  await world.stop();
});

type ObligationKind = "ticket" | "status-post";
interface Held {
  id: string;
  isClosed: boolean;
}

async function connect(kind: string, config: object, secrets: Readonly<Record<string, string>>): Promise<number> {
  const id = await world.addConnection(`c-${kind}`, kind, config);
  for (const [field, value] of Object.entries(secrets)) await world.setSecret(id, field, value);
  return id;
}

async function open(kind: ObligationKind, connectionId: number) {
  const incident = await world.openIncident();
  const ordered = await world.order(incident, kind, connectionId);
  const performed = await world.perform(ordered.actionId, { outbound });
  const { external_id: externalId } = await world.obligation(ordered.obligationId);
  return { incident, ordered, performed, externalId: externalId! };
}
type Opened = Awaited<ReturnType<typeof open>>;

const close = async ({ incident, ordered }: Opened) =>
  world.perform(await world.resolve(incident, ordered), { outbound });

async function check(connectionId: number) {
  const id = newUuid();
  const asked = { id, connectionId, askedBy: "ada@example.test", now: Date.now() };
  expect(await world.db.transaction((tx) => beginObligationCheck(tx, asked))).not.toBeNull();
  await checkObligations({ ...world.deps, outbound }, { checkId: id });
  expect((await findLastCheck(world.db.read, connectionId))?.error).toBeNull();
  const findings = await listFindings(world.db.read, id);
  return Object.fromEntries(findings.map(({ obligationId, finding }) => [obligationId, finding]));
}

const systems = [
  ...ticketSystems
    .filter(({ kind }) => kind === "zammad" || kind === "servicenow")
    .map((system) => ({
      ...system,
      does: "ticket" as const,
      async start() {
        const desk: TicketImitation = await system.start();
        const held = (): Held[] => desk.tickets();
        return { ...desk, held };
      },
    })),
  ...statusPages.map((system) => ({
    ...system,
    does: "status-post" as const,
    async start() {
      const page: PostImitation = await system.start();
      const held = (): Held[] => page.posts().map(({ id, isResolved }) => ({ id, isClosed: isResolved }));
      return { ...page, held, closeByHand: page.resolveByHand };
    },
  })),
];

// Each at its own system: all at once, for a comparison rests between its looks.
it.concurrent.each(systems.map((system) => [system.kind, system] as const))(
  "%s is opened, compared with what is there, closed, and opened again where it can be",
  async (key, system) => {
    const there = await system.start();
    // Without waiting for one's turn.
    const config = { ...system.config(there.url), rate: { perSecond: 100 } };
    const connectionId = await connect(key, config, system.secrets);
    const kind = connectionKindByKey(key)!;
    const can = kind.capabilities(kind.configSchema.parse(config));
    const isClosed = ({ externalId }: Opened) => there.held().find(({ id }) => id === externalId)?.isClosed;

    const [well, byHand, deleted, doubled, over] = [
      await open(system.does, connectionId),
      await open(system.does, connectionId),
      await open(system.does, connectionId),
      await open(system.does, connectionId),
      await open(system.does, connectionId),
    ];
    for (const one of [well, byHand, deleted, doubled, over]) expect(one.performed).toMatchObject({ outcome: "done" });
    await close(over);
    expect(isClosed(over)).toBe(true);
    expect(await world.obligation(over.ordered.obligationId)).toMatchObject({ status: "settled" });

    there.closeByHand(byHand.externalId);
    there.remove(deleted.externalId);
    there.double(doubled.externalId);
    expect(await check(connectionId)).toEqual({
      [byHand.ordered.obligationId]: "closed-by-hand",
      [deleted.ordered.obligationId]: "missing",
      // What can't be searched tells of none that is there twice.
      ...(can.find ? { [doubled.ordered.obligationId]: "doubled" } : {}),
    });
    // What a person closed, and what is gone, is settled without another word when its incident ends.
    await close(byHand);
    expect(await world.obligation(byHand.ordered.obligationId)).toMatchObject({ status: "settled" });
    await close(deleted);
    expect(await world.obligation(deleted.ordered.obligationId)).toMatchObject({ status: "lost" });
    expect(isClosed(well)).toBe(false);

    const settled = { kind: system.does, status: "settled", externalId: over.externalId, occurrence: 1 } as const;
    const order = { change: "reopened", hasUpdateText: false, canReopen: can.reopen } as const;
    expect(planOrder({ ...settled, links: [] }, order)).toEqual(
      can.reopen ? { plan: "reopen" } : { plan: "open", occurrence: 2, linksPrevious: true, endsPrevious: false },
    );
    if (can.reopen) {
      const link = { ...over.ordered, ordinal: 3, verb: "reopen" } as const;
      const reopening = await world.addLink(over.ordered.obligationId, over.incident, link);
      expect(await world.perform(reopening, { outbound })).toMatchObject({ outcome: "done" });
      expect(isClosed(over)).toBe(false);
    }
    await there.stop();
  },
);

describe("osTicket", () => {
  it("leaves each close to a person: a failure asks for it, and is settled as done by hand", async () => {
    const desk = await startOsticket();
    const config = { baseUrl: desk.url, apiKey: { kept: true }, email: "monitoring@example.test" };
    const connectionId = await connect("osticket", config, osticketAccess);
    const opened = await open("ticket", connectionId);
    expect(opened.externalId).toBe(desk.tickets()[0]?.number);

    // Nothing there can be looked at: the daily check passes it by.
    const kind = connectionKindByKey("osticket")!;
    expect(canBeChecked(kind, kind.configSchema.parse(config))).toBe(false);
    await beginDailyChecks({ ...world.deps, outbound });
    expect(await findLastCheck(world.db.read, connectionId)).toBeNull();

    const closing = await world.resolve(opened.incident, opened.ordered);
    const before = desk.calls.length;
    await world.perform(closing, { outbound });
    expect(desk.calls).toHaveLength(before);
    const [failure] = await world.db.sql`
      select kind, status, reason from failures where cause = 'connection:c-osticket'`;
    expect(failure).toMatchObject({
      kind: "action-failed",
      status: "open",
      reason: expect.stringMatching(/close ticket 123456.*close it there/),
    });
    expect(await world.obligation(opened.ordered.obligationId)).toMatchObject({ status: "open" });
    // While it is open here, an incident that comes back joins it.
    const links = [{ id: closing, verb: "close", state: "failed", always: false }] as const;
    const create = { id: opened.ordered.actionId, verb: "create", state: "done", always: false } as const;
    const chain = { kind: "ticket", status: "open", externalId: opened.externalId, occurrence: 1 } as const;
    const order = { change: "reopened", hasUpdateText: false, canReopen: false } as const;
    expect(planOrder({ ...chain, links: [create, ...links] }, order)).toMatchObject({ plan: "join" });

    const settle = (tx: Tx) =>
      settleAction(tx, {
        actor: { actorKind: "person", actor: "ada@example.test" },
        actionId: closing,
        as: "done",
        reason: "closed in osTicket",
        now: Date.now(),
        newId: newUuid,
      });
    expect(await world.db.transaction(settle)).toBe(true);
    expect(await world.obligation(opened.ordered.obligationId)).toMatchObject({ status: "settled" });
    await desk.stop();
  });

  it("asks a person where the answer to a new ticket was lost", async () => {
    const desk = await startOsticket();
    const config = { baseUrl: desk.url, apiKey: { kept: true }, email: "monitoring@example.test" };
    const id = await world.addConnection("c-osticket-lost", "osticket", config);
    await world.setSecret(id, "apiKey", osticketAccess.apiKey);
    desk.behave({ mode: "drop" }, 1);
    const opened = await open("ticket", id);
    expect(opened.performed).toMatchObject({ outcome: "ask-person" });
    await world.perform(opened.ordered.actionId, { outbound });
    expect(desk.tickets()).toHaveLength(1);
    const [failure] = await world.db.sql`select kind from failures where cause = 'connection:c-osticket-lost'`;
    expect(failure).toEqual({ kind: "action-unknown" });
    await desk.stop();
  });
});
