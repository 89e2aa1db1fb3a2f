import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createProcessingUnderTest, type ProcessingUnderTest } from "../process/processing-under-test.ts";
import { resolveIncidentByHand } from "./act-on-incident.ts";
import { mergeIncidents, unmergeIncident } from "./merge-incidents.ts";
import { noteOnIncident } from "./note-incident.ts";
import { openIncidentByHand } from "./open-incident.ts";

const rules = `
rules:
  - {key: all, do: [{ticket: {connection: talking-desk}}, {page: {connection: pager}}]}
`;
let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
  await world.configure(rules);
});
afterEach(() => world.reset());
afterAll(() => world.close());

const actor = { kind: "person", name: "ana@example.test" } as const;
const minutes = (at: number) => Date.parse("2026-10-01T10:00:00Z") + at * 60_000;

async function idOf(key: string): Promise<string> {
  const [row] = await world.rows<{ id: string }>(`select id from incidents where correlation_key = '${key}'`);
  return row!.id;
}
/** `key kind verb state` of every action, by the key of the incident that its obligation was opened for. */
async function actions(): Promise<string[]> {
  const found = await world.rows<{ told: string }>(`
    select i.correlation_key || ' ' || a.kind || ' ' || a.verb || ' ' || a.state as told
    from actions a join obligations o on o.id = a.obligation_id join incidents i on i.id = o.incident_id
    order by i.correlation_key, a.kind, a.ordinal`);
  return found.map((row) => row.told);
}
async function send(): Promise<void> {
  await world.rows(`update actions set state = 'done', finished_at = now() where state = 'waiting'`);
  await world.rows(`update obligations set external_id = 'T-' || occurrence where external_id is null`);
}
async function twoDown(): Promise<{ a: string; b: string }> {
  await world.tell({ type: "opened", at: 0, key: "a" }, { type: "opened", at: 1, key: "b" });
  await send();
  world.setNow(minutes(5));
  return { a: await idOf("a"), b: await idOf("b") };
}

