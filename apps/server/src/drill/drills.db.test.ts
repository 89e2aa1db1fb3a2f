import { newUuid } from "@signalbox/core";
import { beginDueDrills } from "@signalbox/pipeline";
import { type PracticeDesk, startPracticeDesk } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";
import { type RunningWorker, startWorker } from "../start-worker.ts";

let desk: PracticeDesk;
let api: TestApi;
let worker: RunningWorker;
beforeAll(async () => {
  desk = await startPracticeDesk();
  api = await startTestApi({ SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${desk.port}` });
  await api.client.applyConfig({ body: { text: company() } });
  worker = await startWorker({ ...api.env, role: "worker" });
});
afterAll(async () => {
  await worker.close();
  await api.close();
  await desk.end();
});

const company = () => `
version: 1
teams: [{key: payments, name: Payments, lead: lead@example.test}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}, monitors: [{source: anyping, match: "*"}]}
calendars: [{key: berlin, timeZone: Europe/Berlin, holidays: [2026-12-25]}]
sources:
  - {key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}
  - {key: watcher, sender: anyping, secrets: [{value: watcher-secret-0123456789}]}
connections:
  - {key: desk, kind: ticket-json, baseUrl: "${desk.url}", auth: {bearer: {value: "${desk.token}"}}, ticket: {create: {method: POST, path: /tickets, body: {title: "{{ action.title }}", assignee: "{{ onCall.email }}", ref: "{{ obligation.reference }}"}, id: "$.id"}, close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}}
  - {key: desk-test, kind: ticket-json, baseUrl: "${desk.url}", auth: {bearer: {value: "${desk.token}"}}, ticket: {create: {method: POST, path: /tickets, body: {title: "{{ action.title }}", assignee: "{{ onCall.email }}", ref: "{{ obligation.reference }}"}, id: "$.id"}, close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}}
  - {key: pager, kind: page-webhook, url: "${desk.url}/pages", secret: {value: "${desk.pagerSecret}"}}
rules:
  - {key: everything, do: [{ticket: {connection: desk}}, {page: {connection: pager}}]}
failures: {page: [{connection: pager}]}
`;

const base = { name: "The path to the desk", source: "anyping", connection: "desk-test", component: "checkout" };
const limits = { openWithinSeconds: 20, closeWithinSeconds: 20 };
const ended = async (id: string) => {
  const run = async () => api.client.getDrillRun({ params: { id } });
  await expect.poll(async () => (await run()).state, { timeout: 25_000 }).not.toBe("running");
  return run();
};
const rows = async (query: string, ...values: string[]) => [...(await api.db.sql.unsafe(query, values))];

describe("a drill in which Signalbox plays the monitoring tool", () => {
  it("proves the path to the ticket and back, and reaches no person, no rule and no ledger", async () => {
    await api.client.saveDrill({ params: { key: "path" }, body: { ...base, ...limits, way: "sample", revision: 0 } });
    const begun = await api.client.runDrill({ params: { key: "path" } });
    await expect(api.client.runDrill({ params: { key: "path" } })).rejects.toMatchObject({ status: 409 });
    const run = await ended(begun.id);
    expect(run).toMatchObject({ state: "passed", missed: null, steps: Array(7).fill({ outcome: "done" }) });
    expect(run.steps.map(({ afterMs }) => afterMs)).not.toContain(null);

    const tickets = await desk.tickets();
    expect(tickets).toMatchObject([
      { title: "Drill: Checkout API returned 503 from 3 of 4 regions", status: "closed" },
    ]);
    expect(tickets[0]!.assignee ?? "").toBe("");
    expect(await desk.pages()).toEqual([]);
    const incident = await api.client.getIncident({ params: { id: run.incidentId! } });
    expect(incident).toMatchObject({ origin: "drill", component: "checkout", status: "resolved" });
    expect(await rows("select kind, rule_key from obligations")).toEqual([{ kind: "ticket", rule_key: "drill:path" }]);
    expect(await rows("select 1 from ledger_segments")).toEqual([]);
    const { items: events } = await api.client.listEvents({ query: { incident: run.incidentId! } });
    const why = await api.client.explainEvent({ params: { id: events[0]!.id } });
    expect(why).toMatchObject({ ruleSet: null, rules: [], note: expect.stringContaining("This is a drill") });
    expect(await rows("select rules_fired from events where rules_fired <> '{}'")).toEqual([]);
    expect((await api.client.listMonitors()).items).toEqual([]);
    // What we send ourselves is no proof that the tool is alive.
    expect(await api.client.getSource({ params: { key: "anyping" } })).toMatchObject({ lastDeliveryAt: null });
    const shown = await api.client.getDrill({ params: { key: "path" } });
    expect(shown).toMatchObject({ lastRun: { id: run.id }, figures: { runs: 1, misses: 0 } });
    expect(shown.figures.openedP99Ms).toBe(run.steps[3]!.afterMs);
  });

  it("can't reach anything else even where the code would have it so: the database refuses", async () => {
    const [drill] = await rows("select id from incidents where origin = 'drill'");
    const open = (kind: string, connection: string) =>
      rows(
        `insert into obligations (id, scope_kind, scope_id, connection_id, kind, slot, reference, incident_id, opened_at)
         select gen_random_uuid(), 'incident', $1::text, c.id, $2, 'x', gen_random_uuid()::text, $1::text::uuid, now() from connections c where key = $3`,
        drill!.id,
        kind,
        connection,
      );
    await expect(open("page", "pager")).rejects.toThrow("opens a ticket in its own connection alone");
    await expect(open("ticket", "desk")).rejects.toThrow("opens a ticket in its own connection alone");
    await expect(open("status-post", "desk-test")).rejects.toThrow("opens a ticket in its own connection alone");
    const message = `insert into actions (id, made_at, incident_id, kind, verb, due_at, next_try_at, idempotency_key)
      values (gen_random_uuid(), now(), $1::text::uuid, 'message', 'send', now(), now(), 'x')`;
    await expect(rows(message, drill!.id)).rejects.toThrow("orders its ticket alone");
    const segment = `insert into ledger_segments (incident_id, period, part, severity, impact, started_at, counted_until, time_basis,
        gross_ms, excluded_ms, overlap_ms, net_ms, weight, weighted_ms, policy_version, settled_at)
      values ($1::text::uuid, '2026-11', 1, 'critical', 'outage', now(), now(), 'sender', 0, 0, 0, 0, 1, 0, 1, now())`;
    await expect(rows(segment, drill!.id)).rejects.toThrow("cannot stand in the ledger");
    const disguised = "update incidents set origin = 'real' where id = $1::text::uuid";
    await expect(rows(disguised, drill!.id)).rejects.toThrow("incident_of_a_drill_has_its_drill");
  });

  it("misses where the desk is down, says at which step, and is a failure until the next one passes", async () => {
    await desk.fail({ target: "tickets", kind: "500", method: "POST" });
    const quick = { ...base, way: "sample", openWithinSeconds: 5, closeWithinSeconds: 5, revision: 1 } as const;
    await api.client.saveDrill({ params: { key: "path" }, body: quick });
    const run = await ended((await api.client.runDrill({ params: { key: "path" } })).id);
    expect(run).toMatchObject({ state: "missed", missed: "The ticket was not opened within 5 s" });
    expect(run.steps.map(({ outcome }) => outcome)).toEqual([
      ...["done", "done", "done", "missed"],
      ...["done", "done", "missed"],
    ]);
    const open = async () => (await api.client.listFailures({ query: { status: "open" } })).items;
    expect(await open()).toMatchObject([{ kind: "drill-missed", subject: "path", status: "open" }]);
    await expect.poll(async () => (await desk.pages()).length).toBe(1);

    await desk.heal();
    await api.client.saveDrill({ params: { key: "path" }, body: { ...quick, ...limits, revision: 2 } });
    expect(await ended((await api.client.runDrill({ params: { key: "path" } })).id)).toMatchObject({ state: "passed" });
    expect(await open()).toEqual([]);
    expect((await api.client.getDrill({ params: { key: "path" } })).figures).toMatchObject({ runs: 3, misses: 1 });
    const { items } = await api.client.listDrillRuns({ params: { key: "path" }, query: { limit: 2 } });
    expect(items.map(({ state }) => state)).toEqual(["passed", "missed"]);
  });

  it("is stopped by hand: what it opened is closed, and it counts for nothing", async () => {
    await desk.fail({ target: "tickets", kind: "500", method: "POST" });
    const { id } = await api.client.runDrill({ params: { key: "path" } });
    const told = async () => (await api.client.getDrillRun({ params: { id } })).steps[2]!.outcome;
    await expect.poll(told).toBe("done");
    await api.client.stopDrillRun({ params: { id } });
    await expect(api.client.stopDrillRun({ params: { id } })).rejects.toMatchObject({ status: 409 });
    expect(await ended(id)).toMatchObject({ state: "stopped", missed: null });
    await desk.heal();
    expect((await api.client.getDrill({ params: { key: "path" } })).figures).toMatchObject({ runs: 3, misses: 1 });
    expect(await rows("select 1 from incidents where status <> 'resolved'")).toEqual([]);
  });
});

describe("a drill by a page that a monitoring tool watches", () => {
  it("fails its page until the ticket is open, and passes once the tool says that it is well", async () => {
    const watched = { ...base, ...limits, name: "The page", way: "page", source: "watcher", revision: 0 } as const;
    const without = api.client.saveDrill({ params: { key: "page" }, body: watched });
    await expect(without).rejects.toMatchObject({ status: 422, problem: { errors: [{ path: "body.monitor" }] } });
    const made = await api.client.saveDrill({ params: { key: "page" }, body: { ...watched, monitor: "mon_1042" } });
    expect(made.pageUrl).toMatch(new RegExp(`^${api.url}/drill/[A-Za-z0-9_-]{22}$`));
    const page = async () => (await fetch(made.pageUrl!)).status;
    expect(await page()).toBe(200);
    expect((await fetch(`${api.url}/drill/none`)).status).toBe(404);

    const tell = (kind: "open" | "resolve") =>
      api.client.sendTestEvent({ params: { key: "watcher" }, body: { kind, key: "outage-of-the-page" } });
    const { id } = await api.client.runDrill({ params: { key: "page" } });
    expect(await page()).toBe(503);
    await tell("open");
    await expect.poll(page).toBe(200);
    // A run is in no process: another worker takes it on.
    await worker.close();
    worker = await startWorker({ ...api.env, role: "worker" });
    await tell("resolve");
    expect(await ended(id)).toMatchObject({ state: "passed", steps: Array(7).fill({ outcome: "done" }) });
    expect((await api.client.listMonitors()).items).toEqual([]);
  });
});

describe("a drill with a schedule", () => {
  it("runs once for each due time, however many workers look", async () => {
    const schedule = { days: ["thu"] as "thu"[], at: "10:00", calendar: "berlin" };
    const made = await api.client.saveDrill({
      params: { key: "weekly" },
      body: { ...base, ...limits, name: "Weekly", way: "sample", schedule, revision: 0 },
    });
    expect(new Date(made.nextDueAt!).getUTCDay()).toBe(4);
    await rows("update drills set next_due_at = now() - interval '1 second' where key = 'weekly'");
    const deps = { db: api.db, now: Date.now, newId: newUuid, log: { warn: () => {} } };
    await Promise.all([beginDueDrills(deps), beginDueDrills(deps)]);
    const runs = async () => (await api.client.listDrillRuns({ params: { key: "weekly" } })).items;
    await expect.poll(async () => (await runs()).length).toBe(1);
    expect((await runs())[0]).toMatchObject({ askedBy: "schedule", dueAt: expect.any(String) });
    expect((await api.client.getDrill({ params: { key: "weekly" } })).nextDueAt).toBe(made.nextDueAt);
    await ended((await runs())[0]!.id);

    await rows("update drills set next_due_at = now() - interval '2 hours' where key = 'weekly'");
    await beginDueDrills(deps);
    expect(await runs()).toHaveLength(1);
  });

  it("is refused where it can't be, with the field and why", async () => {
    const save = (body: object) =>
      api.client.saveDrill({
        params: { key: "wrong" },
        body: { ...base, ...limits, way: "sample", revision: 0, ...body },
      });
    const refused = (path: string) => ({ status: 422, problem: { errors: [{ path }] } });
    await expect(save({ connection: "pager" })).rejects.toMatchObject(refused("body.connection"));
    await expect(save({ source: "nobody" })).rejects.toMatchObject(refused("body.source"));
    await expect(save({ component: "nothing" })).rejects.toMatchObject(refused("body.component"));
    const schedule = { days: ["mon"], at: "10:00", calendar: "mars" };
    await expect(save({ schedule })).rejects.toMatchObject(refused("body.schedule.calendar"));
    await expect(save({ schedule: { days: [], at: "25:00" } })).rejects.toMatchObject({ status: 422 });
    const same = { name: "Other", way: "page", source: "watcher", monitor: "mon_1042" };
    await expect(save(same)).rejects.toMatchObject(refused("body.monitor"));
    const needed = api.client.retireConnection({ params: { key: "desk-test" } });
    await expect(needed).rejects.toMatchObject({ problem: { detail: expect.stringContaining("the drill page") } });
    const source = api.client.retireSource({ params: { key: "watcher" } });
    await expect(source).rejects.toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining("the drill page") },
    });
    await api.client.retireDrill({ params: { key: "weekly" } });
    await expect(api.client.runDrill({ params: { key: "weekly" } })).rejects.toMatchObject({ status: 409 });
  });
});
