import { createHash, createHmac, randomUUID } from "node:crypto";
import { type ApiError, type ApiRoute, apiRoutes, createApiClient, type LedgerPolicy } from "@signalbox/contract";
import { newUuid } from "@signalbox/core";
import { orderLedgerRun, performLedgerRun, processDeliveries } from "@signalbox/pipeline";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../create-log.ts";
import { startApi } from "../start-api.ts";
import { adminPassword, signIn, startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";

const [token, secret] = ["hook-token-0123456789-0123456789-0123456789", "secret-of-the-source"];
const cost = 'cost: {perMinute: "120.00", currency: EUR}';
/** One component for each of the worked examples. */
const company = `
version: 1
policy:
  - {timeZone: Europe/Berlin}
  - {timeZone: Europe/Berlin, decimals: 4, weights: {outage: "1", degraded: "0.3", none: "0"}, from: 2026-03-01}
  - {timeZone: Europe/Berlin, from: 2026-04-01}
  - {timeZone: Europe/Berlin, serviceHours: office, from: 2026-11-16}
  - {timeZone: Europe/Berlin, from: 2026-11-17}
calendars: [{key: office, timeZone: Europe/Berlin, businessHours: {mon-fri: "08:00-16:00"}}]
teams: [{key: payments, name: Payments}]
components:
${[1, 2, 3, 4, 7, 8, 9, 12, 14].map((n) => `  - {key: c${n}, team: payments, tier: 1, ${cost}, monitors: [{source: anyping, match: c${n}}]}`).join("\n")}
  - {key: c5, monitors: [{source: anyping, match: c5}], cost: [{perMinute: "120.00", currency: EUR}, {perMinute: "180.00", currency: EUR, from: "2026-11-10T10:05:00Z"}]}
  - {key: c10, monitors: [{source: anyping, match: c10}], cost: {perMinute: "0.10", currency: EUR}}
  - {key: c11, ${cost}, sla: {target: "99.95"}, monitors: [{source: anyping, match: c11}]}
  - {key: c13, cost: {perMinute: "0.10", currency: EUR}, monitors: [{source: anyping, match: c13}]}
  - {key: free, monitors: [{source: anyping, match: free}]}
  - {key: dear, cost: {perMinute: "7391.53", currency: EUR}, sla: {target: "99.95"}, monitors: [{source: anyping, match: dear}]}
customers: [{key: acme, name: ACME, contracts: [{components: [dear], target: "99.95", from: 2026-01-01, fee: {amount: "73915.30", currency: EUR, per: month}, credits: [{below: "99.95", percent: 100}]}]}]
sources: [{key: anyping, sender: anyping, token: {value: ${token}}, secrets: [{value: ${secret}}]}]
maintenance:
  - {components: [c4], from: "2026-11-10T10:05:00Z", to: "2026-11-10T10:15:00Z", announcedAt: "2026-11-10T09:00:00Z", reason: upgrade}
  - {components: [c11], from: "2026-03-10T10:30:00Z", to: "2026-03-10T10:35:00Z", announcedAt: "2026-03-09T12:00:00Z", reason: upgrade}
  - {components: [c13], from: "2026-05-31T22:00:03Z", to: "2026-06-30T22:00:00Z", announcedAt: "2026-05-01T12:00:00Z", reason: rebuilding}
  - {components: [c13], from: "2026-06-30T22:00:03Z", to: "2026-07-31T22:00:00Z", announcedAt: "2026-05-01T12:00:00Z", reason: rebuilding}
rules:
  - {key: dear, when: 'component != null && component.key == "dear" && incident.costSoFar != null && double(component.costPerMinute) > 5.0 && contract != null && contract.creditAtRisk > 1.0', do: []}
`;
const now = "2026-11-20T23:00:00Z";
/** `10:05` on the day of the examples, or a whole instant. */
const at = (text: string) => (text.includes("T") ? text : `2026-11-10T${text.length === 5 ? `${text}:00` : text}Z`);

let api: TestApi;
let viewer: ReturnType<typeof createApiClient>;
let viewerToken: string;
beforeAll(async () => {
  api = await startTestApi();
  moveTo(now);
  const applied = await api.client.applyConfig({ body: { text: company } });
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  viewerToken = (await api.client.createToken({ body: { name: "reader", role: "viewer" } })).token;
  viewer = createApiClient({ baseUrl: api.url, token: viewerToken });
});
let again: Awaited<ReturnType<typeof startApi>> | null = null;
afterAll(async () => {
  await again?.close();
  await api.close();
});

const clock = () => Date.now() + api.clock.offsetMs;
async function work(): Promise<void> {
  const rows = await api.db.sql<{ id: string }[]>`
    select id from deliveries where state = 'received' order by received_at, sender_delivery_id limit 200`;
  if (rows.length === 0) return;
  const deps = { db: api.db, now: clock, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: rows.map(({ id }) => id), attempt: 1 });
  await work();
}

