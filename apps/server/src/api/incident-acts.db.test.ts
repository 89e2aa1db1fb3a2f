import { newUuid } from "@signalbox/core";
import { processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const company = `
version: 1
teams: [{key: payments, name: Payments}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "Checkout*"}]}
  - {key: search, name: Search, tier: 3}
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: pager, kind: page-webhook, url: "http://127.0.0.1:9/pages", secret: {value: whsec_cGFnZXItc2VjcmV0LXZhbHVlLTAxMjM0NTY3ODlhYg==}}
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}"}, id: "$.id"}, close: {method: POST, path: /close}}}
rules: [{key: tickets, when: component.tier == 1, do: [{ticket: {connection: desk}}]}]
otherwise: {page: {connection: pager}}
`;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.client.applyConfig({ body: { text: company } });
});
afterAll(() => api.close());

/** Stores and processes what AnyPing says about a monitor. Returns its incident. */
async function open(monitor: string, severity = "high"): Promise<string> {
  const [id, key] = [newUuid(), newUuid()];
  const told = { id: key, severity, summary: `${monitor} is down`, started_at: new Date().toISOString() };
  const body = JSON.stringify({
    id,
    type: "incident.opened",
    data: { incident: told, monitor: { id: monitor, name: monitor } },
  });
  await api.db.sql`
    with stored as (
      insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      select ${id}, id, ${id}, now(), 'fresh', sha256('x') from sources where key = 'anyping' returning id, received_at)
    insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    select received_at, id, 'POST', '[]', '{}', ${Buffer.from(body)} from stored`;
  await processDeliveries(
    { db: api.db, now: Date.now, newId: newUuid, failpoint: () => {} },
    { deliveryIds: [id], attempt: 1 },
  );
  const found = await api.client.listIncidents({ query: { q: key } });
  return found.items[0]!.id;
}
const problem = (of: Promise<unknown>) =>
  of.then(
    () => null,
    (error: { status: number; message: string }) => [error.status, error.message],
  );

describe("acts by hand", () => {
  it("open, note, merge and resolve; whoever comes too late is told so (409)", async () => {
    const opened = await api.client.openIncident({
      body: { component: "checkout", severity: "high", title: "Checkout is slow", reason: "a customer called" },
    });
    expect(opened).toMatchObject({ source: "by-hand", component: "checkout", status: "open", monitor: null });
    const other = await open("Checkout EU");
    await api.client.noteOnIncident({ params: { id: other }, body: { note: "the vendor knows" } });
    const merged = await api.client.mergeIncident({
      params: { id: other },
      body: { into: opened.id, reason: "the same" },
    });
    expect(merged).toMatchObject({ mergedInto: opened.id, status: "open" });
    const story = await api.client.getIncident({ params: { id: opened.id } });
    expect(story.mergedHere).toMatchObject([{ id: other, status: "open" }]);
    expect(story.obligations.map(({ kind, status }) => `${kind} ${status}`)).toEqual(["ticket open"]);
    const told = (await api.client.getIncident({ params: { id: other } })).timeline.map(
      ({ what, text }) => `${what}: ${text}`,
    );
    expect(told).toEqual(expect.arrayContaining(["incident.noted: the vendor knows", "incident.merged: the same"]));

    await api.client.resolveIncident({ params: { id: opened.id }, body: { reason: "over" } });
    const late = { params: { id: opened.id }, body: { reason: "mine" } };
    expect(await problem(api.client.resolveIncident(late))).toEqual([409, "This incident is resolved already."]);
    const third = await open("Checkout US");
    expect(
      await problem(api.client.mergeIncident({ params: { id: third }, body: { into: opened.id, reason: "x" } })),
    ).toEqual([409, "The other incident has ended meanwhile."]);
    expect(
      await problem(
        api.client.openIncident({ body: { component: "none", severity: "high", title: "x", reason: "x" } }),
      ),
    ).toEqual([422, 'There is no component "none".']);
  });
});

