import { factIdentity, factsOf, foldFacts, severities, timeEvent } from "@signalbox/core";
import { loadKeyFacts } from "@signalbox/database";
import { seedRandom, shuffle } from "@signalbox/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  type Told,
  t0,
} from "./processing-under-test.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterAll(() => world.close());

const histories = 300;
const batches = 6;
const seed = Number(process.env.SIGNALBOX_SEED || 20_261_124);

const story = fc.array(
  fc
    .record({
      type: fc.constantFrom<Told["type"][]>("opened", "opened", "acknowledged", "updated", "resolved", "resolved"),
      at: fc.integer({ min: 1, max: 40 }),
      lasted: fc.option(fc.integer({ min: 1, max: 15 })),
      severity: fc.constantFrom(...severities),
    })
    .map(({ type, at, lasted, severity }): Told => {
      const from = type === "resolved" && lasted !== null ? { from: at - lasted } : {};
      return { type, at, severity, ...from };
    }),
  { minLength: 2, maxLength: 8 },
);

/** What the fold in memory says of the same statements. */
function expected(told: readonly Told[]): { intervals: string[]; state: string } {
  const facts = told.flatMap(({ type, at, from, severity = "critical" }) => {
    if (type === "test") return [];
    const startedAt = from === undefined ? null : t0 + from * minute;
    const event = { type, occurredAt: t0 + at * minute, startedAt, severity: severity as "critical" };
    return factsOf(timeEvent(event, t0 + 60 * minute));
  });
  const fold = foldFacts([...new Map(facts.map((fact) => [factIdentity(fact), fact])).values()]);
  const minutes = (at: number | null) => (at === null ? "" : (at - t0) / minute);
  const pieces = fold.outages.flatMap((outage) => outage.pieces);
  return { intervals: pieces.map((p) => `${minutes(p.from)}-${minutes(p.to)} ${p.severity}`), state: fold.state };
}

/** As if desk and pager answered: the next link of a share of all chains is done. Returns how many were. */
async function performSome(share: number): Promise<number> {
  const done = await world.rows(`
    with due as (
      select a.id, a.obligation_id, a.verb, o.external_id from actions a join obligations o on o.id = a.obligation_id
      where a.state = 'waiting' and a.due_at <= '${new Date(world.deps.now()).toISOString()}' and o.status = 'open'
        and ('x' || substr(md5(a.id::text), 1, 4))::bit(16)::int < ${Math.round(share * 65_536)}
        and not exists (select from actions before where before.obligation_id = a.obligation_id
          and before.ordinal < a.ordinal and before.state in ('waiting', 'running', 'unknown'))
    ), performed as (
      update actions a set state = 'done', finished_at = now() from due where a.id = due.id
    )
    update obligations o set external_id = coalesce(o.external_id, 'outside-' || o.id),
      status = case due.verb when 'close' then 'settled' else o.status end,
      settled_at = case due.verb when 'close' then now() end
    from due where o.id = due.obligation_id returning o.id`);
  return done.length;
}

/** What must never be true, at no instant; each as text, empty where all is well. */
async function violations(): Promise<string[]> {
  const found = await world.rows<{ told: string }>(`
    select 'two open in one slot: ' || scope_id as told from obligations where status = 'open'
      group by scope_kind, scope_id, connection_id, kind, slot having count(*) > 1
    union all
    select 'a page waits for what is over: ' || i.correlation_key from actions a join incidents i on i.id = a.incident_id
      where a.kind = 'page' and a.verb = 'create' and a.state = 'waiting' and i.status = 'resolved'
    union all
    select 'two tickets outside: ' || i.correlation_key from incidents i
      join obligation_incidents oi on oi.incident_id = i.id join obligations o on o.id = oi.obligation_id
      where o.kind = 'ticket' and exists (select from actions a where a.obligation_id = o.id and a.verb = 'create' and a.state = 'done')
        and not exists (select from actions a where a.obligation_id = o.id and a.verb = 'close' and a.state in ('done', 'waiting'))
      group by i.id having count(*) > 1`);
  return found.map(({ told }) => told);
}