function moveTo(instant: string): void {
  api.clock.offsetMs = Date.parse(instant) - Date.now();
}

type Type = "opened" | "updated" | "resolved";
type More = { key?: string; severity?: string };

function bodyOf(type: Type, component: string, time: string, { key = component, severity = "critical" }: More): string {
  const incident = {
    id: key,
    severity,
    summary: `=1+1 ${component} is down`,
    ...(type === "opened" && { started_at: at(time) }),
    ...(type === "resolved" && { resolved_at: at(time) }),
  };
  const data = { incident, monitor: { id: component, name: component } };
  return JSON.stringify({ id: randomUUID(), type: `incident.${type}`, created_at: at(time), data });
}

/** Tells it as AnyPing does: by a signed POST. */
async function post(type: Type, component: string, time: string, more: More = {}): Promise<void> {
  const body = bodyOf(type, component, time, more);
  const answer = await fetch(`${api.url}/hooks/${token}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-anyping-signature": createHmac("sha256", secret).update(body).digest("hex"),
    },
  });
  expect(answer.status).toBe(200);
  await work();
}
async function outage(component: string, from: string, to: string, more: More = {}): Promise<void> {
  await post("opened", component, from, more);
  await post("resolved", component, to, more);
}
const exported = async (query: string) => {
  const headers = { authorization: `Bearer ${api.env.apiToken}` };
  const answer = await fetch(`${api.url}/api/v1/ledger/export?${query}`, { headers });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};
/** The file as a CSV parser reads it. */
const csv = async (query: string) =>
  parse(await exported(`${query}&format=csv`), { columns: true, bom: true }) as Record<string, string>[];
const refusal = (of: Promise<unknown>) =>
  of.then(
    () => "it was done",
    (error: ApiError) => `${error.status} ${error.message}`,
  );

describe("the worked examples through the whole line: POST → CSV, read by a parser", () => {
  it("come out to the cent (L5)", async () => {
    moveTo("2026-04-01T00:00:00Z");
    await outage("c11", "2026-03-10T10:00:00Z", "2026-03-10T10:40:00Z", { key: "11a" });
    await outage("c11", "2026-03-10T11:10:00Z", "2026-03-10T11:30:00Z", { key: "11b" });
    await outage("c11", "2026-03-10T10:20:00Z", "2026-03-10T11:20:00Z", { key: "11c", severity: "medium" });
    await outage("c11", "2026-03-31T21:30:00Z", "2026-03-31T22:30:00Z", { key: "11d" });
    moveTo("2026-06-01T00:00:00Z");
    await post("opened", "c13", "2026-05-31T21:59:57Z");
    moveTo("2026-08-01T00:00:00Z");
    await post("resolved", "c13", "2026-07-31T22:00:03Z");
    moveTo(now);
    await outage("c1", "10:00", "10:10");
    await outage("c2", "10:00", "10:10", { key: "2a" });
    await outage("c2", "10:05", "10:20", { key: "2b" });
    await outage("c3", "10:00", "10:20", { key: "3a", severity: "medium" });
    await outage("c3", "10:05", "10:10", { key: "3b" });
    await outage("c4", "10:00", "10:20");
    await outage("c5", "10:00", "10:10");
    await outage("c7", "2026-10-31T22:50:00Z", "2026-10-31T23:10:00Z");
    await post("resolved", "c8", "10:10");
    await post("opened", "c8", "10:00");
    await outage("c9", "10:00", "10:10");
    await outage("c9", "10:14", "10:20");
    await outage("c10", "10:00:00", "10:00:01", { key: "10a" });
    await outage("c10", "11:00:00", "11:00:03", { key: "10b" });
    await outage("c12", "2026-11-16T13:00:00Z", "2026-11-16T18:00:00Z");
    await post("opened", "c14", "10:00");
    await post("updated", "c14", "10:06", { severity: "medium" });
    await post("resolved", "c14", "10:10");
    const months = ["03", "05", "06", "07", "08", "10", "11"];
    const rows = (await Promise.all(months.map((month) => csv(`period=2026-${month}`)))).flat();
    const told = (component: string) =>
      rows
        .filter((row) => row.component_key === component)
        .toSorted((a, b) => (a.started_at! < b.started_at! ? -1 : 1))
        .map((row) =>
          [
            row.gross_seconds,
            row.excluded_seconds,
            row.overlap_seconds,
            row.net_seconds,
            row.weighted_seconds,
            row.cost,
          ].join(" "),
        );
    expect({
      1: told("c1"),
      2: told("c2"),
      3: told("c3"),
      4: told("c4"),
      5: told("c5"),
      7: told("c7"),
      8: told("c8"),
      9: told("c9"),
      10: told("c10"),
      11: told("c11"),
      12: told("c12"),
      13: told("c13"),
      14: told("c14"),
    }).toEqual({
      1: ["600 0 0 600 600 1200.00"],
      2: ["600 0 0 600 600 1200.00", "900 0 300 600 600 1200.00"],
      3: ["1200 0 300 900 450 900.00", "300 0 0 300 300 600.00"],
      4: ["1200 600 0 600 600 1200.00"],
      5: ["600 0 0 600 600 1500.00"],
      7: ["600 0 0 600 600 1200.00", "600 0 0 600 600 1200.00"],
      8: ["600 0 0 600 600 1200.00"],
      9: ["600 0 0 600 600 1200.00", "360 0 0 360 360 720.00"],
      10: ["1 0 0 1 1 0.00", "3 0 0 3 3 0.01"],
      11: [
        "2400 300 0 2100 2100 4200.00",
        "3600 300 1500 1800 540 1080.00",
        "1200 0 0 1200 1200 2400.00",
        "1800 0 0 1800 1800 3600.00",
      ],
      12: ["18000 10800 0 7200 7200 14400.00"],
      13: ["3 0 0 3 3 0.01", "2592000 2591997 0 3 3 0.00", "2678400 2678397 0 3 3 0.01", "3 0 0 3 3 0.00"],
      14: ["360 0 0 360 360 720.00", "240 0 0 240 120 240.00"],
    });
    expect(rows.find((row) => row.component_key === "c7" && row.period === "2026-10")).toMatchObject({
      started_local: "2026-10-31T23:50:00+01:00",
      ended_at: "2026-10-31T23:00:00.000Z",
    });
    expect(new Set(rows.filter((row) => row.component_key === "c9").map((row) => row.incident_id)).size).toBe(1);
    expect(rows.find((row) => row.component_key === "c1")!.title).toBe("'=1+1 c1 is down");
  });

  it("add up to the control block, which stands in the answer's headers and never in the rows (L3)", async () => {
    const answer = await fetch(`${api.url}/api/v1/ledger/export?period=2026-11&format=csv&bom=true`, {
      headers: { authorization: `Bearer ${api.env.apiToken}` },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString().match(/(?<!\r)\n/)).toBeNull();
    const rows = parse(bytes, { columns: true, bom: true }) as Record<string, string>[];
    const cents = rows.reduce((sum, row) => sum + BigInt(row.cost!.replace(".", "")), 0n);
    const amount = `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
    const milliseconds = rows.reduce((sum, row) => sum + Math.round(Number(row.weighted_seconds) * 1_000), 0);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-ledger-filter": "period=2026-11",
      "x-ledger-weighted-seconds": String(milliseconds / 1_000),
      "x-ledger-rows": String(rows.length),
      "x-ledger-cost": `EUR ${amount}`,
      "x-ledger-schema-version": "1",
    });
    expect(answer.headers.has("x-ledger-snapshot-sha256")).toBe(false);
    for (const format of ["csv", "jsonl", "xlsx"]) {
      const query = `period=2026-11&format=${format}`;
      expect((await exported(query)).equals(await exported(query)), `${format} twice`).toBe(true);
    }
  });

  it("6 and 11: give a month its agreed time, its budget and its availability by the length that its clocks gave it", async () => {
    const budgetOf = async (period: string) =>
      (await api.client.listErrorBudgets({ query: { period, component: "c11" } })).items[0];
    expect(await budgetOf("2026-10")).toMatchObject({ agreedSeconds: "2682000", budget: { allowedSeconds: "1341" } });
    expect(await budgetOf("2026-03")).toMatchObject({
      agreedSeconds: String(44_575 * 60),
      downSeconds: String(94 * 60),
      availability: "99.7891",
    });
  });

  it("stand in the XLSX as in the CSV, with types, as a reader of spreadsheets that is not ours finds them (L2)", async () => {
    const rows = await csv("period=2026-11");
    const { sheets } = await readXlsx(await exported("period=2026-11&format=xlsx"), { readStyles: true });
    const [ledger, control] = sheets;
    const [header, ...lines] = ledger!.rows;
    expect(header).toEqual(Object.keys(rows[0]!));
    const typed = ["started_at", "cost", "net_seconds", "sla_relevant", "title"];
    const read = lines.map((line) => Object.fromEntries(typed.map((name) => [name, line[header!.indexOf(name)]])));
    expect(read).toEqual(
      rows.map((row) => ({
        started_at: new Date(row.started_at!),
        cost: Number(row.cost),
        net_seconds: Number(row.net_seconds),
        sla_relevant: row.sla_relevant === "true",
        title: row.title!.replace(/^'/, ""),
      })),
    );
    expect([...ledger!.cells!.values()].filter(({ formula }) => formula !== undefined)).toEqual([]);
    expect(ledger!.autoFilter).toBeDefined();
    expect(ledger!.freezePane).toMatchObject({ rows: 1 });
    const sum = rows.reduce((cents, row) => cents + BigInt(row.cost!.replace(".", "")), 0n);
    expect(control!.rows).toContainEqual(["rows", rows.length]);
    expect(control!.rows).toContainEqual(["cost EUR", `${sum / 100n}.${String(sum % 100n).padStart(2, "0")}`]);
  });

  it("count each component's time once: the entries add up to what SQL multiranges make of the intervals", async () => {
    const [row] = await api.db.sql<{ differing: number; components: number }[]>`
      with told as (
        select i.component_id, case when v.severity in ('critical', 'high', 'unknown') then 1.0 when v.severity = 'medium' then 0.5 end as weight,
          tstzrange(v.started_at, v.ended_at) as at
        from incidents i join incident_intervals v on v.incident_id = i.id
        where i.component_id is not null and v.started_at >= '2026-05-01'),
      excluded as (
        select c.id as component_id, coalesce(
          (select range_agg(tstzrange(w.starts_at, w.ends_at)) from maintenance_windows w where c.id = any(w.component_ids)), '{}'::tstzmultirange)
          + case when c.key = 'c12' then '{[2026-11-16 15:00Z,2026-11-17 07:00Z)}'::tstzmultirange else '{}'::tstzmultirange end as at
        from components c),
      layers as (
        select component_id, coalesce(range_agg(at) filter (where weight = 1.0), '{}') as full_time,
          coalesce(range_agg(at) filter (where weight = 0.5), '{}') as half_time from told group by 1),
      counted as (
        select l.component_id, (select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(l.full_time - x.at) r)
          + 0.5 * (select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) from unnest(l.half_time - l.full_time - x.at) r) as seconds
        from layers l join excluded x using (component_id)),
      entries as (select component_id, sum(weighted_ms) / 1000 as seconds from ledger_segments
        where component_id is not null and started_at >= '2026-05-01' group by 1)
      select count(*)::int as components, count(*) filter (where c.seconds is distinct from e.seconds)::int as differing
      from counted c full join entries e using (component_id)`;
    expect(row).toEqual({ components: 12, differing: 0 });
  });
});