describe("monitors", () => {
  it("are paged about while no component has them, and get one by a glob that processing reads alike", async () => {
    const unmapped = await open("batch-[eu]-1");
    const before = await api.client.getIncident({ params: { id: unmapped } });
    expect(before.component).toBeNull();
    expect(before.actions.map(({ kind, rule }) => [kind, rule])).toEqual([["page", "otherwise"]]);
    await open("batch-[us]-1");
    const listed = async () =>
      (await api.client.listMonitors({ query: { unmapped: "true" } })).items.map(
        ({ id, incidents }) => `${id} ${incidents}`,
      );
    expect(await listed()).toEqual(["batch-[us]-1 1", "batch-[eu]-1 1"]);
    const body = { source: "anyping", monitor: "batch-[eu]-1", component: "search" };
    expect(await problem(api.client.mapMonitor({ body: { ...body, match: "batch-[eu]-1" } }))).toEqual([
      422,
      "This fits neither the id nor the name of the monitor.",
    ]);
    // Brackets are signs of a glob: the exact name has them escaped.
    expect(await api.client.mapMonitor({ body: { ...body, match: "batch-\\[eu]-1" } })).toEqual({
      monitors: 1,
      incidents: 1,
    });
    expect(await listed()).toEqual(["batch-[us]-1 1"]);
    const marks = await api.db
      .sql`select 1 from ledger_dirty d join components c on c.id = d.component_id where c.key = 'search'`;
    expect(marks).toHaveLength(1);
    const after = await api.client.getIncident({ params: { id: unmapped } });
    expect(after.component).toBe("search");
    expect(after.timeline.map(({ what }) => what)).toContain("incident.component-named");
    expect((await api.client.getIncident({ params: { id: await open("batch-[eu]-1") } })).component).toBe("search");
    expect(await problem(api.client.mapMonitor({ body: { ...body, match: "*" } }))).toEqual([
      409,
      "This monitor belongs to search already.",
    ]);
    expect(await api.client.exportConfig()).toContain("batch-\\[eu]-1");
  });

  it("are muted for some time, and heard again", async () => {
    const incident = await open("Checkout US");
    const mute = await api.client.muteMonitor({
      body: { source: "anyping", monitor: "Checkout US", minutes: 120, reason: "the vendor works on it" },
    });
    expect(Date.parse(mute.until) - Date.parse(mute.from)).toBe(120 * 60_000);
    const muted = await api.client.getIncident({ params: { id: incident } });
    expect(muted).toMatchObject({ muted: true, mutedUntil: mute.until });
    expect(muted.timeline.at(-1)).toMatchObject({
      what: "incident.muted",
      text: expect.stringContaining("the vendor"),
    });
    expect((await api.client.listMutes({ query: { holding: "true" } })).items).toMatchObject([{ id: mute.id }]);
    const again = await api.client.muteMonitor({
      body: { source: "anyping", monitor: "Checkout US", reason: "still" },
    });
    expect((await api.client.listMutes({ query: { holding: "true" } })).items.map(({ id }) => id)).toEqual([again.id]);
    expect(await api.client.liftMute({ params: { id: again.id } })).toMatchObject({ liftedBy: expect.any(String) });
    expect(await problem(api.client.liftMute({ params: { id: again.id } }))).toEqual([
      409,
      "This mute is over already.",
    ]);
    expect(await api.client.getIncident({ params: { id: incident } })).toMatchObject({ muted: false });
  });
});

describe("maintenance windows", () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  it("are announced, hold while they last, and end before their time", async () => {
    const plan = { components: ["search"], reason: "database upgrade" };
    const ahead = await api.client.createMaintenanceWindow({ body: { ...plan, from: at(60), to: at(120) } });
    expect(ahead).toMatchObject({ state: "upcoming", counts: true, components: [{ key: "search", name: "Search" }] });
    const running = await api.client.createMaintenanceWindow({ body: { ...plan, from: at(-10), to: at(30) } });
    expect(running).toMatchObject({ state: "running", counts: false });
    // No rule took it, and otherwise is silent in maintenance: it stands as unrouted.
    const incident = await api.client.getIncident({ params: { id: await open("batch-[eu]-1") } });
    expect(incident).toMatchObject({
      maintenanceUntil: running.to,
      actions: [],
      unrouted: "no rule matched; the component is in maintenance",
    });
    expect((await api.client.listIncidents({ query: { unrouted: "true" } })).items.map(({ id }) => id)).toEqual([
      incident.id,
    ]);
    const ended = await api.client.endMaintenanceWindow({ params: { id: running.id }, body: { reason: "done early" } });
    expect(ended).toMatchObject({ state: "past", endedAt: expect.any(String), to: running.to });
    await api.client.endMaintenanceWindow({ params: { id: ahead.id }, body: { reason: "not needed" } });
    expect(await problem(api.client.endMaintenanceWindow({ params: { id: ahead.id }, body: { reason: "x" } }))).toEqual(
      [409, "This maintenance is over already."],
    );
    expect((await api.client.listMaintenanceWindows({ query: {} })).items).toMatchObject([
      { id: running.id, state: "past" },
    ]);
    expect((await api.client.getIncident({ params: { id: incident.id } })).maintenanceUntil).toBeNull();
  });

  it("repeat at the same local time, and become an exclusion that waits for a second person where they had begun", async () => {
    const ahead = { components: ["search"], reason: "patches", from: at(24 * 60), to: at(25 * 60) };
    const first = await api.client.createMaintenanceWindow({ body: { ...ahead, repeat: { everyDays: 7, times: 3 } } });
    const { items } = await api.client.listMaintenanceWindows({ query: { state: "upcoming" } });
    expect(items.map(({ from }) => (Date.parse(from) - Date.parse(first.from)) / 86_400_000)).toEqual([14, 7, 0]);
    const tooOften = { ...ahead, to: at(50 * 60), repeat: { everyDays: 1, times: 2 } };
    expect(await problem(api.client.createMaintenanceWindow({ body: tooOften }))).toEqual([
      422,
      "It would begin again before it ends.",
    ]);
    const past = {
      components: ["search"],
      from: at(-90),
      to: at(-60),
      announcedAt: at(-600),
      reason: "a forgotten one",
    };
    expect(await api.client.createMaintenanceWindow({ body: past })).toMatchObject({ state: "past", counts: false });
    const waiting = await api.client.listExclusions({ query: { waiting: "true", component: "search" } });
    expect(waiting.items[0]).toMatchObject({
      from: past.from,
      to: past.to,
      state: "waiting",
      reason: `maintenance that was entered afterwards, told on ${past.announcedAt}: a forgotten one`,
    });
  });

  it("are refused in words where they can't be", async () => {
    const body = { components: ["search"], from: at(60), to: at(30), reason: "x" };
    expect(await problem(api.client.createMaintenanceWindow({ body }))).toEqual([422, "It ends before it begins."]);
    const unknown = { ...body, to: at(90), components: ["search", "none"] };
    expect(await problem(api.client.createMaintenanceWindow({ body: unknown }))).toEqual([
      422,
      'There is no component "none".',
    ]);
  });
});
