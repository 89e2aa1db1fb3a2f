import { newUuid } from "@signalbox/core";
import { processDeliveries, watchIncidents } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi } from "../start-test-api.ts";

const company = `
version: 1
teams: [{key: payments, name: Payments}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}, monitors: [{source: anyping, match: "Checkout*"}]}
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", auth: {bearer: {value: canary-of-the-desk-0123456789}},
     ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}"}, id: "$.id"},
              close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}}
rules:
  - {key: customer-facing, when: component.tier <= 2, do: [{ticket: {connection: desk, priority: {1: urgent}}}]}
  - {key: night, when: 'labels.night == "yes"', do: []}
`;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

async function work(): Promise<void> {
  const waiting = await api.db.sql<
    { id: string }[]
  >`select id from deliveries where state = 'received' order by received_at`;
  const deps = { db: api.db, now: Date.now, newId: newUuid, failpoint: () => {} };
  const ids = waiting.map((row) => row.id);
  if (ids.length > 0) await processDeliveries(deps, { deliveryIds: ids, attempt: 1 });
}

const send = (kind: "open" | "resolve", key: string) =>
  api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind, key } });

describe("from a config file to a story", () => {
  it("plans and applies the file, and shows what it made", async () => {
    const plan = await api.client.planConfig({ body: { text: company } });
    expect(plan).toMatchObject({ ok: true, missing: [], problems: [] });
    expect(plan.changes.map((change) => `${change.change} ${change.object} ${change.key}`)).toContain(
      "create source anyping",
    );
    expect((await api.client.listSources()).items).toEqual([]);
    const applied = await api.client.applyConfig({ body: { text: company } });
    expect(applied.made).toMatchObject([{ source: "anyping", url: expect.stringContaining("/hooks/sbxh_") }]);
    expect((await api.client.planConfig({ body: { text: company } })).changes).toEqual([]);

    expect((await api.client.listComponents()).items).toMatchObject([
      {
        key: "checkout",
        tier: 1,
        team: "payments",
        cost: { perMinute: "120", currency: "EUR" },
        monitors: [{ source: "anyping" }],
      },
    ]);
    const component = await api.client.getComponent({ params: { key: "checkout" } });
    expect(component.history.map((one) => `${one.setting} ${one.value}`).toSorted()).toEqual([
      "cost 120 EUR",
      "monitor anyping: Checkout*",
      "team payments",
      "tier 1",
    ]);
    expect((await api.client.listTeams()).items).toMatchObject([{ key: "payments", components: 1 }]);
    const desk = await api.client.getConnection({ params: { key: "desk" } });
    expect(desk).toMatchObject({
      kind: "ticket-json",
      grade: "C",
      health: { breaker: "closed" },
      capabilities: { close: true },
    });
    expect(desk.config).toMatchObject({ auth: { bearer: { kept: true } } });
    expect(JSON.stringify(desk)).not.toContain("canary-of-the-desk");
    expect(await api.client.exportConfig()).not.toContain("canary-of-the-desk");
  });

  it("says what is wrong with a file and where, and changes nothing", async () => {
    const text = company.replace("component.tier <= 2", "component.tear <= 2");
    const applied = await api.client.applyConfig({ body: { text } });
    expect(applied).toMatchObject({ ok: false, changes: [], problems: [{ line: 12 }] });
    const missing = company.replace("{value: anyping-secret-0123456789}", "{env: NOT_SENT}");
    expect(await api.client.planConfig({ body: { text: missing } })).toMatchObject({
      ok: false,
      missing: ["NOT_SENT"],
    });
  });

  it("keeps customers with their contracts over what was read, in words where they are refused, without fees for viewers", async () => {
    const contract = {
      components: ["checkout"],
      target: "99.95",
      from: "2026-01-01",
      fee: { amount: "12000.00", currency: "EUR", per: "month" as const },
      credits: [{ below: "99.95", percent: 5 }],
    };
    const save = (contracts: (typeof contract)[], revision: number) =>
      api.client.saveCustomer({ params: { key: "acme" }, body: { name: "ACME", contracts, revision } });
    const refused = await save([{ ...contract, components: ["checkot"] }], 0).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      status: 422,
      problem: { errors: [{ path: "body.contracts[0].components[0]", message: expect.stringContaining("checkout") }] },
    });
    const made = await save([contract], 0);
    expect(made).toMatchObject({ key: "acme", contracts: [contract], revision: 1 });
    await expect(save([], 0)).rejects.toMatchObject({ status: 409 });
    expect((await api.client.listCustomers()).items).toEqual([made]);
    expect(await api.client.exportConfig()).toContain("key: acme");
    await expect(
      api.db.sql`update contracts set body = body || '{"target": "101"}'`.then((rows) => rows),
    ).rejects.toMatchObject({ constraint_name: "contract_target_is_a_percentage" });

    await api.client.createUser({
      body: { name: "Viewer", email: "viewer@example.test", password: adminPassword, role: "viewer" },
    });
    const cookie = await signIn(api, "viewer@example.test", adminPassword);
    const seen = await fetch(`${api.url}/api/v1/customers/acme`, { headers: { cookie } });
    expect(await seen.text()).not.toContain("12000");
  });

  it("shows a delivery with its events, what the rules said and what they ordered", async () => {
    expect((await send("open", "inc-1")).status).toBe(200);
    expect((await send("open", "inc-1")).status).toBe(200);
    await work();
    const { items } = await api.client.listDeliveries({ query: { source: "anyping" } });
    const delivery = await api.client.getDelivery({ params: { id: items.at(-1)!.id } });
    expect(delivery).toMatchObject({ state: "processed", eventCount: 1, idBasis: "sender" });
    expect(delivery.events).toMatchObject([
      {
        type: "opened",
        change: "opened",
        correlationKey: "inc-1",
        component: "checkout",
        severity: "critical",
        monitor: { name: "Checkout API" },
      },
    ]);
    expect(delivery.actions).toMatchObject([
      { kind: "ticket", verb: "create", connection: "desk", rule: "customer-facing", state: "waiting" },
    ]);
    expect(delivery.decisions[0]!.rules).toMatchObject([
      {
        rule: "customer-facing",
        outcome: "fired",
        actions: ["ticket → desk"],
        clauses: [{ outcome: "true", values: [{ name: "component.tier", value: 1 }] }],
      },
      { rule: "night", outcome: "error", reason: expect.stringContaining("night") },
    ]);
    const event = await api.client.getEvent({ params: { id: delivery.events[0]!.id } });
    expect(event).toEqual(delivery.events[0]);
    const why = await api.client.explainEvent({ params: { id: event.id } });
    expect(why.context).toMatchObject({ component: { key: "checkout", tier: 1 } });
    const found = await api.client.listDeliveries({ query: { q: "checkout" } });
    expect(found.items.length).toBeGreaterThan(0);
    expect((await api.client.listDeliveries({ query: { q: delivery.id } })).items).toHaveLength(1);
    expect((await api.client.listMonitors()).items).toMatchObject([
      { name: "Checkout API", source: "anyping", component: "checkout" },
    ]);
  });

  it("hands the body over as it came, as a file and as nothing else", async () => {
    const { items } = await api.client.listDeliveries({ query: { limit: 1 } });
    const answer = await fetch(`${api.url}/api/v1/deliveries/${items[0]!.id}/body`, {
      headers: { authorization: `Bearer ${api.env.apiToken}` },
    });
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${items[0]!.id}.txt"`);
    expect(JSON.parse(await answer.text())).toMatchObject({ type: "incident.opened" });
  });

  it("tells an incident's story in order, and ends it by hand with a reason", async () => {
    const { items } = await api.client.listIncidents({ query: { status: "unresolved", component: "checkout" } });
    expect(items).toHaveLength(1);
    const { id } = items[0]!;
    const acknowledged = await api.client.acknowledgeIncident({ params: { id }, body: { reason: "looking" } });
    expect(acknowledged).toMatchObject({ status: "acknowledged", team: "payments", tier: 1 });
    await expect(api.client.acknowledgeIncident({ params: { id }, body: {} })).rejects.toMatchObject({ status: 409 });
    await expect(api.client.resolveIncident({ params: { id }, body: { reason: " " } })).rejects.toMatchObject({
      status: 422,
    });
    const resolved = await api.client.resolveIncident({ params: { id }, body: { reason: "rolled back" } });
    expect(resolved.status).toBe("resolved");
    const detail = await api.client.getIncident({ params: { id } });
    expect(detail.intervals).toHaveLength(1);
    expect(detail.obligations).toMatchObject([{ connection: "desk", kind: "ticket", incidentId: id }]);
    const obligation = await api.client.getObligation({ params: { id: detail.obligations[0]!.id } });
    expect(obligation).toMatchObject({ incidentIds: [id] });
    expect(detail.timeline.map((line) => line.at)).toEqual(detail.timeline.map((line) => line.at).toSorted());
    const whats = detail.timeline.map((line) => line.what);
    for (const what of ["opened", "incident.acknowledged", "incident.resolved", "ticket create"])
      expect(whats).toContain(what);
    expect((await api.client.listActions({ query: { incident: id } })).items.length).toBeGreaterThan(0);
    expect((await api.client.listEvents({ query: { incident: id } })).items.map((event) => event.change)).toContain(
      "resolved",
    );
  });

  it("shows the minutes and what they cost, and the same in the file", async () => {
    const page = await api.client.listLedgerEntries();
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items[0]).toMatchObject({ componentKey: "checkout", entryType: "provisional", currency: "EUR" });
    expect(page.totals.entries).toBe(page.items.length);
    const csv = await api.client.exportLedger();
    expect(csv.split("\r\n")[0]).toMatch(/^document_no,entry_type,period/);
    expect(csv).toContain(page.items[0]!.incidentId);
  });

  it("lists what nobody can read as a failure that somebody takes and settles", async () => {
    const { url } = await api.client.showSourceUrl({ params: { key: "anyping" } });
    const refused = await fetch(url, { method: "POST", headers: { "x-anyping-signature": "00" }, body: "{}" });
    expect(refused.status).toBe(401);
    await expect.poll(async () => (await api.client.listRejections()).items.length).toBe(1);

    await api.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      select ${newUuid()}, 'delivery-unreadable', 'anyping', 'delivery', id::text, 'no such field', now(), now() from deliveries limit 1`;
    const { items, openCount } = await api.client.listFailures({ query: { kind: "delivery-unreadable" } });
    expect(items[0]).toMatchObject({ status: "open", subject: expect.stringMatching(/^dlv_[0-9a-f]{32}$/) });
    expect(openCount).toBeGreaterThan(0);
    const params = { id: items[0]!.id };
    expect(await api.client.acknowledgeFailure({ params })).toMatchObject({ acknowledgedBy: "environment" });
    await expect(api.client.acknowledgeFailure({ params })).rejects.toMatchObject({ status: 409 });
    const settled = await api.client.settleFailure({ params, body: { reason: "a typo of ours" } });
    expect(settled).toMatchObject({ status: "settled", settledReason: "a typo of ours" });
    await expect(api.client.settleFailure({ params, body: { reason: "again" } })).rejects.toMatchObject({
      status: 409,
    });
  });
});

describe("what failed", () => {
  it("is tried again: a delivery that nobody could read, an action that was given up", async () => {
    await api.db.sql`update deliveries set state = 'failed', reason = 'no such field', finished_at = now()
      where sender_delivery_id = (select min(sender_delivery_id) from deliveries)`;
    await api.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      select ${newUuid()}, 'delivery-unreadable', 'anyping', 'delivery', id::text, 'no such field', finished_at, now()
      from deliveries where state = 'failed'`;
    const { items } = await api.client.listFailures({ query: { kind: "delivery-unreadable", status: "open" } });
    expect(items[0]).toMatchObject({ canRetry: true });
    await api.client.retryFailure({ params: { id: items[0]!.id } });
    expect((await api.client.listDeliveries({ query: { state: "failed" } })).items).toEqual([]);
    const again = api.client.retryFailure({ params: { id: items[0]!.id } });
    await expect(again).rejects.toMatchObject({ status: 409, problem: { code: "not-allowed" } });
    const [processed] = (await api.client.listDeliveries({ query: { state: "processed" } })).items;
    if (processed) {
      const refused = api.client.retryDelivery({ params: { id: processed.id } });
      await expect(refused).rejects.toMatchObject({ status: 409 });
    }

    const [action] = (await api.client.listActions({ query: { kind: "ticket" } })).items;
    await api.db.sql`update actions set state = 'failed', reason = 'refused', finished_at = now()
      where id = (select id from actions where kind = 'ticket' order by id desc limit 1)`;
    const retried = await api.client.retryAction({ params: { id: action!.id } });
    expect(retried.state).toBe("waiting");
    const body = { as: "cancelled", reason: "nobody needs it" } as const;
    const settled = await api.client.settleAction({ params: { id: action!.id }, body });
    expect(settled).toMatchObject({ state: "cancelled", reason: "nobody needs it" });
    await expect(api.client.settleAction({ params: { id: action!.id }, body })).rejects.toMatchObject({ status: 409 });
    await expect(api.client.resumeConnection({ params: { key: "desk" } })).rejects.toMatchObject({ status: 409 });
  });
});