describe("who sees money", () => {
  it("viewers see minutes, and no cost through any door", async () => {
    const page = await viewer.listLedgerEntries({ query: { period: "2026-11" } });
    expect(page.items.length).toBeGreaterThan(5);
    expect(page.items.every(({ cost, ratePerMinute }) => cost === null && ratePerMinute === null)).toBe(true);
    const summary = await viewer.summarizeLedger({ query: { period: "2026-11" } });
    expect([summary.totals, ...summary.components, ...summary.days].every((one) => one.cost.length === 0)).toBe(true);
    expect(Number(summary.totals.weightedSeconds)).toBeGreaterThan(0);
    const component = await viewer.getComponent({ params: { key: "c5" } });
    expect([component.cost, component.timelines.cost]).toEqual([null, []]);
    expect(component.history.some(({ setting }) => setting === "cost")).toBe(false);
    expect((await viewer.listComponents()).items.every((one) => one.cost === null)).toBe(true);
  });

  it("in no list, why page or journal line does a viewer find an amount, and no condition tells it", async () => {
    await outage("dear", "10:00", "10:01");
    const { name, revision, timelines } = await api.client.getComponent({ params: { key: "dear" } });
    const dearer = [...timelines.cost, { perMinute: "7391.54", currency: "EUR", from: "2026-12-01" }];
    await api.client.saveComponent({
      params: { key: "dear" },
      body: { ...timelines, name, revision, costCentre: null, glAccount: null, cost: dearer },
    });
    const [opened] = (await api.client.listEvents({ query: { q: "dear", type: "opened" } })).items;
    const why = await api.client.explainEvent({ params: { id: opened!.id } });
    expect(why.rules.find(({ rule }) => rule === "dear")?.outcome).toBe("fired");
    const { costSoFar } = why.context!.incident as { costSoFar: number };
    // In major and in minor units; shorter ones stand in ids by chance.
    const amounts = ["7391.5", "73915.3", "739153", String(costSoFar)];
    const lists = Object.values(apiRoutes as Record<string, ApiRoute>).filter(
      ({ method, path, answer }) => method === "GET" && !path.includes("{") && answer !== "text/event-stream",
    );
    const doors = [
      "/api/v1/ledger/entries?period=2026-11&component=dear",
      "/api/v1/ledger/summary?period=2026-11&component=dear",
      "/api/v1/journal?subjectKind=component&subject=dear",
      "/api/v1/reports/error-budgets?component=dear",
      "/api/v1/reports/sla?period=2026-11&customer=acme",
      "/api/v1/components/dear",
      "/api/v1/customers/acme",
      `/api/v1/deliveries/${opened!.deliveryId}`,
      `/api/v1/events/${opened!.id}/why`,
    ];
    const seenBy = async (token: string, paths: readonly string[]) => {
      const headers = { authorization: `Bearer ${token}` };
      const told = await Promise.all(
        paths.map(async (path) => {
          const answer = await fetch(api.url + path, { headers });
          const text = await answer.text();
          return { path, isOpen: answer.ok, hasAmount: amounts.some((amount) => text.includes(amount)) };
        }),
      );
      return told.filter(({ isOpen }) => isOpen);
    };
    const toldWith = (told: Awaited<ReturnType<typeof seenBy>>) =>
      told.filter(({ hasAmount }) => hasAmount).map(({ path }) => path);
    // Whoever may see money finds it there: else the test would prove nothing.
    expect(toldWith(await seenBy(testApiToken, doors))).toEqual(doors);
    const seen = await seenBy(viewerToken, [...doors, ...lists.map(({ path }) => path)]);
    expect(seen.length).toBeGreaterThan(40);
    expect(toldWith(seen)).toEqual([]);
    const asked = viewer.tryCondition({ body: { when: 'component.costPerMinute == "7391.53"' } });
    expect(await refusal(asked)).toContain("403");
  });
});

