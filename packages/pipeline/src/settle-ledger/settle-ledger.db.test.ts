import {
  type DownInterval,
  defaultPolicy,
  formatMinor,
  newUuid,
  segmentsOf,
  weightedMilliseconds,
} from "@signalbox/core";
import {
  type Database,
  type LedgerLine,
  listLedgerLines,
  listMarkedComponents,
  markComponentsDirty,
  openDatabase,
  sumLedger,
  takeLedgerMarks,
  visitLedgerLines,
} from "@signalbox/database";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import fc from "fast-check";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyConfig } from "../config/apply-config.ts";
import { ensureBuiltIns } from "../config/ensure-built-ins.ts";
import { processDeliveries } from "../process/process-deliveries.ts";
import { settleLedger, settleWholeLedger } from "./settle-ledger.ts";
import { settleMarkedLedger } from "./settle-marked-ledger.ts";

const company = `
version: 1
policy: {timeZone: Europe/Berlin}
teams: [{key: payments, name: Payments}]
components:
  - {key: checkout, name: Checkout, team: payments, tier: 1, cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}, sla: {target: "99.95"}, monitors: [{source: probe, match: "*"}]}
sources: [{key: probe, sender: generic, token: {value: "probe-token-0123456789-0123456789-0123"}}]
maintenance:
  - {components: [checkout], from: "2026-11-20T12:05:00Z", to: "2026-11-20T12:15:00Z", announcedAt: "2026-11-20T09:00:00Z", reason: upgrade}
`;

let test: TestDatabase;
let db: Database;
let client: pg.Client;
let clock = 0;
const deps = () => ({ db, now: () => clock, newId: newUuid, secretKey: Buffer.alloc(32, 7), publicUrl: null });

beforeEach(async () => {
  clock = Date.parse("2026-11-21T00:00:00Z");
  test = await createTestDatabase();
  db = openDatabase({ url: test.url, applicationName: "ledger-test", poolSize: 3 });
  client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await ensureBuiltIns(deps());
  const applied = await applyConfig(
    deps(),
    { text: company, env: {}, readDelivery: () => null, prune: false },
    { kind: "config", name: "test" },
  );
  expect(applied.outcome).toBe("applied");
});
afterEach(async () => {
  await client.end();
  await db.close();
  await test.drop();
});

/** An incident with its intervals, marked as the process stage does it. */
async function incident(
  component: "checkout" | null,
  intervals: [from: string, to: string | null, severity?: string][],
  origin = "real",
): Promise<string> {
  const id = newUuid();
  const end = intervals.at(-1)![1];
  await client.query(
    `insert into incidents (id, source_id, correlation_key, origin, status, title, severity, component_id, opened_at, resolved_at,
       drill_id)
     values ($1, (select id from sources where key = 'probe'), $2, $6, $3, 'it is down', 'critical',
             (select id from components where key = $7), $4, $5, (select id from drills where $6 = 'drill'))`,
    [id, id, end === null ? "open" : "resolved", intervals[0]![0], end, origin, component],
  );
  await setIntervals(id, intervals);
  return id;
}

async function setIntervals(
  id: string,
  intervals: [from: string, to: string | null, severity?: string][],
): Promise<void> {
  await client.query("delete from incident_intervals where incident_id = $1", [id]);
  for (const [ordinal, [from, to, severity = "critical"]] of intervals.entries()) {
    await client.query(
      `insert into incident_intervals (incident_id, ordinal, started_at, ended_at, severity, start_basis) values ($1, $2, $3, $4, $5, 'sender')`,
      [id, ordinal, from, to, severity],
    );
    await client.query(
      `insert into ledger_dirty (component_id, dirty_from)
       select coalesce(component_id, 0), $2::timestamptz from incidents where id = $1 `,
      [id, from],
    );
  }
}

const checkoutId = async () =>
  (await client.query("select id from components where key = 'checkout'")).rows[0].id as number;
const settle = async () => settleLedger(deps(), { componentId: await checkoutId() });
const rowOf = (line: LedgerLine) => {
  if (line.kind === "posting") throw new Error("a document in an open month");
  return line.segment;
};
const lines = async (period = "2026-11") =>
  (await listLedgerLines(db.read, { period }, { after: null, limit: 500 })).map(rowOf).map((row) => ({
    from: new Date(row.startedAt).toISOString().slice(11, 19),
    net: row.netMs / 1000,
    excluded: row.excludedMs / 1000,
    overlap: row.overlapMs / 1000,
    cost: row.costMinor === null ? null : formatMinor(row.costMinor, row.currency!),
  }));

