import { checkConfig } from "@signalbox/contract";
import { compileRuleSet, newUuid } from "@signalbox/core";
import { knownWorld, processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const company = `
version: 1
policy: {timeZone: Europe/Berlin}
calendars: [{key: berlin, timeZone: Europe/Berlin, quietHours: {daily: "22:00-07:00"}}]
rotations:
  - {key: payments, timeZone: Europe/Berlin, levels: [{people: [ana@example.test, ben@example.test], handOver: {every: week, on: mon, at: "09:00"}, from: 2026-01-05}]}
  - {key: nights, timeZone: UTC, levels: [{people: [cyd@example.test], handOver: {every: day, at: "09:00"}, from: 2026-01-05}]}
teams: [{key: payments, name: Payments, onCall: {rotation: payments}}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}, monitors: [{source: anyping, match: "Checkout*"}]}
sources: [{key: kuma, sender: uptime-kuma}, {key: anyping, sender: anyping, token: {value: hook-token-0123456789-0123456789-0123456789}, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9", ticket: {create: {method: POST, path: /tickets, body: {title: "{{ incident.title }}", priority: "{{ action.priority }}"}, id: "$.id"}, close: {method: POST, path: "/close/{{ obligation.externalId }}", body: {}}}}
  - {key: forum, kind: discord, url: {value: "https://discord.com/api/webhooks/1/canary"}}
  - {key: pager, kind: page-webhook, url: "http://127.0.0.1:9/pages", secret: {value: whsec_cGFnZXItc2VjcmV0LXZhbHVlLTAxMjM0NTY3ODlhYg==}}
rules:
  - {key: ticket, do: [{ticket: {connection: desk}}, {page: {connection: pager, slot: low, when: 'event.severity == "low"'}}]}
  - {key: by-day, when: '!calendar.quietHours("berlin")', do: [{page: {connection: pager}}]}
  - {key: cyd, on: [updated], when: 'rotation.email("nights") == "cyd@example.test"', do: []}
  - {key: broken, when: 'labels.nothing == "x"', do: []}
`;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.client.applyConfig({ body: { text: company } });
  await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind: "open", key: "k1" } });
  const waiting = await api.db.sql<{ id: string }[]>`select id from deliveries where state = 'received'`;
  const deps = { db: api.db, now: Date.now, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: waiting.map(({ id }) => id), attempt: 1 });
});
afterAll(() => api.close());