describe("the filters of the export", () => {
  it("leave out what they do not name, and only that: dates, component, team, tier, customer, source, status", async () => {
    const year = "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
    const all = await csv(year);
    const [from, to] = ["2026-11-10T10:05:00.000Z", "2026-11-10T10:14:00.000Z"];
    type Row = (typeof all)[number];
    const filters: [query: string, fits: (row: Row) => boolean][] = [
      [`from=${from}&to=${to}`, (row) => row.started_at! >= from && row.started_at! < to],
      [`${year}&component=c2`, (row) => row.component_key === "c2"],
      [`${year}&team=payments`, (row) => row.team === "payments"],
      [`${year}&tier=1`, (row) => row.tier === "1"],
      [`${year}&customer=acme`, (row) => row.customers === "acme"],
      [`${year}&source=anyping`, (row) => row.source === "anyping"],
      [`${year}&status=final&component=c9`, (row) => row.status === "final" && row.component_key === "c9"],
      [`${year}&status=void`, (row) => row.status === "void"],
    ];
    for (const [query, fits] of filters) expect([query, await csv(query)]).toEqual([query, all.filter(fits)]);
    const counts = filters.map(([, fits]) => all.filter(fits).length);
    expect(counts.map((count) => count > 0)).toEqual([true, true, true, true, true, true, true, false]);
    expect(counts.slice(0, 5).every((count) => count < all.length)).toBe(true);
  });
});