describe("settleLedger", () => {
  it("leaves the time out in which nothing could be received, where the policy says so", async () => {
    await incident("checkout", [["2026-11-20T10:00:00Z", "2026-11-20T10:30:00Z"]]);
    await client.query(`insert into blind_spans (starts_at, ends_at, reason, part) values
      ('2026-11-20T10:10:00Z', '2026-11-20T10:20:00Z', 'away', 'api'), ('2026-11-20T10:20:00Z', '2026-11-20T10:25:00Z', 'away', 'worker')`);
    await settle();
    expect(await lines()).toMatchObject([{ net: 1800, excluded: 0 }]);
    await client.query(`update policies set body = body || '{"blind": "exclude"}'`);
    await db.transaction(async (tx) => markComponentsDirty(tx, new Map([[await checkoutId(), { from: 0, to: null }]])));
    await settle();
    expect(await lines()).toMatchObject([{ net: 1200, excluded: 600 }]);
  });

  it("2 and 4: counts each instant once and leaves announced maintenance out", async () => {
    await incident("checkout", [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    await incident("checkout", [["2026-11-20T10:05:00Z", "2026-11-20T10:20:00Z"]]);
    await incident("checkout", [["2026-11-20T12:00:00Z", "2026-11-20T12:20:00Z"]]);
    await settle();
    expect(await lines()).toEqual([
      { from: "10:00:00", net: 600, excluded: 0, overlap: 0, cost: "1200.00" },
      { from: "10:05:00", net: 600, excluded: 0, overlap: 300, cost: "1200.00" },
      { from: "12:00:00", net: 600, excluded: 600, overlap: 0, cost: "1200.00" },
    ]);
  });

  it("leaves out what there was of a maintenance that somebody ended before its time", async () => {
    await incident("checkout", [["2026-11-20T12:00:00Z", "2026-11-20T12:20:00Z"]]);
    await client.query("update maintenance_windows set ended_at = '2026-11-20T12:10:00Z', ended_by = 'ops'");
    await settle();
    expect(await lines()).toEqual([{ from: "12:00:00", net: 900, excluded: 300, overlap: 0, cost: "1800.00" }]);
  });

  it("gives the same lines in any order of arrival, and when it runs twice", async () => {
    await incident("checkout", [["2026-11-20T10:05:00Z", "2026-11-20T10:20:00Z"]]);
    await settle();
    await settle();
    expect(await lines()).toEqual([{ from: "10:05:00", net: 900, excluded: 0, overlap: 0, cost: "1800.00" }]);
    await incident("checkout", [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    await settle();
    await settle();
    expect((await lines()).map((line) => [line.from, line.net, line.overlap])).toEqual([
      ["10:00:00", 600, 0],
      ["10:05:00", 600, 300],
    ]);
  });

  it("gives the same lines whether marks are settled one by one or many at once, near ones and far ones", async () => {
    const begin = Date.parse("2026-11-18T00:00:00Z");
    const at = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
    const spans = [0, 7, 12, 50, 95, 96, 300, 301, 330, 700, 1_400, 1_435].map((from, n) => [
      at(from),
      at(from + 1 + ((n * 7) % 13)),
    ]) as [string, string][];
    const mark = (which: readonly [string, string][]) =>
      client.query(
        `insert into ledger_dirty (component_id, dirty_from, dirty_to)
         select $1, (m ->> 0)::timestamptz, (m ->> 1)::timestamptz from jsonb_array_elements($2::jsonb) m`,
        [checkout, JSON.stringify(which)],
      );
    const checkout = await checkoutId();
    for (const span of spans.toReversed()) {
      await incident("checkout", [span]);
      await client.query("delete from ledger_dirty");
      await mark([span]);
      await settle();
    }
    const oneByOne = await lines();
    expect(oneByOne.filter(({ overlap }) => overlap > 0).length).toBeGreaterThan(1);
    await client.query("delete from ledger_segments");
    await mark(spans);
    await settle();
    expect(await lines()).toEqual(oneByOne);
    await mark(spans);
    expect(await db.transaction((tx) => takeLedgerMarks(tx, checkout))).toHaveLength(4);
  });

  it("follows a late fact that moves the end, and leaves earlier lines alone", async () => {
    await incident("checkout", [["2026-11-20T08:00:00Z", "2026-11-20T08:01:00Z"]]);
    const late = await incident("checkout", [["2026-11-20T10:00:00Z", null]]);
    await settle();
    const before = (await client.query("select id from ledger_segments order by started_at limit 1")).rows[0].id;
    await setIntervals(late, [["2026-11-20T10:00:00Z", "2026-11-20T10:30:00Z"]]);
    await settle();
    expect((await lines()).map((line) => line.net)).toEqual([60, 1800]);
    expect((await client.query("select id from ledger_segments order by started_at limit 1")).rows[0].id).toBe(before);
  });

  it("leaves a running line as it was counted where the change comes after that, until somebody asks", async () => {
    await incident("checkout", [["2026-11-20T09:00:00Z", null]]);
    clock = Date.parse("2026-11-20T09:10:00Z");
    await settle();
    await incident("checkout", [["2026-11-20T09:20:00Z", null]]);
    clock = Date.parse("2026-11-20T09:30:00Z");
    await settle();
    expect((await lines()).map((line) => [line.from, line.net, line.overlap])).toEqual([
      ["09:00:00", 600, 0],
      ["09:20:00", 0, 600],
    ]);
    await incident("checkout", [["2026-11-20T08:55:00Z", "2026-11-20T09:05:00Z"]]);
    await settle();
    const all = [
      ["08:55:00", 600, 0],
      ["09:00:00", 1500, 300],
      ["09:20:00", 0, 600],
    ];
    expect((await lines()).map((line) => [line.from, line.net, line.overlap])).toEqual(all);
    await settleWholeLedger(deps());
    expect((await lines()).map((line) => [line.from, line.net, line.overlap])).toEqual(all);
  });

  it("keeps nobody waiting who marks what is being settled", async () => {
    const id = await checkoutId();
    const mark = new Map([[id, { from: Date.parse("2026-11-20T09:00:00Z"), to: null }]]);
    await db.transaction((tx) => markComponentsDirty(tx, mark));
    await db.transaction(async (tx) => {
      expect(await takeLedgerMarks(tx, id)).toHaveLength(1);
      await db.transaction((other) => markComponentsDirty(other, mark));
    });
    expect(await db.transaction((tx) => takeLedgerMarks(tx, id))).toEqual([mark.get(id)]);
  });

  it("of one component that can't be settled holds up no other, and is tried again once its time has come", async () => {
    await client.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$`,
    );
    await client.query(`create trigger refuse before insert on ledger_segments for each row
      when (new.component_id is null) execute function refuse()`);
    await incident(null, [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    await incident("checkout", [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    const told: unknown[] = [];
    const log = { info: () => {}, warn: () => {}, error: (given: unknown) => void told.push(given) };
    const turn = settleMarkedLedger({ ...deps(), timeScale: 1, log }, AbortSignal.abort());
    await turn();
    await turn();
    expect((await lines()).map((line) => line.cost)).toEqual(["1200.00"]);
    expect(told).toMatchObject([{ componentId: 0, err: expect.any(Error) }]);
    expect(await listMarkedComponents(db.read)).toEqual([0]);
    await client.query("drop trigger refuse on ledger_segments");
    clock += 10_000;
    await turn();
    expect((await lines()).map((line) => line.cost).toSorted()).toEqual(["1200.00", null]);
    expect(await listMarkedComponents(db.read)).toEqual([]);
  });

  it("counts what still runs up to the moment it is asked", async () => {
    await incident("checkout", [["2026-11-20T23:00:00Z", null]]);
    clock = Date.parse("2026-11-20T23:10:00Z");
    await settle();
    clock = Date.parse("2026-11-20T23:30:00Z");
    await settleWholeLedger(deps());
    expect((await lines()).map((line) => [line.net, line.cost])).toEqual([[1800, "3600.00"]]);
    expect(await sumLedger(db.read, { period: "2026-11" })).toMatchObject({
      entries: 1,
      running: 1,
      cost: [{ currency: "EUR", amount: "3600.00" }],
    });
  });

  it("7: cuts at the end of the month in the policy's zone", async () => {
    await incident("checkout", [["2026-10-31T22:50:00Z", "2026-10-31T23:10:00Z"]]);
    await settle();
    expect((await lines("2026-10")).map((line) => line.net)).toEqual([600]);
    expect((await lines("2026-11")).map((line) => line.net)).toEqual([600]);
  });

  it("keeps incidents without a component apart, without cost", async () => {
    await incident(null, [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    await incident(null, [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]]);
    await settleWholeLedger(deps());
    expect((await lines()).map((line) => [line.net, line.overlap, line.cost])).toEqual([
      [600, 0, null],
      [600, 0, null],
    ]);
  });

  it("never lets a test or a drill in, whatever the code says", async () => {
    await client.query(`
      with desk as (insert into connections (key, name, kind, config) values ('desk', 'desk', 'ticket-json', '{}') returning id)
      insert into drills (key, name, way, source_id, connection_id, open_within_ms, close_within_ms)
      select 'path', 'path', 'sample', sources.id, desk.id, 1, 1 from sources, desk where sources.key = 'probe'`);
    const drill = await incident("checkout", [["2026-11-20T10:00:00Z", "2026-11-20T10:10:00Z"]], "drill");
    await settle();
    expect(await lines()).toEqual([]);
    const forged = `insert into ledger_segments (incident_id, period, part, severity, impact, started_at, counted_until, time_basis, gross_ms,
      excluded_ms, overlap_ms, net_ms, weight, weighted_ms, policy_version, settled_at)
      values ($1, '2026-11', 1, 'critical', 'outage', now(), now(), 'sender', 0, 0, 0, 0, 1, 0, 1, now())`;
    await expect(client.query(forged, [drill])).rejects.toThrow("cannot stand in the ledger");
  });

  it("streams every row of the filter once, in order, over several fetches, as they stood when it began (L4)", async () => {
    const id = await incident("checkout", [["2026-11-01T10:00:00Z", "2026-11-01T10:00:01Z"]]);
    const start = Date.parse("2026-11-02T00:00:00Z");
    const many = Array.from({ length: 1_203 }, (_, i): [string, string] => [
      new Date(start + i * 10_000).toISOString(),
      new Date(start + i * 10_000 + 1_000).toISOString(),
    ]);
    await setIntervals(id, many);
    await settle();
    const seen: number[] = [];
    const counted: number[] = [];
    await visitLedgerLines(
      db,
      { period: "2026-11" },
      {
        begin: (sums) => counted.push(sums.entries),
        visit: async (some) => {
          seen.push(...some.map((line) => rowOf(line).startedAt));
          await client.query("delete from ledger_segments");
        },
      },
    );
    expect(counted).toEqual([1_203]);
    expect(seen).toEqual(many.map(([from]) => Date.parse(from)));
  });
});

it("counts 10,000 random situations as the multiranges of Postgres count them: the entries add up to the weighted downtime", async () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 86_400_000 }), fc.integer({ min: 0, max: 7_200_000 }))
    .map(([from, length]) => ({ from, to: from + length }));
  const situation = fc.record({
    outages: fc.array(span, { maxLength: 6 }),
    degraded: fc.array(span, { maxLength: 6 }),
    announced: fc.array(span, { maxLength: 3 }),
    agreedOn: fc.array(span, { maxLength: 2 }),
    weight: fc.constantFrom("0", "0.000001", "0.3", "0.5", "1"),
  });
  const given = fc.sample(situation, 10_000).map(({ outages, degraded, announced, agreedOn, weight }, n) => {
    const intervals = [...outages, ...degraded].map(
      ({ from, to }, i): DownInterval => ({
        incidentId: String(i),
        startedAt: from,
        endedAt: to,
        severity: i < outages.length ? "critical" : "medium",
        basis: "sender",
        marked: null,
        receivedAt: from,
      }),
    );
    const segments = segmentsOf({
      intervals,
      adjustments: [],
      policies: [
        { ...defaultPolicy, version: 1, from: 0, to: null, weights: { outage: "1", degraded: weight, none: "0" } },
      ],
      maintenance: announced.map((one, id) => ({ ...one, id, announcedAt: one.from })),
      exclusions: agreedOn.map((one, id) => ({ ...one, id })),
      blind: [],
      serviceTime: (_, within) => [within],
      rates: [{ from: 0, to: null, perMinute: "120.00", currency: "EUR" }],
      now: 100_000_000,
    });
    return {
      n,
      outages,
      degraded,
      excluded: [...announced, ...agreedOn],
      weight,
      entries: segments.map(weightedMilliseconds),
    };
  });
  const ranges = (field: string) => `coalesce((select range_agg(int8range((r ->> 'from')::bigint, (r ->> 'to')::bigint))
    from jsonb_array_elements(g.${field}) r), '{}')`;
  const length = (set: string) => `(select coalesce(sum(upper(r) - lower(r)), 0) from unnest(${set}) r)`;
  const { rows } = await client.query(
    `with given as (select * from jsonb_to_recordset($1::jsonb)
        as g(n int, outages jsonb, degraded jsonb, excluded jsonb, weight numeric, entries jsonb)),
      sets as (select g.n, g.weight, ${ranges("outages")} as outages, ${ranges("degraded")} as degraded, ${ranges("excluded")} as excluded,
        (select coalesce(sum(e::numeric), 0) from jsonb_array_elements_text(g.entries) e) as entries from given g)
      select count(*)::int as situations, sum(entries) > 0 as some_down,
        array_agg(n) filter (where entries <> ${length("outages - excluded")} + weight * ${length("degraded - outages - excluded")}) as differing
      from sets`,
    [JSON.stringify(given)],
  );
  const differing = ((rows[0].differing ?? []) as number[]).slice(0, 3).map((n) => given[n]);
  expect({ ...rows[0], differing }).toEqual({ situations: 10_000, some_down: true, differing: [] });
});

it("refuses a segment by SQL that does not add up, has less than nothing, or ends before it begins (ledger.md, segment)", async () => {
  await incident("checkout", [["2026-11-18T10:00:00Z", "2026-11-18T10:10:00Z"]]);
  await settle();
  const refusal = (change: string) =>
    client.query(`update ledger_segments set ${change}`).then(
      () => "done",
      (error: Error & { constraint?: string }) => error.constraint,
    );
  expect([
    await refusal("net_ms = net_ms + 1"),
    await refusal("net_ms = -1, gross_ms = excluded_ms + overlap_ms - 1"),
    await refusal("cost_minor = -1"),
    await refusal("ended_at = started_at - interval '1 second'"),
  ]).toEqual([
    "segment_adds_up",
    "segment_has_no_negative_time",
    "segment_has_no_negative_cost",
    "segment_does_not_end_before_it_starts",
  ]);
});

it("segments follow an event: the mark is of the transaction that stores it, the next turn settles it, and other lines are left alone (ledger.md, two tables)", async () => {
  await incident("checkout", [["2026-11-18T10:00:00Z", "2026-11-18T10:10:00Z"]]);
  await settle();
  const stored = async () => (await client.query("select id::text from ledger_segments order by id")).rows;
  const before = await stored();
  const deliveryId = newUuid();
  const told = { id: "evt-1", incident_id: "INC-1", status: "open", title: "Checkout errors", monitor: "Checkout API" };
  const body = Buffer.from(JSON.stringify({ ...told, severity: "critical", started_at: "2026-11-20T20:00:00Z" }));
  await client.query(
    `with stored as (
       insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
       select $1::uuid, id, $1, '2026-11-20T20:00:01Z', 'fresh', sha256($2) from sources where key = 'probe' returning id, received_at)
     insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
     select received_at, id, 'POST', '[["content-type", "application/json"]]', '{}', $2 from stored`,
    [deliveryId, body],
  );
  await processDeliveries({ ...deps(), failpoint: () => {} }, { deliveryIds: [deliveryId], attempt: 1 });
  const marks = await client.query(
    `select m.component_id, m.xmin = e.xmin as is_of_its_transaction from ledger_dirty m, events e where e.delivery_id = $1`,
    [deliveryId],
  );
  expect(marks.rows).toEqual([{ component_id: await checkoutId(), is_of_its_transaction: true }]);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  await settleMarkedLedger({ ...deps(), timeScale: 1, log }, AbortSignal.abort())();
  const after = await stored();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(before.length + 1);
});

describe("markComponentsDirty", () => {
  it("never loses the mark of a transaction that commits after a settlement took an equal one", async () => {
    const component = await checkoutId();
    const mark = new Map([[component, { from: Date.parse("2026-11-20T10:00:00Z"), to: null }]]);
    await db.transaction((tx) => markComponentsDirty(tx, mark));
    let settledBeforeCommit = false;
    let settlement: Promise<void> | undefined;
    await db.transaction(async (tx) => {
      await markComponentsDirty(tx, mark);
      settlement = settle().then(() => {
        settledBeforeCommit = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const early = settledBeforeCommit;
    const marks = (await client.query("select count(*)::int as n from ledger_dirty")).rows[0].n;
    await settlement;
    expect(early && marks === 0).toBe(false);
  });
});
