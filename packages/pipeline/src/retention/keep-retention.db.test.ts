import { toIso } from "@signalbox/core";
import { saveSetting } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProcessingUnderTest, minute, type ProcessingUnderTest, t0 } from "../process/processing-under-test.ts";
import { keepRetention, listHeldMonths, loadRetention } from "./keep-retention.ts";

const day = 1_440 * minute;
let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const by = { actor: { kind: "person", name: "ana@example.test" }, now: t0 } as const;
const keepOne = { bodiesMonths: 1, attemptsMonths: 1, eventsMonths: 1 };
const deps = (at: number, failpoint = (_name: string) => {}) => ({ db: world.db, now: () => at, failpoint });
const count = async (table: string) =>
  (await world.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;

/** Partitions for the months of the story, which begins before those that a start makes. */
async function withMonths(): Promise<void> {
  for (const table of ["delivery_bodies", "events", "attempts"])
    await world.rows(`select ensure_partitions('${table}', '2026-09-01', 4)`);
  await world.db.transaction((tx) => saveSetting(tx, by, "retention", keepOne));
}

describe("N3 retention", () => {
  it("drops months that are past their time; ids, incidents, intervals and the journal stay", async () => {
    await withMonths();
    await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 10 });
    await world.rows("update actions set state = 'done', finished_at = now()");
    await world.rows("update obligations set status = 'settled', settled_at = now()");
    const before = [await count("deliveries"), await count("journal"), await count("incident_intervals")];
    expect(await keepRetention(deps(t0 + 40 * day))).toEqual([]);
    expect([await count("delivery_bodies"), await count("events")]).toEqual([2, 2]);
    expect(await keepRetention(deps(t0 + 70 * day))).toEqual([]);
    expect([await count("delivery_bodies"), await count("events")]).toEqual([0, 0]);
    const dropped = await world.rows<{ told: string }>(
      "select subject_id || ' ' || (details ->> 'month') as told from journal where verb = 'retention.dropped' order by 1",
    );
    expect(dropped.map(({ told }) => told)).toContain("delivery_bodies 202610");
    const after = [await count("deliveries"), (await count("journal")) - dropped.length];
    expect([...after, await count("incident_intervals")]).toEqual(before);
    expect(await world.incidents()).toEqual(["resolved 0-10 critical"]);
    const [delivery] = await world.rows<{ id: string }>("select id from deliveries limit 1");
    expect(await world.process([delivery!.id])).toMatchObject({ processed: 0, failed: 0 });
  });

  it("keeps a month that holds something unsettled, and names it", async () => {
    await withMonths();
    await world.tell({ type: "opened", at: 0 });
    await world.store("{}", { receivedAt: t0 });
    const held = await keepRetention(deps(t0 + 100 * day));
    expect(held.map(({ table, month }) => `${table} ${month}`)).toEqual([
      "delivery_bodies 202610",
      "attempts 202610",
      "events 202610",
    ]);
    expect(held.map(({ why }) => why)).toEqual([
      "deliveries that are not processed",
      "actions that have not ended, or what they opened is open",
      "incidents that are not resolved",
    ]);
    expect(await count("delivery_bodies")).toBe(2);
    expect(await listHeldMonths(world.db.read, await loadRetention(world.db.read), t0 + 100 * day)).toEqual(held);
  });

  it("that ends midway leaves whole months, and the next turn goes on (D13)", async () => {
    await withMonths();
    let turns = 0;
    const ends = () => {
      if (++turns === 2) throw new Error("ended");
    };
    await expect(keepRetention(deps(t0 + 100 * day, ends))).rejects.toThrow("ended");
    const dropped = () => world.rows("select from journal where verb = 'retention.dropped'");
    const first = (await dropped()).length;
    await keepRetention(deps(t0 + 100 * day));
    expect((await dropped()).length).toBeGreaterThan(first);
    expect(await listHeldMonths(world.db.read, keepOne, t0 + 100 * day)).toEqual([]);
  });

  it("waits for nobody who reads: the month goes with a later turn", async () => {
    await withMonths();
    await world.db.transaction(async (tx) => {
      await tx.execute("select from delivery_bodies_202609");
      const held = await keepRetention(deps(t0 + 100 * day));
      expect(held).toContainEqual({ table: "delivery_bodies", month: "202609", why: "somebody reads it just now" });
    });
    expect(await keepRetention(deps(t0 + 100 * day))).toEqual([]);
  });

  it("forgets what repeats held, and keeps their number", async () => {
    const id = await world.store("{}", { receivedAt: t0 });
    await world.rows(`insert into delivery_repeats (delivery_id, seen_at, conflicting_body)
      select '${id}', '${toIso(t0)}', 'other' from generate_series(1, 3)`);
    await world.db.transaction((tx) => saveSetting(tx, by, "retention", keepOne));
    await keepRetention(deps(t0 + 100 * day));
    expect(await count("delivery_repeats")).toBe(0);
    expect(await world.rows("select more::int from delivery_repeat_counts")).toEqual([{ more: 3 }]);
  });
});
