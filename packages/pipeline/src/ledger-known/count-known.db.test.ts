import { newUuid, toIso } from "@signalbox/core";
import { listLedgerLines, markComponentsDirty, replaceCosts, setPolicy, sumLedger } from "@signalbox/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { adjustEntry, approveAdjustmentBy } from "../ledger-adjust/adjust-entry.ts";
import { decideExclusion, proposeExclusion } from "../ledger-adjust/exclude-time.ts";
import { entryOfLine } from "../ledger-export/open-ledger-lines.ts";
import { mapMonitor } from "../monitor/map-monitor-to.ts";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  t0,
} from "../process/processing-under-test.ts";
import { settleWholeLedger } from "../settle-ledger/settle-ledger.ts";
import { countKnown } from "./count-known.ts";

const period = "2026-10";
const print = { timeZoneOf: () => "UTC", publicUrl: null };
const [ana, ben] = ["ana@example.test", "ben@example.test"];

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest("rules: []\n");
});
afterAll(() => world.close());

const deps = () => ({ db: world.db, now: world.deps.now, newId: newUuid, publicUrl: null });
const by = () => ({ actor: { kind: "person" as const, name: ana }, now: world.deps.now() });

async function show(filter: Parameters<typeof listLedgerLines>[1]) {
  const lines = await listLedgerLines(world.db.read, filter, { after: null, limit: 500 });
  const { entries, weightedSeconds, cost } = await sumLedger(world.db.read, filter);
  return { lines: lines.map((line) => entryOfLine(line, print)), entries, weightedSeconds, cost };
}

/** What the ledger says now, by itself. */
async function sayToday() {
  await settleWholeLedger(deps());
  return show({ period });
}

async function sayKnown(knownOn: number) {
  const counted = await countKnown(deps(), { period, knownOn });
  if (counted.outcome !== "counted") throw new Error(counted.outcome);
  return show({ period, counted: counted.lines });
}

const entryId = async (key: string) =>
  `s${(await world.rows<{ id: string }>(`select s.id from ledger_segments s join incidents i on i.id = s.incident_id where i.correlation_key = '${key}' order by s.started_at`))[0]!.id}`;

/** What changes the figures of the month, one after the other. */
const steps: [name: string, change: () => Promise<unknown>][] = [
  ["an outage that still runs", () => world.tell({ type: "opened", key: "a", at: 10 })],
  [
    "another that overlaps it, and its end",
    () => world.tell({ type: "opened", key: "b", at: 12, severity: "medium" }, { type: "resolved", key: "b", at: 30 }),
  ],
  ["a change of severity", () => world.tell({ type: "updated", key: "a", at: 40, severity: "medium" })],
  ["the end of the first", () => world.tell({ type: "resolved", key: "a", at: 50 })],
  ["an end that was earlier than was told", () => process(anypingBody({ type: "resolved", key: "a", at: 45 }))],
  [
    "an outage before all of them, told late",
    () => process(anypingBody({ type: "resolved", key: "c", from: -9, at: -4 })),
  ],
  [
    "downtime that belongs to nothing",
    () =>
      world.tell(
        { type: "opened", key: "u", at: 60, monitor: "Somebody's" },
        { type: "resolved", key: "u", at: 65, monitor: "Somebody's" },
        { type: "opened", key: "v", at: 66, monitor: "Somebody's" },
      ),
  ],
  [
    "the component that it belongs to",
    () =>
      mapMonitor(deps(), by(), {
        source: "anyping",
        monitor: "Somebody's",
        component: "checkout-api",
        match: "Somebody*",
      }),
  ],
  [
    "an adjustment that waits",
    async () =>
      adjustEntry(deps(), {
        entryId: await entryId("a"),
        field: "startedAt",
        to: toIso(t0 + 11 * minute),
        reason: "the probe was late",
        author: ana,
        isPreview: false,
      }),
  ],
  [
    "its approval",
    async () => {
      const [waiting] = await world.rows<{ id: string }>("select id from ledger_adjustments");
      expect(await approveAdjustmentBy(deps(), waiting!.id, ben)).toBe("done");
    },
  ],
  [
    "an incident given to another component",
    async () => {
      const moved = await adjustEntry(deps(), {
        entryId: await entryId("c"),
        field: "component",
        to: "batch",
        reason: "it was the batch",
        author: ana,
        isPreview: false,
      });
      if (moved.outcome !== "done") throw new Error(JSON.stringify(moved));
      expect(await approveAdjustmentBy(deps(), moved.id!, ben)).toBe("done");
    },
  ],
  [
    "a time that should not count",
    async () => {
      const [component] = await world.rows<{ id: number }>("select id from components where key = 'checkout-api'");
      const span = { startsAt: t0 + 20 * minute, endsAt: t0 + 25 * minute };
      const id = await proposeExclusion(deps(), {
        componentId: component!.id,
        ...span,
        reason: "their fault",
        by: ana,
      });
      expect(await decideExclusion(deps(), id, "approve", ben)).toBe("done");
    },
  ],
  ["another rate, as of before", () => setRate("90.00")],
  ["and another", () => setRate("30.00")],
  ["a policy from the middle of it", () => policy("0.25", t0 + 20 * minute)],
  ["one that takes its place", () => policy("0.75", t0 + 15 * minute)],
  ["the end of what ran", () => world.tell({ type: "resolved", key: "v", at: 300, monitor: "Somebody's" })],
];

async function process(body: string): Promise<void> {
  await world.process([await world.store(body, { receivedAt: world.deps.now() })]);
}

async function setRate(perMinute: string): Promise<void> {
  const [component] = await world.rows<{ id: number }>("select id from components where key = 'checkout-api'");
  const line = { value: { perMinute, currency: "EUR" }, from: 0, until: null };
  await world.db.transaction(async (tx) => {
    await replaceCosts(tx, new Map([[component!.id, [line]]]), world.deps.now());
    await markComponentsDirty(tx, new Map([[component!.id, { from: 0, to: null }]]));
  });
}

async function policy(degraded: string, from: number): Promise<void> {
  await world.db.transaction(async (tx) => {
    const [held] = await world.rows<{ body: Parameters<typeof setPolicy>[2]["body"] }>(
      "select body from policies where version = 1",
    );
    const body = { ...held!.body, weights: { ...held!.body.weights, degraded } };
    await setPolicy(tx, by(), { body, from });
    const all = await world.rows<{ id: number }>("select id from components");
    await markComponentsDirty(tx, new Map([{ id: 0 }, ...all].map(({ id }) => [id, { from: 0, to: null }])));
  });
}

it('"as known on" any date can be asked: an open month says again what it said then, to the cent (ledger.md, corrections)', async () => {
  const said: { name: string; at: number; ledger: Awaited<ReturnType<typeof sayToday>> }[] = [];
  for (const [name, change] of steps) {
    world.setNow(Math.max(world.deps.now(), t0 + 70 * minute) + 10 * minute);
    if (said.length < 5) world.setNow(t0 + (said.length === 0 ? 0 : [0, 11, 31, 41, 51][said.length]!) * minute);
    await change();
    said.push({ name, at: world.deps.now(), ledger: await sayToday() });
  }
  expect(new Set(said.map(({ ledger }) => JSON.stringify(ledger))).size).toBe(steps.length);
  for (const { name, at, ledger } of said) expect([name, await sayKnown(at)]).toEqual([name, ledger]);
  expect((await sayKnown(t0 - minute)).lines).toEqual([]);
  expect((await sayToday()).lines).toEqual(said.at(-1)!.ledger.lines);
});
