import { newUuid } from "@signalbox/core";
import { beginObligationCheck, findLastCheck, listFindings } from "@signalbox/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { beginDailyChecks, checkObligations } from "./check-obligations.ts";

let world: TestPerform;
beforeAll(async () => {
  world = await startTestPerform();
  // Every hit, not the first alone: only so can a second ticket with our reference be seen.
  const find = { path: "/tickets?ref={{ obligation.reference }}", id: "$.items[*].id", reference: "$.items[*].ref" };
  await world.db.sql`update connections set config = jsonb_set(config, '{ticket,find}', ${world.db.sql.json(find)})
    where key = 'desk'`;
});
afterAll(() => world.stop());

type Opened = Awaited<ReturnType<typeof openTicket>>;
async function openTicket() {
  const incident = await world.openIncident();
  const ordered = await world.order(incident, "ticket");
  await world.perform(ordered.actionId);
  const ticket = world.tickets().find(({ ref }) => ref === ordered.reference)!;
  return { incident, ordered, ticket };
}
const close = async ({ incident, ordered }: Opened) => world.perform(await world.resolve(incident, ordered));

async function check(connectionId = world.company.desk) {
  const id = newUuid();
  const asked = { id, connectionId, askedBy: "ada@example.test", now: Date.now() };
  expect(await world.db.transaction((tx) => beginObligationCheck(tx, asked))).not.toBeNull();
  await checkObligations(world.deps, { checkId: id });
  const { looked, total, asExpected, error, finishedAt } = (await findLastCheck(world.db.read, connectionId))!;
  expect(finishedAt).not.toBeNull();
  const findings = await listFindings(world.db.read, id);
  return { looked, total, asExpected, error, findings };
}
const noted = async ({ ordered }: Opened) => {
  const [row] = await world.db.sql<{ at: Date | null }[]>`
    select closed_outside_at as at from obligations where id = ${ordered.obligationId}`;
  const lines = await world.db.sql<{ verb: string; actor: string }[]>`
    select verb, actor from journal where subject_id = ${ordered.obligationId} and verb like 'obligation.%there%'
      or subject_id = ${ordered.obligationId} and verb = 'obligation.closed-by-hand' order by id`;
  return { at: row!.at !== null, lines: lines.map(({ verb }) => verb) };
};