describe("the policy", () => {
  const body = (change: Partial<LedgerPolicy>, from: string, present: LedgerPolicy) => ({
    policy: { ...present, ...change },
    from,
  });
  const present = async () => (await api.client.listPolicies()).items.find(({ state }) => state === "in force")!.policy;

  it("shows what a change would do to this month before it is made, and writes nothing", async () => {
    const before = await csv("period=2026-11");
    const preview = await api.client.previewPolicy({
      body: body({ weights: { outage: "1", degraded: "0.25", none: "0" } }, "2026-11-01", await present()),
    });
    const changed = preview.components.map(({ key, before, after }) => [
      key,
      before.cost[0]?.amount,
      after.cost[0]?.amount,
    ]);
    // From then on the day with service hours of its own is gone too.
    expect(changed).toEqual([
      ["c12", "14400.00", "36000.00"],
      ["c14", "960.00", "840.00"],
      ["c3", "1500.00", "1050.00"],
    ]);
    expect(await csv("period=2026-11")).toEqual(before);
  });

  it("holds from its day on, and the month is counted as the preview said", async () => {
    const draft = body({ weights: { outage: "1", degraded: "0.25", none: "0" } }, "2026-11-01", await present());
    const preview = await api.client.previewPolicy({ body: draft });
    await api.client.changePolicy({ body: draft });
    const { totals } = await api.client.summarizeLedger({ query: { period: "2026-11" } });
    expect({ weightedSeconds: totals.weightedSeconds, cost: totals.cost }).toEqual({
      weightedSeconds: preview.after.weightedSeconds,
      cost: preview.after.cost,
    });
    const { items } = await api.client.listPolicies();
    expect(items.map(({ state, from }) => [state, from])).toEqual([
      ["in force", "2026-10-31T23:00:00.000Z"],
      ["past", "2026-03-31T22:00:00.000Z"],
      ["past", "2026-02-28T23:00:00.000Z"],
      ["past", null],
    ]);
  });

  it("is refused in words where a field is wrong", async () => {
    const wrong = (change: Partial<LedgerPolicy>, from = "2026-11-01") =>
      present().then((now) => refusal(api.client.changePolicy({ body: body(change, from, now) })));
    expect(await wrong({ weights: { outage: "1", degraded: "1.5", none: "0" } })).toContain(
      "a weight is between 0 and 1",
    );
    expect(await wrong({ timeZone: "Europe/Berln" })).toContain("this time zone is not known");
    expect(await wrong({ serviceHours: "nights" })).toContain("nights");
    expect(await wrong({}, "soon")).toContain("write a date");
  });
});