describe("an incident merged into another", () => {
  it("closes what it opened, is told in the other's ticket, and keeps it open to its own end", async () => {
    const { a, b } = await twoDown();
    const merged = await mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "the same cable" });
    expect(merged).toEqual({ outcome: "done" });
    expect(await actions()).toEqual([
      "a page create done",
      "a ticket create done",
      "b page create done",
      "b page close waiting",
      "b ticket create done",
      "b ticket close waiting",
    ]);
    expect(await world.incidents()).toEqual(["open 0- critical", "open 1- critical"]);
    await send();
    await world.tell({ type: "updated", at: 6, key: "b" }, { type: "resolved", at: 7, key: "a" });
    expect((await actions()).filter((told) => told.startsWith("a"))).toEqual([
      "a page create done",
      "a ticket create done",
      "a ticket update waiting",
    ]);
    await world.tell({ type: "resolved", at: 8, key: "b" });
    expect((await actions()).filter((told) => told.startsWith("a"))).toEqual([
      "a page create done",
      "a page close waiting",
      "a ticket create done",
      "a ticket update waiting",
      "a ticket close waiting",
    ]);
    expect(
      await world.rows(
        "select actor, details ->> 'reason' as reason, details ->> 'into' as into from journal where verb = 'incident.merged'",
      ),
    ).toEqual([{ actor: "ana@example.test", reason: "the same cable", into: a }]);
  });

  it("takes along what was merged into it before", async () => {
    const { a, b } = await twoDown();
    await world.tell({ type: "opened", at: 2, key: "c" });
    await send();
    world.setNow(minutes(5));
    await mergeIncidents(world.deps, { incidentId: await idOf("c"), into: b, actor, reason: "x" });
    await mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "x" });
    expect(await world.rows("select distinct merged_into from incidents where merged_into is not null")).toEqual([
      { merged_into: a },
    ]);
    expect((await actions()).filter((told) => told.endsWith("ticket close waiting"))).toEqual([
      "b ticket close waiting",
      "c ticket close waiting",
    ]);
    await world.tell({ type: "resolved", at: 6, key: "a" }, { type: "resolved", at: 7, key: "b" });
    expect(await actions()).not.toContain("a ticket close waiting");
    await world.tell({ type: "resolved", at: 8, key: "c" });
    expect(await actions()).toContain("a ticket close waiting");
  });

  it("acts for itself when it opens again after the other has ended: nothing that is down goes unheard", async () => {
    const { a, b } = await twoDown();
    await mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "the same cable" });
    await world.tell({ type: "resolved", at: 6, key: "a" }, { type: "resolved", at: 7, key: "b" });
    await send();
    await world.rows("update obligations set status = 'settled', settled_at = now()");
    await world.tell({ type: "opened", at: 9, key: "b" });
    expect(await world.rows("select merged_into from incidents where correlation_key = 'b'")).toEqual([
      { merged_into: null },
    ]);
    expect((await actions()).filter((told) => told.endsWith("waiting"))).toEqual([
      "b page create waiting",
      "b ticket create waiting",
    ]);
  });

  it("can be undone: its ticket is opened again, and nobody is paged", async () => {
    const { a, b } = await twoDown();
    await mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "the same cable" });
    await send();
    await world.rows(`update obligations set status = 'settled', settled_at = now() where incident_id = '${b}'`);
    expect(await unmergeIncident(world.deps, { incidentId: b, actor, reason: "it is not" })).toEqual({
      outcome: "done",
    });
    expect((await actions()).filter((told) => told.endsWith("waiting"))).toEqual(["b ticket create waiting"]);
    await world.tell({ type: "resolved", at: 7, key: "a" });
    expect((await actions()).filter((told) => told.startsWith("a") && told.includes("close"))).toEqual([
      "a page close waiting",
      "a ticket close waiting",
    ]);
  });

  it("is refused in words where one has ended meanwhile, and of two at once one wins", async () => {
    const { a, b } = await twoDown();
    const merges = await Promise.all([
      mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "x" }),
      mergeIncidents(world.deps, { incidentId: a, into: b, actor, reason: "x" }),
    ]);
    expect(merges.map(({ outcome }) => outcome).toSorted()).toEqual(["done", "refused"]);
    await world.rows("update incidents set merged_into = null");
    await resolveIncidentByHand(world.deps, { incidentId: a, actor, reason: "x" });
    expect(await mergeIncidents(world.deps, { incidentId: b, into: a, actor, reason: "x" })).toEqual({
      outcome: "refused",
      reason: "The other incident has ended meanwhile.",
    });
  });
});

describe("an incident opened by hand", () => {
  it("acts by the rules of its component, and ends by hand", async () => {
    const opened = { component: "checkout-api", severity: "high", title: "Checkout is slow", actor } as const;
    const [first, second] = await Promise.all([
      openIncidentByHand(world.deps, { ...opened, reason: "a customer called" }),
      openIncidentByHand(world.deps, { ...opened, component: "no-such", reason: "x" }),
    ]);
    expect(second).toEqual({ outcome: "unknown-component" });
    if (first.outcome !== "done") throw new Error("it was not opened");
    expect(
      await world.rows(
        "select i.title, i.severity, c.key, s.key as source from incidents i join components c on c.id = i.component_id join sources s on s.id = i.source_id",
      ),
    ).toEqual([{ title: "Checkout is slow", severity: "high", key: "checkout-api", source: "by-hand" }]);
    expect((await world.actions()).sort()).toEqual(["page create waiting", "ticket create waiting"]);
    await noteOnIncident(world.deps, { incidentId: first.incidentId, actor, reason: "the vendor knows" });
    const resolved = await resolveIncidentByHand(world.deps, { incidentId: first.incidentId, actor, reason: "over" });
    expect(resolved).toMatchObject({ outcome: "done", incident: { status: "resolved" } });
    expect(
      await world.rows(
        "select verb, coalesce(details ->> 'reason', details ->> 'note') as said from journal where subject_id = '" +
          first.incidentId +
          "' order by id",
      ),
    ).toEqual([
      { verb: "incident.opened", said: "a customer called" },
      { verb: "incident.noted", said: "the vendor knows" },
      { verb: "incident.resolved", said: "over" },
    ]);
  });
});
