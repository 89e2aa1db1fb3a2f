import { checkConfig, ruleSetBody } from "@signalbox/contract";
import { compileRuleSet, hoursOfWeek, instantsOf, type RuleChange } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { knownWorld } from "../config/known-world.ts";
import { snapshotOfConfig } from "../routing/snapshot-of-config.ts";
import { configOfFile } from "../rule-set/test-file.ts";
import { coverHours, gapsIn } from "./cover-hours.ts";
import { type Answer, whoIsTold } from "./who-is-told.ts";

const zone = "Europe/Berlin";
const company = `
version: 1
calendars: [{key: berlin, timeZone: ${zone}, quietHours: {daily: "22:00-07:00"}}]
rotations:
  - {key: payments, timeZone: ${zone}, levels: [{people: [ana@example.test, ben@example.test], handOver: {every: week, on: mon, at: "09:00"}, from: 2026-01-05, until: 2026-11-02}]}
teams: [{key: payments, lead: lead@example.test, onCall: {rotation: payments}}, {key: platform}]
components: [{key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "Checkout*"}]}]
sources: [{key: anyping, sender: anyping}]
connections:
  - {key: desk, kind: ticket-json, baseUrl: "https://desk.example.test", ticket: {create: {method: POST, path: /tickets, body: {}, id: "$.id"}, close: {method: POST, path: /close, body: {}}}}
  - {key: pager, kind: page-webhook, url: "https://pager.example.test", secret: {env: PAGER_SECRET}}
rules:
`;
const like = {
  monitor: { id: "m", name: "Checkout EU" },
  labels: { env: "prod" },
  source: { key: "anyping", name: "anyping", sender: "anyping" },
};

function routingBy(rules: string) {
  const text = company + rules;
  const { document, problems } = checkConfig(text, { compileRuleSet, world: knownWorld({ readDelivery: () => null }) });
  if (document === null) throw new Error(JSON.stringify(problems));
  return snapshotOfConfig(
    configOfFile(document, () => null),
    ruleSetBody(document, () => "")!,
  );
}

function asking(rules: string, change: RuleChange = "opened") {
  const routing = routingBy(rules);
  const [component] = routing.components.values();
  const supposed = { component: component!, change, severity: "critical" as const, like };
  const world = { answers: new Map(), overrides: new Map() };
  return (at: number): Answer => whoIsTold(routing, supposed, world, at);
}

const at = (local: string) => instantsOf(zone, local)[0]!;
const page = "{page: {connection: pager}}";
const byDay = `  - {key: night, when: 'calendar.quietHours("berlin")', do: [{ticket: {connection: desk}}], stop: true}
  - {key: all, do: [${page}]}`;

describe("whoIsTold", () => {
  it("answers who is paged at 03:12 on 29 March if checkout fails", () => {
    const answer = asking(`  - {key: all, hold: 2m, do: [${page}]}`)(at("2026-03-29T03:12"));
    expect(answer).toEqual({
      told: [
        {
          rule: "all",
          kind: "page",
          connection: "pager",
          holdMs: 120_000,
          to: { team: "payments", person: "ben@example.test", basis: "rotation", askedAt: null },
        },
      ],
      silence: null,
      nobodyOnCall: false,
    });
  });

  it("says why nobody is", () => {
    const silence = (rules: string, change?: RuleChange) => asking(rules, change)(at("2026-03-29T03:12")).silence;
    expect(silence(byDay)).toBe('rule "night" fired and ordered no page');
    expect(silence(`  - {key: all, on: [resolved], do: []}`, "updated")).toBe("it runs on opened alone");
    expect(silence(`  - {key: other, when: 'monitor.name == "x"', do: []}`)).toBeNull();
    expect(silence(`  - {key: prod, when: 'labels.env == "prod"', do: []}`)).toBe(
      'rule "prod" fired and ordered no page',
    );
  });

  it("pages another team where a rule names it, of which nobody can be on call", () => {
    const answer = asking("  - {key: all, do: [{page: {connection: pager, team: platform}}]}")(at("2026-03-29T03:12"));
    expect(answer.told[0]?.to).toEqual({ team: "platform", person: null, basis: null, askedAt: null });
    expect(answer.nobodyOnCall).toBe(false);
  });
});

describe("coverHours", () => {
  it.each([
    ["2026-03-29", 167],
    ["2026-10-25", 169],
  ])("covers the whole week of %s, telling each answer once", (day, count) => {
    const { hours, answers } = coverHours(hoursOfWeek(zone, day), asking(byDay));
    expect(hours).toHaveLength(count);
    // The night, and the day with each of the two who are on call in that week.
    expect(answers).toHaveLength(3);
    const quiet = hours.filter(({ answers: of }) => of.some((place) => answers[place]!.silence !== null));
    // Nine hours of each night by the clock: in the one in which it changes one less, or one more.
    expect(quiet).toHaveLength(7 * 9 + (count - 168));
  });

  it("asks each quarter", () => {
    const rules = byDay.replace('calendar.quietHours("berlin")', "now.getMinutes() >= 30");
    const [hour] = coverHours(hoursOfWeek(zone, "2026-03-02").slice(20, 21), asking(rules)).hours;
    expect(hour?.answers).toEqual([0, 1]);
  });
});

describe("gapsIn", () => {
  const day = { from: at("2026-03-28T12:00"), to: at("2026-03-29T12:00") };
  it("joins what touches, over the night in which an hour is left out", async () => {
    expect(await gapsIn(day, asking(byDay))).toEqual([
      { from: at("2026-03-28T22:00"), to: at("2026-03-29T07:00"), why: 'rule "night" fired and ordered no page' },
    ]);
    expect((at("2026-03-29T07:00") - at("2026-03-28T22:00")) / 3_600_000).toBe(8);
  });

  it("is told too where a page goes out and nobody is on call for it", async () => {
    const span = { from: at("2026-11-02T00:00"), to: at("2026-11-03T00:00") };
    const gaps = await gapsIn(span, asking(`  - {key: all, do: [${page}]}`));
    // The last shift lasts until its hand-over.
    expect(gaps).toEqual([{ ...span, from: at("2026-11-02T09:00"), why: "nobody is on call for payments" }]);
  });

  it("is none where somebody is always paged", async () => {
    expect(await gapsIn(day, asking(`  - {key: all, do: [${page}]}`))).toEqual([]);
  });
});