describe("a component with dated settings", () => {
  const stored = () => api.client.getComponent({ params: { key: "free" } });
  const save = async (change: object) => {
    const { name, costCentre, glAccount, revision, timelines } = await stored();
    return api.client.saveComponent({
      params: { key: "free" },
      body: { name, costCentre, glAccount, revision, ...timelines, ...change },
    });
  };

  it("without a rate at that time marks its entry and blocks the close, until a rate is set from then on", async () => {
    await outage("free", "10:00", "10:10");
    const marked = (await csv("period=2026-11")).find((row) => row.component_key === "free");
    expect(marked).toMatchObject({ net_seconds: "600", cost: "", reason: expect.stringContaining("rate") });
    const blocked = await api.client.getLedgerPeriod({ params: { period: "2026-11" } });
    expect(blocked.checks.find(({ kind }) => kind === "missingRates")).toMatchObject({ count: 1, mayExplain: true });
    const saved = await save({ cost: [{ perMinute: "60.00", currency: "EUR", from: "2026-11-01" }] });
    expect(saved.timelines.cost).toEqual([{ perMinute: "60", currency: "EUR", from: "2026-11-01" }]);
    expect((await csv("period=2026-11")).find((row) => row.component_key === "free")).toMatchObject({ cost: "600.00" });
    const open = await api.client.getLedgerPeriod({ params: { period: "2026-11" } });
    expect(open.checks.find(({ kind }) => kind === "missingRates")).toMatchObject({ count: 0 });
  });

  it("refuses overlapping rates, an end before its beginning and an unknown currency, in words", async () => {
    const rate = (perMinute: string, more: object) => ({ perMinute, currency: "EUR", ...more });
    const overlapping = [
      rate("60.00", { from: "2026-11-01", until: "2026-12-15" }),
      rate("70.00", { from: "2026-12-01" }),
    ];
    expect(await refusal(save({ cost: overlapping }))).toContain("two values hold at once");
    expect(await refusal(save({ cost: [rate("60", { from: "2026-11-02", until: "2026-11-01" })] }))).toContain(
      "it ends before it begins",
    );
    expect(await refusal(save({ cost: [{ perMinute: "60", currency: "EUX" }] }))).toContain(
      "this currency is not known",
    );
    expect(await refusal(save({ revision: 1 }))).toContain("Somebody changed it meanwhile");
    expect((await stored()).timelines.cost).toHaveLength(1);
  });
});

