import { newUuid } from "@signalbox/core";
import { findRuleSet, findTimeMachineRun, listTimeMachineRows } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  type Told,
  t0,
} from "../process/processing-under-test.ts";
import { publishRuleDraft } from "../rule-set/publish-rules.ts";
import { saveRuleDraft } from "../rule-set/save-draft.ts";
import { cancelTimeMachine, orderTimeMachine } from "./order-time-machine.ts";
import { performTimeMachine, type StoredTimeMachineResult } from "./perform-time-machine.ts";

const rules = (hold: string) =>
  `rules:\n  - {key: ticket, hold: ${hold}, do: [{ticket: {connection: desk}}]}\n  - {key: page, when: event.severity == "critical", do: [{page: {connection: pager}}]}\n`;
const person = { kind: "person" as const, name: "ops@example.test" };
const goesOn = new AbortController().signal;
const live = [
  "deliveries",
  "delivery_bodies",
  "events",
  "incidents",
  "incident_facts",
  "incident_intervals",
  "incident_keys",
];
const untouched = [...live, "obligations", "obligation_incidents", "actions", "attempts", "failures", "lookup_answers"];

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest(rules("30s"));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.rows("truncate time_machine_runs cascade");
  await world.rows("delete from rule_sets where state = 'draft'");
});

/** Incidents one after the other, each as long as it says, in minutes. */
const told = (lengths: readonly number[]): Told[] =>
  lengths.flatMap((lasts, n): Told[] => [
    { type: "opened", key: `k${n}`, monitor: `Checkout ${n}`, at: n * 60 },
    { type: "resolved", key: `k${n}`, monitor: `Checkout ${n}`, at: n * 60 + lasts },
  ]);

async function order(hold: string): Promise<string> {
  const saved = await saveRuleDraft(world.deps, { text: rules(hold), revision: null }, person);
  expect(saved).toMatchObject({ outcome: "saved", problems: [] });
  world.setNow(t0 + 10 * 24 * 60 * minute);
  const ordered = await orderTimeMachine(world.deps, { revision: 1 }, person);
  if (ordered.outcome !== "ordered") throw new Error(JSON.stringify(ordered));
  return ordered.id;
}
const digest = () =>
  Promise.all(
    untouched.map(async (table) => {
      const [row] = await world.rows<{ digest: string }>(
        `select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as digest from ${table} t`,
      );
      return [table, row!.digest];
    }),
  );
const runOf = async (id: string) => (await findTimeMachineRun(world.db.read, id))!;