describe("the editor of rules", () => {
  it("offers names with their types and the values that were seen, calendars, connections and fields of actions", async () => {
    const { names, calendars, rotations, connections, actions, templates } = await api.client.getRuleVocabulary();
    const name = (path: string) => names.find((one) => one.path === path);
    expect(name("event.severity")).toMatchObject({
      type: "text",
      closed: true,
      values: expect.arrayContaining(["critical"]),
    });
    expect(name("incident.costSoFar")).toMatchObject({ type: "number", nullable: true });
    expect(name("component.incidentsIn24h")).toMatchObject({ type: "int", about: expect.stringContaining("24 hours") });
    expect(name("component.key")).toMatchObject({ closed: false, values: ["checkout"] });
    expect(name("monitor.name")?.values.length).toBeGreaterThan(0);
    expect(rotations.map(({ key }) => key).toSorted()).toEqual(["nights", "payments"]);
    expect(calendars).toEqual([{ key: "berlin", questions: ["businessHours", "quietHours", "holiday"] }]);
    expect(connections).toContainEqual({ key: "pager", name: "pager", actions: ["page"], servedBy: [] });
    const served = connections.map(({ key, servedBy }) => [key, servedBy] as const).filter(([, by]) => by.length > 0);
    expect(served).toEqual([["forum", [{ source: "kuma", tool: "Uptime Kuma" }]]]);
    expect(actions.find(({ kind }) => kind === "message")?.fields).toContainEqual({
      name: "text",
      shape: "template",
      required: true,
    });
    expect(templates).toContain("incident.costSoFar");
  });

  it("tries a condition on what came, part by part, and says where a wrong one is wrong", async () => {
    const { events, problems } = await api.client.tryCondition({
      body: { when: 'component.tier == 1 && event.severity == "low"' },
    });
    expect(problems).toEqual([]);
    expect(events).toMatchObject([
      {
        change: "opened",
        outcome: "false",
        clauses: [
          { source: "component.tier == 1", outcome: "true", values: [{ name: "component.tier", value: 1 }] },
          { source: 'event.severity == "low"', outcome: "false" },
        ],
      },
    ]);
    const typo = await api.client.tryCondition({ body: { when: 'rotation.email("night") == "cyd@example.test"' } });
    expect(typo).toMatchObject({ events: [], problems: [{ start: 15, message: expect.stringContaining("night") }] });
    const absent = await api.client.tryCondition({ body: { when: 'labels.nothing == "x"' } });
    expect(absent.events).toMatchObject([{ outcome: "not-evaluable", reason: "no such key labels.nothing" }]);
    const wrong = await api.client.tryCondition({ body: { when: "component.teir == 1", on: ["opened"] } });
    expect(wrong).toMatchObject({
      events: [],
      problems: [{ start: 10, end: 14, message: expect.stringContaining("teir") }],
    });
  });

  it("shows what an action would send, and who would get it now; a template that runs for ever is stopped", async () => {
    const { items } = await api.client.listEvents({ query: { limit: 1 } });
    const event = items[0]!.id;
    const preview = (action: Record<string, unknown>) => api.client.previewRuleAction({ body: { action, event } });
    const ticket = { ticket: { connection: "desk", priority: { 1: "urgent" }, title: "down: {{ component.name }}" } };
    expect(await preview(ticket)).toMatchObject({
      fields: { priority: "urgent", title: "down: Checkout API" },
      body: expect.stringContaining('"priority":"urgent"'),
      problem: null,
    });
    const page = await preview({ page: { connection: "pager" } });
    expect(page.who).toMatchObject({
      team: "payments",
      basis: "rotation",
      person: expect.stringMatching(/^(ana|ben)@/),
    });
    const wrong = await preview({ ticket: { connection: "desk", title: "{{ componnt.name }}" } });
    expect(wrong).toMatchObject({ body: null, problem: expect.stringContaining("componnt") });
    const loop =
      "{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}";
    const stopped = await preview({ ticket: { connection: "desk", title: loop } });
    expect(stopped).toMatchObject({ body: null, problem: expect.stringMatching(/^title: /) });
    expect(await preview(ticket)).toMatchObject({ problem: null });
  });

  it("tells how often each rule fired, and names the event for which one could not be evaluated", async () => {
    const { items } = await api.client.listRuleActivity();
    const { items: deliveries } = await api.client.listDeliveries();
    expect(items.find(({ rule }) => rule === "ticket")).toMatchObject({ fired: 1, failed: 0, failure: null });
    expect(items.find(({ rule }) => rule === "broken")).toMatchObject({
      fired: 0,
      lastAt: null,
      failed: 1,
      failure: { deliveryId: deliveries[0]!.id, reason: "no such key labels.nothing" },
    });
  });

  it.each([
    ["a wrong name", "rules:\n  - {key: a, when: component.teir == 1, do: []}\n"],
    ["a connection that there is not", "rules:\n  - {key: a, do: [{ticket: {connection: dsk}}]}\n"],
    ["a calendar that there is not", "rules:\n  - {key: a, when: 'calendar.quietHours(\"berln\")', do: []}\n"],
    ["a team that there is not", "rules:\n  - {key: a, do: [{page: {connection: pager, team: paymnts}}]}\n"],
    ["what a kind can't do", "rules:\n  - {key: a, do: [{page: {connection: desk}}]}\n"],
    ["a page for a recovery", "rules:\n  - {key: a, on: [resolved], do: [{page: {connection: pager}}]}\n"],
    ["a wrong shape", "rules:\n  - {key: a, stop: perhaps, do: []}\n"],
    ["what is no YAML", "rules: [\n"],
  ])("refuses %s in the same words as check and apply, and keeps what is live", async (_, rules) => {
    const before = await api.client.getLiveRuleSet();
    const file = company.slice(0, company.indexOf("rules:")) + rules;
    const lines = company.slice(0, company.indexOf("rules:")).split("\n").length - 1;
    const words = (
      problems: readonly { message: string; line: number | null; column: number | null }[],
      above: number,
    ) => problems.map(({ message, line, column }) => ({ message, line: (line ?? 0) - above, column }));
    const browser = await api.client.checkRules({ body: { text: rules } });
    const check = checkConfig(file, { compileRuleSet, world: knownWorld({ readDelivery: () => null }) });
    const plan = await api.client.planConfig({ body: { text: file } });
    expect(browser.ok).toBe(false);
    expect(browser.problems.length).toBeGreaterThan(0);
    const said = words(browser.problems, 0);
    expect(words(check.problems, lines)).toEqual(said);
    expect(words(plan.problems, lines)).toEqual(said);
    const saved = await api.client
      .saveDraftRuleSet({ body: { text: rules, revision: null } })
      .catch((error: unknown) => error);
    if (saved instanceof Error) expect(saved.message).toContain(said[0]!.message);
    else {
      const draft = saved as Awaited<ReturnType<typeof api.client.saveDraftRuleSet>>;
      expect(words(draft.check.problems, 0)).toMatchObject(said.map(({ message }) => ({ message })));
      const publish = api.client.publishDraftRuleSet({ body: { revision: draft.revision, over: before.number ?? 0 } });
      await expect(publish).rejects.toThrow(said[0]!.message);
      await api.client.discardDraftRuleSet({ query: { revision: draft.revision } });
    }
    expect(await api.client.getLiveRuleSet()).toEqual(before);
  });
});