describe("comparing our obligations with what the desk holds", () => {
  it("tells what is missing, closed by hand, open though settled and doubled, and notes what a person closed", async () => {
    const [well, byHand, deleted, doubled, undone, over] = [
      await openTicket(),
      await openTicket(),
      await openTicket(),
      await openTicket(),
      await openTicket(),
      await openTicket(),
    ];
    await close(undone);
    await close(over);
    byHand.ticket.status = "closed";
    undone.ticket.status = "open";
    world.practice.world.tickets.delete(deleted.ticket.id);
    world.practice.world.tickets.set("900", { ...doubled.ticket, id: "900" });
    const asked = await check();
    expect(asked).toMatchObject({ total: 6, looked: 6, error: null });
    const told = Object.fromEntries(asked.findings.map(({ obligationId, finding }) => [obligationId, finding]));
    expect(told).toEqual({
      [byHand.ordered.obligationId]: "closed-by-hand",
      [deleted.ordered.obligationId]: "missing",
      [doubled.ordered.obligationId]: "doubled",
      [undone.ordered.obligationId]: "open-though-settled",
    });
    expect(asked.asExpected).toBe(2);
    expect(asked.findings.find(({ finding }) => finding === "doubled")?.detail).toMatch(/900/);
    expect(await noted(byHand)).toEqual({ at: true, lines: ["obligation.closed-by-hand"] });
    expect(await noted(well)).toEqual({ at: false, lines: [] });

    const [story] = await world.db.sql`
      select verb, details ->> 'reason' as reason from journal where subject_kind = 'incident'
        and subject_id = ${byHand.incident.id}`;
    expect(story).toEqual({
      verb: "obligation.closed-by-hand",
      reason: `ticket ${byHand.ticket.id} at desk was closed there by hand, not by Signalbox`,
    });

    // Told once; and taken back when it is seen open there again.
    await check();
    expect(await noted(byHand)).toEqual({ at: true, lines: ["obligation.closed-by-hand"] });
    byHand.ticket.status = "open";
    await check();
    expect(await noted(byHand)).toEqual({
      at: false,
      lines: ["obligation.closed-by-hand", "obligation.open-there-again"],
    });
  });

  it("blames no person for a close or a re-opening of our own that is not known to have worked yet", async () => {
    const [told, withdrawn] = [await openTicket(), await openTicket()];
    const closing = await world.resolve(told.incident, told.ordered);
    told.ticket.status = "closed";
    for (const state of ["running", "unknown"]) {
      await world.db.sql`update actions set state = ${state} where id = ${closing}`;
      const { findings } = await check();
      expect(findings.filter(({ obligationId }) => obligationId === told.ordered.obligationId)).toEqual([]);
      expect(await noted(told)).toEqual({ at: false, lines: [] });
    }
    const closed = await world.resolve(withdrawn.incident, withdrawn.ordered);
    await world.db.sql`update actions set state = 'done', finished_at = now() where id = ${closed}`;
    await world.addLink(withdrawn.ordered.obligationId, withdrawn.incident, {
      ...withdrawn.ordered,
      ordinal: 3,
      verb: "reopen",
    });
    withdrawn.ticket.status = "closed";
    const { findings } = await check();
    expect(findings.filter(({ obligationId }) => obligationId === withdrawn.ordered.obligationId)).toEqual([]);
    expect(await noted(withdrawn)).toEqual({ at: false, lines: [] });
    await world.db.sql`update obligations set status = 'settled', settled_at = now()
      where id in (${told.ordered.obligationId}, ${withdrawn.ordered.obligationId})`;
    for (const { ticket } of [told, withdrawn]) ticket.status = "closed";
  });

  it("says of each that could not be asked why, and calls nobody while calls are paused", async () => {
    world.practice.fail({ target: "tickets", kind: "500", times: 1 });
    const { findings } = await check();
    expect(findings.filter(({ finding }) => finding === "not-readable").map(({ detail }) => detail)).toEqual([
      "it answered 500: the practice world fails on request",
    ]);
    await world.db.sql`insert into settings (key, value, updated_by) values ('outbound', '{"enabled": false}', 'test')`;
    const before = world.practice.requests().length;
    expect(await check()).toMatchObject({ looked: 0, error: expect.stringMatching(/paused/) });
    expect(await beginDailyChecks(world.deps)).toBe(0);
    expect(world.practice.requests()).toHaveLength(before);
    await world.db.sql`delete from settings where key = 'outbound'`;
  });

  it("runs once at a time, daily by itself, and goes on where a lost worker stopped", async () => {
    await world.db.sql`update obligation_checks set started_at = started_at - interval '25 hours'`;
    expect(await beginDailyChecks(world.deps)).toBe(1);
    expect(await beginDailyChecks(world.deps)).toBe(0);
    const { id, total } = (await findLastCheck(world.db.read, world.company.desk))!;
    const again = { id: newUuid(), connectionId: world.company.desk, askedBy: "bob", now: Date.now() };
    expect(await world.db.transaction((tx) => beginObligationCheck(tx, again))).toBeNull();
    const [third] = await world.db.sql<{ id: string }[]>`
      select id from obligations where connection_id = ${world.company.desk} order by id offset 2 limit 1`;
    await world.db.sql`update obligation_checks set looked = 3, looked_until = ${third!.id} where id = ${id}`;
    const before = world.practice.requests().length;
    await checkObligations(world.deps, { checkId: id });
    expect(await findLastCheck(world.db.read, world.company.desk)).toMatchObject({ looked: total, error: null });
    expect(world.practice.requests().length - before).toBe((total - 3) * 2);
  });
});