describe("a resolve whose outage nobody reported", () => {
  it("is applied by a person who knows when it began, once", async () => {
    const endedAt = new Date(Date.now() - 60_000).toISOString();
    const startedAt = new Date(Date.now() - 600_000).toISOString();
    const body = JSON.stringify({
      type: "incident.resolved",
      data: { incident: { id: "orphan", resolved_at: endedAt }, monitor: { id: "Checkout 9", name: "Checkout 9" } },
    });
    const id = newUuid();
    await api.db.sql`with stored as (
        insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
        select ${id}, id, ${id}, now(), 'fresh', ${Buffer.alloc(32)} from sources where key = 'anyping' returning id, received_at)
      insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
      select received_at, id, 'POST', '[]', '{}', ${Buffer.from(body)} from stored`;
    await work();
    const now = () => Date.now() + 2 * 60 * 60_000;
    expect(await watchIncidents({ db: api.db, now, newId: newUuid })).toMatchObject({ orphans: 1 });
    const { items } = await api.client.listFailures({ query: { kind: "event-orphaned" } });
    expect(items[0]).toMatchObject({
      status: "open",
      details: { apply: "acceptEvent", skip: "skipEvent", needsStart: true },
    });

    const params = { id: items[0]!.subject };
    const apply = (at: string) =>
      api.client.acceptEvent({ params, body: { reason: "seen in the tool", startedAt: at } });
    await expect(apply(endedAt)).rejects.toMatchObject({ status: 422 });
    const event = await apply(startedAt);
    const incident = await api.client.getIncident({ params: { id: event.incidentId! } });
    expect(incident).toMatchObject({
      status: "resolved",
      openedAt: startedAt,
      resolvedAt: endedAt,
      component: "checkout",
    });
    expect(incident).toMatchObject({ flappingSince: null, staleSince: null, obligations: [] });
    await expect(apply(startedAt)).rejects.toMatchObject({ status: 409 });
    await expect(api.client.skipEvent({ params, body: { reason: "late" } })).rejects.toMatchObject({ status: 409 });
    const nowhere = { id: "evt_none" };
    await expect(api.client.skipEvent({ params: nowhere, body: { reason: "x" } })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe("rules in the browser", () => {
  it("are checked with each mistake's place", async () => {
    const text = "rules:\n  - key: a\n    when: component.tear == 1\n    do: [{ticket: {connection: nowhere}}]\n";
    const check = await api.client.checkRules({ body: { text } });
    expect(check.ok).toBe(false);
    expect(check.problems.map((problem) => problem.line).toSorted()).toEqual([3, 4]);
    expect(check.problems.find((problem) => problem.line === 3)).toMatchObject({ path: "rules[0].when", column: 21 });
  });

  it("are tried by a delivery that became a test, which expects what they order now", async () => {
    const { items } = await api.client.listDeliveries({ query: { limit: 500 } });
    const opened = items.find((one) => one.type === "opened" && one.state === "processed")!;
    const { test } = await api.client.makeRuleTest({ params: { id: opened.id } });
    expect(test).toMatchObject({ sender: opened.sender, source: opened.source, at: opened.receivedAt });
    const live = await api.client.getLiveRuleSet();
    const text = JSON.stringify({ ...live.body, tests: [test] });
    const check = await api.client.checkRules({ body: { text } });
    expect(check).toMatchObject({ ok: true, tests: [{ name: test.name, passed: true, problems: [] }] });
  });

  it("are saved over what was read, published as the next version, and thrown away", async () => {
    const live = await api.client.getLiveRuleSet();
    expect(live).toMatchObject({ state: "published", rules: 2 });
    await expect(api.client.getDraftRuleSet()).rejects.toMatchObject({ status: 404 });
    const text = live.text.replace("tier <= 2", "tier <= 3");
    const saved = await api.client.saveDraftRuleSet({ body: { text, revision: null } });
    expect(saved).toMatchObject({ state: "draft", number: null, basedOn: live.number, check: { ok: true } });

    const late = api.client.saveDraftRuleSet({ body: { text, revision: null } });
    const conflict = { author: "environment", revision: saved.revision };
    await expect(late).rejects.toMatchObject({ status: 409, problem: { code: "conflict", conflict } });

    const broken = text.replace("tier <= 3", "tear <= 3");
    const worse = await api.client.saveDraftRuleSet({ body: { text: broken, revision: saved.revision } });
    expect(worse.check.ok).toBe(false);
    const refused = api.client.publishDraftRuleSet({ body: { revision: worse.revision, over: live.number! } });
    await expect(refused).rejects.toMatchObject({ status: 422 });
    await expect(
      api.client.saveDraftRuleSet({ body: { text: "rules: [", revision: worse.revision } }),
    ).rejects.toMatchObject({ status: 422 });

    const mended = await api.client.saveDraftRuleSet({ body: { text, revision: worse.revision } });
    expect(await api.client.compareDraftRuleSet()).toMatchObject({
      from: live.number,
      to: null,
      changes: [{ object: "rule", change: "changed", fields: [{ field: "when" }] }],
    });
    const publish = { revision: mended.revision, note: "tier 3 too" };
    const unseen = api.client.publishDraftRuleSet({ body: { ...publish, over: live.number! - 1 } });
    await expect(unseen).rejects.toMatchObject({ status: 409, problem: { conflict: { revision: live.number } } });
    const published = await api.client.publishDraftRuleSet({ body: { ...publish, over: live.number! } });
    expect(published).toMatchObject({
      state: "published",
      number: live.number! + 1,
      note: "tier 3 too",
      origin: "browser",
    });
    expect((await api.client.getLiveRuleSet()).text).toContain("tier <= 3");
    expect((await api.client.listRuleSets()).items.map((one) => one.state).slice(0, 2)).toEqual([
      "published",
      "superseded",
    ]);

    const number = live.number!;
    expect(await api.client.compareRuleSet({ params: { number: number + 1 } })).toMatchObject({
      from: number,
      to: number + 1,
      changes: [{ fields: [{ field: "when", to: expect.stringContaining("tier <= 3") }] }],
    });
    const restored = await api.client.restoreRuleSet({ params: { number }, body: { over: number + 1 } });
    expect(restored).toMatchObject({ number: number + 2, note: `back to v${number}`, basedOn: number + 1 });
    const same = await api.client.compareRuleSet({ params: { number: number + 2 }, query: { since: number } });
    expect(same.changes).toEqual([]);

    const next = await api.client.saveDraftRuleSet({ body: { text, revision: null } });
    await expect(api.client.discardDraftRuleSet({ query: { revision: next.revision + 1 } })).rejects.toMatchObject({
      status: 409,
    });
    await api.client.discardDraftRuleSet({ query: { revision: next.revision } });
    await expect(api.client.getDraftRuleSet()).rejects.toMatchObject({ status: 404 });
  });

  it("tells of a test event what a real one would have done, sends nothing, and says when the next is due", async () => {
    const before = await api.client.listActions({ query: { limit: 500 } });
    const sent = await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind: "test" } });
    await work();
    const delivery = await api.client.getDelivery({ params: { id: sent.deliveryId! } });
    expect(delivery).toMatchObject({ state: "processed", actions: [], events: [{ type: "test", incidentId: null }] });
    expect(delivery.decisions).toMatchObject([
      {
        rehearsal: true,
        rules: [{ rule: "customer-facing", outcome: "fired", actions: ["ticket → desk"] }, { rule: "night" }],
      },
    ]);
    const { orders } = await api.client.rehearseEvent({ params: { id: delivery.events[0]!.id } });
    expect(orders).toMatchObject([
      { rule: "customer-facing", kind: "ticket", connection: "desk", fields: { priority: "urgent" }, problem: null },
    ]);
    expect(JSON.parse(orders[0]!.body!)).toEqual({ title: "Test event from AnyPing" });
    expect((await api.client.listActions({ query: { limit: 500 } })).items).toHaveLength(before.items.length);
    const { test } = await api.client.getSource({ params: { key: "anyping" } });
    expect(test).toMatchObject({ asked: false, everySeconds: 604_800, lastAt: delivery.receivedAt });
    expect(Date.parse(test.dueAt)).toBe(Date.parse(delivery.receivedAt) + 604_800_000);
    const opened = (await api.client.listEvents({ query: { type: "opened" } })).items[0]!;
    await expect(api.client.rehearseEvent({ params: { id: opened.id } })).rejects.toMatchObject({ status: 409 });
  });
});