describe("a rotation that a live rule asks", () => {
  it("is not retired: the rule is named", async () => {
    await expect(api.client.retireRotation({ params: { key: "nights" } })).rejects.toThrow(
      'The live rules ask it: take it out of "cyd" and publish that first.',
    );
  });
});

describe("why a ticket is there", () => {
  it("is told from the ticket: version, each clause, what its rule did not order, and who was on call", async () => {
    const { items } = await api.client.listObligations({ query: { kind: "ticket" } });
    const ticket = await api.client.getObligation({ params: { id: items[0]!.id } });
    const { eventId, rule, ruleSet } = ticket.actions[0]!;
    const why = await api.client.explainEvent({ params: { id: eventId! } });
    expect(why).toMatchObject({
      ruleSet,
      onCall: {
        team: "payments",
        person: expect.stringContaining("@"),
        basis: "rotation",
        askedAt: null,
        ageSeconds: null,
      },
    });
    expect(why.rules.find((one) => one.rule === rule)).toMatchObject({
      outcome: "fired",
      conditions: [
        {
          action: "page → pager",
          outcome: "false",
          clauses: [{ source: 'event.severity == "low"', values: [{ name: "event.severity" }] }],
        },
      ],
    });
  });
});

describe("coverage", () => {
  it("answers who is paged at 03:12 on 29 March if checkout fails, and what the clock does not show", async () => {
    const ask = (local: string, change: "opened" | "resolved" = "opened") =>
      api.client.getCoverageMoment({ query: { component: "checkout", local, change } });
    const night = await ask("2027-03-29T03:12");
    expect(night).toMatchObject({
      timeZone: "Europe/Berlin",
      like: { source: "anyping" },
      moments: [
        { answer: { told: [{ rule: "ticket", kind: "ticket" }], silence: 'rule "ticket" fired and ordered no page' } },
      ],
    });
    const day = await ask("2027-03-29T11:12");
    expect(day.moments[0]?.answer.told[1]).toMatchObject({ to: { team: "payments", basis: "rotation" } });
    expect((await ask("2027-03-28T02:30")).moments).toEqual([]);
    expect((await ask("2027-10-31T02:30")).moments).toHaveLength(2);
    await expect(
      api.client.getCoverageMoment({ query: { component: "nothing", local: "2027-03-29T03:12" } }),
    ).rejects.toThrow("component");
  });

  it("tells each hour of a week, the gaps of tier 1 and idle rules, of the draft too", async () => {
    const week = await api.client.getCoverageWeek({ query: { component: "checkout", day: "2027-03-28" } });
    expect(week.hours).toHaveLength(167);
    expect(week.hours.filter(({ answers }) => answers.some((one) => week.answers[one]!.silence !== null))).toHaveLength(
      62,
    );
    const { gaps, components, looked } = await api.client.getCoverage({ query: {} });
    expect([components, looked.length > 0, gaps.length > 6]).toEqual([1, true, true]);
    expect(gaps[0]).toMatchObject({ component: "checkout", why: 'rule "ticket" fired and ordered no page' });
    await expect(api.client.getCoverage({ query: { of: "draft" } })).rejects.toThrow("draft");
    const text = "rules:\n  - {key: all, do: [{page: {connection: pager}}], stop: true}\n  - {key: never, do: []}\n";
    const { revision } = await api.client.saveDraftRuleSet({ body: { text, revision: null } });
    expect(await api.client.getCoverage({ query: { of: "draft" } })).toMatchObject({
      gaps: [],
      idle: [{ rule: "never", message: expect.stringContaining('rule "all" stands before it') }],
    });
    await api.client.discardDraftRuleSet({ query: { revision } });
  });
});
