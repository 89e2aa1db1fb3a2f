import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  type Told,
  t0,
} from "./processing-under-test.ts";

const rules =
  "rules:\n  - {key: t, on: [opened, reopened], do: [{ticket: {connection: desk}}, {page: {connection: pager}}]}\n";
let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest(rules);
});
const configureAsBefore = () => world.configure(rules);
afterEach(async () => {
  await setFlapping({});
});
afterAll(() => world.close());

async function setFlapping(settings: object): Promise<void> {
  await world.rows(`update sources set settings = '${JSON.stringify(settings)}' where key = 'anyping'`);
  await world.reset();
  sent.length = 0;
}

/** As if desk and pager answered at once to all that is due. */
async function performWhatIsDue(): Promise<void> {
  const due = await world.rows<{ told: string }>(`
    update actions set state = 'done', finished_at = now() where state = 'waiting' and due_at <= '${new Date(world.deps.now()).toISOString()}'
    returning kind || ' ' || verb as told`);
  await world.rows(`update obligations o set external_id = 'T-' || occurrence where external_id is null`);
  await world.rows(`update obligations o set status = 'settled', settled_at = now() where status = 'open' and exists (
    select from actions a where a.obligation_id = o.id and a.verb = 'close' and a.state = 'done'
      and a.ordinal = (select max(ordinal) from actions last where last.obligation_id = o.id and last.state <> 'cancelled'))`);
  sent.push(...due.map(({ told }) => told));
}
const sent: string[] = [];

async function live(...all: Told[]): Promise<void> {
  for (const told of all) {
    await world.tell(told);
    await performWhatIsDue();
  }
}
const count = (what: string) => sent.filter((told) => told === what).length;
const flap = (n: number, key: (n: number) => string = () => "k1", every = 1): Told[] =>
  Array.from({ length: n }, (_, i): Told[] => [
    { type: "opened", at: i * every, key: key(i) },
    { type: "resolved", at: (i + 0.5) * every, key: key(i) },
  ]).flat();

it.each([
  ["once", 2, { flapping: { opens: 2, within: "30m" } }],
  ["at most four times by default", 5, {}],
])("pages %s, with one notice, for 100 ups and downs; the ledger has each (F3)", async (_, opens, settings) => {
  await setFlapping(settings);
  const told = flap(100, () => "k1", 0.05);
  await live(told[0]!);
  for (let n = 1; n < told.length; n += 8) {
    world.setNow(t0 + told[n]!.at * minute + 1_000);
    const bodies = told.slice(n, n + 8).map(anypingBody);
    await world.process(
      await Promise.all(bodies.map((body, i) => world.store(body, { receivedAt: world.deps.now() + i }))),
    );
    await performWhatIsDue();
  }
  expect(count("page create")).toBeGreaterThanOrEqual(1);
  expect(count("page create")).toBeLessThan(opens);
  expect(await world.failures()).toEqual([`monitor-flapping anyping Checkout EU ${101 - opens} open`]);
  expect(
    await world.rows("select count(*)::int as n, max(reopened) as again, bool_and(flapping) as flaps from incidents"),
  ).toEqual([{ n: 1, again: 99, flaps: true }]);
  expect(
    await world.rows(
      "select count(*)::int as n, round(extract(epoch from sum(ended_at - started_at)))::int as down from incident_intervals",
    ),
  ).toEqual([{ n: 100, down: 150 }]);
  expect(count("ticket create")).toBeLessThanOrEqual(opens);
});

it("keeps one ticket open while a monitor flaps under a new key each time, and closes it when it is calm", async () => {
  await live(...flap(12, (n) => `k${n}`));
  expect(
    await world.rows("select count(*)::int as n, (count(*) filter (where flapping))::int as flapping from incidents"),
  ).toEqual([{ n: 12, flapping: 8 }]);
  expect(
    await world.rows(
      "select count(*)::int as n from journal j join incidents i on i.id::text = j.subject_id where verb = 'incident.flapping'",
    ),
  ).toEqual([{ n: 8 }]);
  // Four that nobody could call flapping yet, and the one that all others joined.
  expect([count("ticket create"), count("page create")]).toEqual([5, 4]);
  expect(count("ticket close")).toBe(4);
  const open = await world.rows<{ joined: number; waits: number }>(`
    select (select count(*)::int from obligation_incidents where obligation_id = o.id) as joined,
      (select extract(epoch from a.due_at - '${new Date(t0).toISOString()}')::int / 60 from actions a
        where a.obligation_id = o.id and a.verb = 'close' and a.state = 'waiting') as waits
    from obligations o where o.kind = 'ticket' and o.status = 'open'`);
  expect(open).toEqual([{ joined: 8, waits: 11 + 30 }]);
  world.setNow(t0 + 42 * minute);
  await performWhatIsDue();
  expect(count("ticket close")).toBe(5);
  expect(await world.rows("select distinct status from obligations where kind = 'ticket'")).toEqual([
    { status: "settled" },
  ]);
});