it('tells an open month "as known on" a day or an instant, in the list and in the file, and without money to viewers', async () => {
  const known = new Date(clock()).toISOString();
  expect(await csv(`period=2026-11&knownOn=${known}`)).toEqual(await csv("period=2026-11"));
  expect(await csv("period=2026-11&knownOn=2026-11-15")).toEqual([]);
  const list = await viewer.listLedgerEntries({ query: { period: "2026-11", knownOn: known, limit: 2 } });
  const next = { period: "2026-11", knownOn: known, limit: 2, cursor: list.nextCursor! };
  const { items } = await viewer.listLedgerEntries({ query: next });
  expect([...list.items, ...items].map(({ id, cost }) => [id.split(".")[0], cost])).toEqual(
    Array(4).fill(["known", null]),
  );
  expect(new Set([...list.items, ...items].map(({ id }) => id)).size).toBe(4);
  expect(list.totals.entries).toBe((await csv("period=2026-11")).length);
  const dates = { from: "2026-11-01T00:00:00Z", knownOn: "2026-11-15" };
  expect(await refusal(api.client.listLedgerEntries({ query: dates }))).toBe(
    "422 What was known on a day is told by month: name one as period.",
  );
});

describe("a closed month", () => {
  const hash = async (format: string) =>
    createHash("sha256")
      .update(await exported(`period=2026-10&format=${format}`))
      .digest("hex");
  let before: string[];
  let closedAt: string;

  it("is not touched by a policy: that is refused, and the words say from when on it may change", async () => {
    const deps = { db: api.db, now: clock, newId: newUuid, publicUrl: null };
    for (const month of ["03", "04", "05", "06", "07", "08", "10"]) {
      const order = { kind: "close", period: `2026-${month}`, by: "finance@example.test" } as const;
      const run = await orderLedgerRun(deps, order);
      await performLedgerRun(deps, run!.id);
    }
    const { status, snapshots } = await api.client.getLedgerPeriod({ params: { period: "2026-10" } });
    expect([status, snapshots.map(({ format, rows }) => `${format} ${rows}`).toSorted()]).toEqual([
      "closed",
      ["csv 1", "jsonl 1"],
    ]);
    closedAt = snapshots[0]!.madeAt;
    before = [await hash("csv"), await hash("jsonl")];
    expect(before.toSorted()).toEqual(snapshots.map(({ sha256 }) => sha256).toSorted());
    const beforeClosing = new Date(Date.parse(closedAt) - 1).toISOString();
    expect(
      (await csv(`period=2026-10&knownOn=${beforeClosing}`)).map((row) => [row.entry_type, row.net_seconds]),
    ).toEqual([["provisional", "600"]]);
    const policy = (await api.client.listPolicies()).items[0]!.policy;
    const body = { policy: { ...policy, noticeMinutes: 60 }, from: "2026-10-15" };
    const words =
      'months that are closed: a policy can change from 2026-11-01 on. Give it from: "2026-11-01", or later';
    expect(await refusal(api.client.previewPolicy({ body }))).toContain(words);
    expect(await refusal(api.client.changePolicy({ body }))).toContain(words);
  });

  it("exports the same bytes after 1,000 further events, a restart and another setting (L4)", async () => {
    const minute = (n: number) => new Date(Date.parse("2026-11-12T00:00:00Z") + n * 60_000).toISOString();
    const bodies = Array.from({ length: 499 }, (_, n) => [
      bodyOf("opened", "c1", minute(2 * n), { key: `further ${n}` }),
      bodyOf("resolved", "c1", minute(2 * n + 1), { key: `further ${n}` }),
    ]).flat();
    const stored = [
      ...bodies,
      bodyOf("resolved", "c7", "2026-10-31T22:58:00Z", {}),
      bodyOf("opened", "c1", minute(2_000), {}),
    ];
    await store(stored);
    await work();
    const renamed = await api.client.getComponent({ params: { key: "c7" } });
    await api.client.saveComponent({
      params: { key: "c7" },
      body: { ...renamed.timelines, name: "Renamed", revision: renamed.revision, costCentre: "4711", glAccount: null },
    });
    await api.client.nameEnvironment({ body: { name: "after the upgrade", production: true } });
    await api.stop();
    again = await startApi(api.env, { log: createLog(api.env, () => {}), now: clock });
    const november = await csv("period=2026-11");
    expect(november.length).toBeGreaterThan(499);
    expect(november.slice(0, 2).map((row) => [row.entry_type, row.period, row.reverses, row.net_seconds])).toEqual([
      ["reversal", "2026-10", "2026-10/1", "-600"],
      ["replacement", "2026-10", "2026-10/1", "480"],
    ]);
    expect([await hash("csv"), await hash("jsonl")]).toEqual(before);
    const kept = await fetch(`${api.url}/api/v1/ledger/export?period=2026-10&format=xlsx`, {
      headers: { authorization: `Bearer ${api.env.apiToken}` },
    });
    expect(kept.headers.get("x-ledger-snapshot-sha256")).toBe(before[0]);
    const { sheets } = await readXlsx(Buffer.from(await kept.arrayBuffer()));
    const [closed] = await csv("period=2026-10");
    const read = sheets[0]!.rows
      .at(-1)!
      .map((cell) => (cell instanceof Date ? cell.toISOString() : String(cell ?? "")));
    expect(read).toEqual(
      Object.values(closed!).map((text) => (/^\d+\.\d*0$/.test(text) ? String(Number(text)) : text.replace(/^'/, ""))),
    );
    const atClosing = await csv(`period=2026-10&knownOn=${closedAt}`);
    // Names are frozen in what was posted.
    expect(atClosing.map((row) => [row.component_name, row.cost_centre])).toEqual([[renamed.name, ""]]);
    const closing = atClosing.map((row) => row.net_seconds);
    const today = (await csv(`period=2026-10&knownOn=${new Date(clock()).toISOString()}`)).map(
      (row) => row.net_seconds,
    );
    expect({ closing, today }).toEqual({ closing: ["600"], today: ["600", "-600", "480"] });
  });
});

it("lets an admin say above which amount a second person approves, and refuses in words what is no amount, time or currency", async () => {
  api.clock.offsetMs = 0;
  const cookie = await personOf("admin");
  const put = (approvalAbove: object) =>
    fetch(`${api.url}/api/v1/settings/ledger`, {
      method: "PUT",
      headers: { cookie, origin: api.url, "content-type": "application/json" },
      body: JSON.stringify({ approvalAbove }),
    });
  expect((await put({ EUR: "500.00" })).status).toBe(200);
  expect(await api.client.getApprovalLimits()).toEqual({ approvalAbove: { EUR: "500.00" } });
  const refused = await put({ JPY: "500.50" });
  expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
    422,
    '"JPY 500.50" is no amount: write such as EUR 500.00.',
  ]);
  const post = async (path: string, body: object, headers: Record<string, string> = { cookie }) => {
    const answer = await fetch(`${api.url}/api/v1/${path}`, {
      method: "POST",
      headers: { ...headers, origin: api.url, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return `${answer.status} ${((await answer.json()) as { detail?: string }).detail}`;
  };
  const backwards = { component: "c1", from: "2026-11-10T10:10:00Z", to: "2026-11-10T10:00:00Z", reason: "theirs" };
  expect(await post("exclusions", backwards)).toBe("422 It ends before it begins: to must be later than from.");
  const contract = {
    components: ["dear"],
    target: "99.95",
    from: "2026-01-01",
    fee: { amount: "1", currency: "EUX", per: "month" },
  };
  const dear = api.client.saveCustomer({
    params: { key: "globex" },
    body: { name: "Globex", revision: 0, contracts: [contract as never] },
  });
  expect(await refusal(dear)).toContain("this currency is not known: write its ISO 4217 code, such as EUR");
  const token = { authorization: `Bearer ${api.env.apiToken}` };
  expect(await post("ledger/periods/2026-11/close", {}, token)).toMatch(/^403 /);
});

/** Deliveries as the door stores them, many at once. */
async function store(bodies: readonly string[]): Promise<void> {
  const rows = bodies.map((body) => ({ id: newUuid(), body: Buffer.from(body).toString("base64") }));
  await api.db.sql`
    with given as (select * from jsonb_to_recordset(${api.db.sql.json(rows)}) as r(id uuid, body text)),
    stored as (
      insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      select g.id, s.id, g.id::text, ${new Date(clock()).toISOString()}, 'fresh', sha256(decode(g.body, 'base64'))
      from given g, sources s where s.key = 'anyping' returning id, received_at)
    insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    select received_at, id, 'POST', '[]', '{}', decode(g.body, 'base64') from stored join given g using (id)`;
}

async function personOf(role: "admin"): Promise<string> {
  const email = `${role}@example.test`;
  await api.client.createUser({ body: { name: role, email, password: adminPassword, role } });
  return signIn(api, email, adminPassword);
}