it(`gives the same rows for any order, repetition and batching of ${histories} histories, by three workers (F1)`, async () => {
  const random = seedRandom(seed);
  const told = fc.sample(story, { numRuns: histories, seed });
  world.setNow(t0 + 60 * minute);
  const parts: string[][] = Array.from({ length: batches }, () => []);
  await Promise.all(
    told.map(async (events, n) => {
      const all = shuffle(random, [...events, ...events.filter(() => random() < 0.25)]);
      for (const [i, event] of all.entries()) {
        const body = anypingBody({ ...event, key: `k${n}`, monitor: `Checkout ${n}` });
        const id = await world.store(body, { receivedAt: t0 + 60 * minute + i });
        parts[Math.floor((i / all.length) * batches)]!.push(id);
      }
    }),
  );
  for (const part of parts) {
    const ids = shuffle(random, part);
    const third = Math.ceil(ids.length / 3);
    await Promise.all([0, 1, 2].map((n) => world.process(ids.slice(n * third, (n + 1) * third))));
    expect(await violations()).toEqual([]);
    await performSome(random());
    expect(await violations()).toEqual([]);
  }
  expect(await world.rows("select state, count(*)::int as n from deliveries group by state")).toEqual([
    { state: "processed", n: parts.flat().length },
  ]);

  const rows = await world.rows<{ key: string; intervals: string[] | null; states: string[] | null }>(`
    select k.correlation_key as key,
      (select array_agg(extract(epoch from v.started_at - '2026-10-01T10:00:00Z')::int / 60 || '-' ||
          coalesce((extract(epoch from v.ended_at - '2026-10-01T10:00:00Z')::int / 60)::text, '') || ' ' || v.severity
          order by v.started_at, v.ended_at, i.opened_at)
        from incident_intervals v join incidents i on i.id = v.incident_id where i.correlation_key = k.correlation_key) as intervals,
      (select array_agg(status) from incidents i where i.correlation_key = k.correlation_key and status <> 'resolved') as states
    from incident_keys k`);
  expect(rows.length).toBe(histories);
  for (const row of rows) {
    const { intervals, state } = expected(told[Number(row.key.slice(1))]!);
    expect({ ...row, intervals: row.intervals ?? [] }).toEqual({
      key: row.key,
      intervals,
      states: state === "closed" ? null : [state],
    });
  }

  // All that waits is sent: nothing stays open for what is over, and what is down has its one ticket.
  world.setNow(t0 + 180 * minute);
  while ((await performSome(1)) > 0);
  expect(await violations()).toEqual([]);
  expect(
    await world.rows(`select i.correlation_key, i.status, count(o.id)::int as tickets from incidents i
      left join obligations o on o.kind = 'ticket' and o.status = 'open' and o.scope_id = i.id::text
      group by i.id having count(o.id) <> (case i.status when 'resolved' then 0 else 1 end)`),
  ).toEqual([]);
  const { n } = (
    await world.rows<{ n: number }>("select count(*)::int as n from incidents where status <> 'resolved'")
  )[0]!;
  expect(n).toBeGreaterThan(30);
}, 120_000);

it("loads two statements of a key that was said to be down forty times, and all of them for what is older", async () => {
  await world.reset();
  const still = Array.from({ length: 40 }, (_, at): Told => ({ type: "opened", at, key: "slow" }));
  for (let n = 0; n < still.length; n += 10) {
    world.setNow(t0 + (n + 10) * minute);
    await world.process(await Promise.all(still.slice(n, n + 10).map((told) => world.store(anypingBody(told)))));
  }
  const [source] = await world.rows<{ id: number; incident: string }>(`
    select source_id as id, current_incident_id as incident from incident_keys where correlation_key = 'slow'`);
  const key = { sourceId: source!.id, correlationKey: "slow", currentIncidentId: source!.incident };
  const load = (at: number) =>
    world.db.transaction((tx) => loadKeyFacts(tx, [{ ...key, earliestAt: t0 + at * minute }]));
  expect((await load(40)).length).toBe(1);
  expect((await load(39)).length).toBe(2);
  expect((await load(0)).length).toBe(40);
  // A resolve of long ago cuts the outage in two: what comes after it is counted again.
  await world.tell({ type: "resolved", at: 20.5, key: "slow" });
  expect(await world.incidents()).toEqual(["open 0-20 critical, 21- critical"]);
  expect((await load(41)).map((fact) => `${fact.kind} ${(fact.at - t0) / minute}`).sort()).toEqual([
    "opened 0",
    "opened 21",
    "resolved 20.5",
  ]);
});