describe("performTimeMachine", () => {
  it("finds in the stored past exactly the tickets of incidents shorter than 5 minutes, and touches nothing", async () => {
    await world.tell(...told([0.25, 0.5, 2, 4.98, 5, 7, 45]));
    const before = await digest();
    const id = await order("5m");
    const jobs = await world.rows("select id from graphile_worker._private_jobs order by id");
    expect(await performTimeMachine(world.deps, id, goesOn)).toBe("done");

    const run = await runOf(id);
    const result = run.result as StoredTimeMachineResult;
    // Counted again from the events alone, by other means.
    const [recount] = await world.rows<{ lost: string[]; live: number; pages: number }>(`
      with life as (
        select o.incident_id, (r.context ->> 'now')::timestamptz - (o.context ->> 'now')::timestamptz as lasts
        from events o join events r on r.incident_id = o.incident_id and r.change = 'resolved' where o.change = 'opened')
      select array_agg(incident_id::text order by incident_id) filter (where lasts >= '30 s' and lasts < '5 min') as lost,
        (count(*) filter (where lasts >= '30 s'))::int as live, count(*)::int as pages from life`);
    expect(recount!.lost).toHaveLength(3);
    const rows = await listTimeMachineRows(world.db.read, id, { outcome: "lost" }, { after: null, limit: 100 });
    expect(rows.map(({ incidentId }) => incidentId).toSorted()).toEqual(recount!.lost);
    expect(result.total.ticket).toEqual({ live: recount!.live, draft: 3, gained: 0, lost: 3, changed: 3 });
    expect(result.total.page).toEqual({ live: recount!.pages, draft: 7, gained: 0, lost: 0, changed: 0 });
    expect(run).toMatchObject({ state: "done", events: 14, reachedAt: run.toAt });
    expect(result.differences).toBe(6);

    expect(await digest()).toEqual(before);
    expect(await world.rows("select id from graphile_worker._private_jobs order by id")).toEqual(jobs);
    expect(await world.rows("select 1 from rule_sets where state = 'published'")).toHaveLength(1);
  });

  it("begins at its beginning when its worker was lost, and is left alone once it has ended", async () => {
    await world.tell(...told([1, 6]));
    const id = await order("5m");
    await world.rows(`insert into time_machine_rows values
      ('${id}', 1, 'lost', 'ticket', 'desk', now(), false, 'ticket', null, '${newUuid()}', '${newUuid()}', 0, 'of the lost worker')`);
    expect(await performTimeMachine(world.deps, id, goesOn)).toBe("done");
    const rows = await listTimeMachineRows(world.db.read, id, {}, { after: null, limit: 100 });
    expect(rows.map(({ outcome, reason }) => [outcome, reason.includes("lost worker")])).toEqual([
      ["lost", false],
      ["changed", false],
    ]);
    expect(await performTimeMachine(world.deps, id, goesOn)).toBe("ended-before");
  });

  it("hands a run on when its worker stops, and ends one that somebody cancels", async () => {
    await world.tell(...told([1]));
    const id = await order("5m");
    expect(await orderTimeMachine(world.deps, { revision: 1 }, person)).toEqual({ outcome: "under-way" });
    const count = async () => (await world.jobs()).filter((job) => job.includes(id)).length;
    expect(await count()).toBe(1);
    expect(await performTimeMachine(world.deps, id, AbortSignal.abort())).toBe("handed-on");
    expect(await count()).toBe(2);
    expect((await runOf(id)).state).toBe("running");
    expect(await cancelTimeMachine(world.deps, id, person)).toBe(true);
    expect(await cancelTimeMachine(world.deps, id, person)).toBe(false);
    expect(await performTimeMachine(world.deps, id, goesOn)).toBe("ended-before");
    expect(await runOf(id)).toMatchObject({ state: "cancelled", endedBy: person.name, result: null });
    expect(await orderTimeMachine(world.deps, { revision: 1 }, person)).toMatchObject({ outcome: "ordered" });
    expect(await orderTimeMachine(world.deps, { revision: 7 }, person)).toMatchObject({ outcome: "conflict" });
  });

  it("stops at its next page when it is cancelled on its way", async () => {
    await world.tell(...told([1, 1]));
    const id = await order("5m");
    const deps = {
      ...world.deps,
      db: {
        read: world.db.read,
        transaction: async <T>(work: Parameters<typeof world.db.transaction<T>>[0]) => {
          if ((await runOf(id)).state === "running") await cancelTimeMachine(world.deps, id, person);
          return world.db.transaction(work);
        },
      },
    };
    expect(await performTimeMachine(deps, id, goesOn)).toBe("cancelled");
    expect(await listTimeMachineRows(world.db.read, id, {}, { after: null, limit: 10 })).toEqual([]);
  });

  it("publishes a draft with a budget once a run says that it keeps it", async () => {
    await world.tell(...told([0.1, 0.2, 1]));
    const budget = (tickets: number) => `${rules("1s")}budget: {tickets: ${tickets}}\n`;
    const save = (tickets: number, revision: number | null) =>
      saveRuleDraft(world.deps, { text: budget(tickets), revision }, person);
    const over = (await findRuleSet(world.db.read, "live"))!.number!;
    const publish = (revision: number) => publishRuleDraft(world.deps, { revision, over, note: "" }, person);
    await save(1, null);
    expect(await publish(1)).toEqual({
      outcome: "over-budget",
      reason:
        "These rules have a budget: at most 1 more tickets. Nobody knows whether this draft keeps it: run the time machine over it, then publish.",
    });
    world.setNow(t0 + 24 * 60 * minute);
    const ordered = await orderTimeMachine(world.deps, { revision: 1 }, person);
    if (ordered.outcome !== "ordered") throw new Error(JSON.stringify(ordered));
    await performTimeMachine(world.deps, ordered.id, goesOn);
    expect(await publish(1)).toEqual({
      outcome: "over-budget",
      reason: `Over the last 90 days this draft would have sent out 2 more tickets, where 1 are allowed, than v${over} did: change the rules, or their budget.`,
    });
    await save(2, 1);
    expect((await runOf(ordered.id)).isOfPresentDraft, "a budget decides nothing").toBe(true);
    world.setNow(t0 + 3 * 24 * 60 * minute);
    expect(await publish(2)).toMatchObject({
      outcome: "over-budget",
      reason: expect.stringContaining("older than a day"),
    });
    world.setNow(t0 + 25 * 60 * minute);
    expect(await publish(2)).toMatchObject({ outcome: "published" });
    expect((await runOf(ordered.id)).isOfPresentDraft).toBe(false);
  });
});