it("keeps that one ticket however long it flaps, and for what is told in between", async () => {
  await world.configure(`rules:
  - {key: t, on: [opened, reopened, updated], do: [{ticket: {connection: talking-desk, comment: "{{ event.summary }}"}}]}
`);
  const told = flap(24, (n) => `k${n}`, 5).flatMap((one): Told[] =>
    one.type === "opened" ? [one, { ...one, type: "updated", at: one.at + 1 }] : [one],
  );
  await live(...told);
  // Four before it was called flapping, one for the two hours after.
  expect(count("ticket create")).toBe(5);
  expect(await world.rows("select count(*)::int as n from obligations where status = 'open'")).toEqual([{ n: 1 }]);
  await configureAsBefore();
});

it("calls it no flapping when many keys of one monitor fail at once", async () => {
  await live(...Array.from({ length: 8 }, (_, n): Told => ({ type: "opened", at: n, key: `host${n}` })));
  expect(count("page create")).toBe(8);
  expect(await world.failures()).toEqual([]);
});

it("pages again once it has been calm", async () => {
  await live(...flap(6));
  expect(count("page create")).toBe(4);
  await live({ type: "opened", at: 60 });
  expect(count("page create")).toBe(5);
  expect(await world.rows("select flapping, flapping_since from incidents order by opened_at desc limit 1")).toEqual([
    { flapping: false, flapping_since: null },
  ]);
});

it("pages for what gets worse once it stays down longer than it is called flapping", async () => {
  const worse =
    "{key: worse, on: [updated], when: 'event.severity == \"critical\"', do: [{page: {connection: pager}}]}";
  await world.configure(
    `rules:\n  - {key: t, on: [opened, reopened], do: [{page: {connection: pager}}]}\n  - ${worse}\n`,
  );
  await live(...flap(6).map((told) => ({ ...told, severity: "low" })), { type: "opened", at: 7, severity: "low" });
  const before = count("page create");
  await live({ type: "updated", at: 20, severity: "critical" }, { type: "updated", at: 25, severity: "low" });
  expect(count("page create")).toBe(before);
  await live({ type: "updated", at: 60, severity: "critical" });
  expect(count("page create")).toBe(before + 1);
  await configureAsBefore();
});

it("pages after all for what stays down", async () => {
  await live(...flap(6), { type: "opened", at: 7 });
  expect(count("page create")).toBe(4);
  world.setNow(t0 + 36 * minute);
  await performWhatIsDue();
  expect(count("page create")).toBe(4);
  world.setNow(t0 + 38 * minute);
  await performWhatIsDue();
  expect(count("page create")).toBe(5);
});

it("gives no notice in a maintenance window", async () => {
  await world.configure(`${rules}maintenance:
  - {components: [batch], from: "2026-10-01T09:00:00Z", to: "2026-10-01T13:00:00Z", announcedAt: "2026-09-01T09:00:00Z", reason: upgrade}
`);
  await live(...flap(8).map((told) => ({ ...told, monitor: "Batch 3" })));
  expect(await world.failures()).toEqual([]);
  await configureAsBefore();
});

it("gives no notice where nobody would have been paged", async () => {
  await world.rows(`insert into mutes (source_id, monitor_external_id, starts_at, ends_at, reason, created_by)
    select id, 'Batch 2', '2026-10-01T09:00:00Z', '2026-10-01T13:00:00Z', 'noisy', 'ops' from sources where key = 'anyping'`);
  await world.configure("rules:\n  - {key: t, when: '!incident.muted', do: [{page: {connection: pager}}]}\n");
  await live(...flap(8).map((told) => ({ ...told, monitor: "Batch 2" })));
  expect([count("page create"), await world.failures()]).toEqual([0, []]);
  expect(await world.rows("select flapping from incidents")).toEqual([{ flapping: true }]);
  await configureAsBefore();
});

it("says the same whether its changes came one by one or in one batch", async () => {
  const told = flap(9, (n) => `k${n % 3}`);
  world.setNow(t0 + 10 * minute);
  const ids: string[] = [];
  for (const [n, one] of told.entries())
    ids.push(await world.store(anypingBody(one), { receivedAt: t0 + 10 * minute + n }));
  await world.process(ids);
  const batch = await world.rows("select correlation_key, flapping, flapping_until from incidents order by opened_at");
  await world.reset();
  await world.tell(...told);
  expect(
    await world.rows("select correlation_key, flapping, flapping_until from incidents order by opened_at"),
  ).toEqual(batch);
});
