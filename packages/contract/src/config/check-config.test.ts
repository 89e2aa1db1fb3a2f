import { readFileSync } from "node:fs";
import { compileRuleSet } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkConfig, checkRuleSetText } from "./check-config.ts";
import type { KnownConnectionKind } from "./known-world.ts";
import { printConfig, printRuleSetText } from "./print-yaml.ts";
import { ruleSetBody } from "./rule-set-entry.ts";

const example = readFileSync(new URL("../../../../examples/company.yaml", import.meta.url), "utf8");

const kindThatDoes = (...actions: ReturnType<KnownConnectionKind["actions"]> & {}): KnownConnectionKind => ({
  judge: () => [],
  actions: () => actions,
  runbooks: () => null,
  answersLookUps: actions.length === 0,
});
const options: CheckOptions = {
  compileRuleSet,
  world: {
    senders: ["anyping", "generic"],
    judgeSource: () => [],
    connectionKinds: {
      "ticket-json": kindThatDoes("ticket"),
      "page-webhook": kindThatDoes("page"),
      "on-call-json": kindThatDoes(),
    },
    readDelivery: (path) => (path === "examples/open.json" ? "{}" : null),
  },
};

describe("checkConfig", () => {
  it("takes the example without any variable", () => {
    const checked = checkConfig(example, options);
    expect(checked.problems).toEqual([]);
    expect(checked.document).toMatchObject({ version: 1, teams: [{ key: "payments" }] });
    expect(checked.warnings).toEqual([]);
  });

  it("reads what it prints as the same", () => {
    const file = checkConfig(example, options).document!;
    expect(checkConfig(printConfig(file), options).document).toEqual(file);
  });

  it.each<[what: string, text: string, changed: string, message: RegExp]>([
    ["a mistyped key", "tier: 1 ", "teir: 1 ", /"teir" is not known here: did you mean "tier"\?/],
    ["a mistyped section", "calendars:", "calenders:", /did you mean "calendars"\?/],
    ["a tier out of range", "tier: 1 ", "tier: 12 ", /a whole number from 1 to 9/],
    ["a tier as text", "tier: 1 ", 'tier: "1" ', /tier is a whole number from 1 to 9, or a list/],
    ["a bare amount", 'perMinute: "120.00"', "perMinute: 120.5", /write the amount in quotes, as "120\.5"/],
    ["a negative amount", 'perMinute: "120.00"', 'perMinute: "-1"', /no sign/],
    ["a currency in words", "currency: EUR, from", "currency: euro, from", /ISO 4217/],
    ["a percentage above 100", 'target: "99.95"}\n', 'target: "100.1"}\n', /at most 100/],
    ["a time zone that is none", "timeZone: Europe/Berlin, w", "timeZone: Europe/Berln, w", /IANA name/],
    ["a date that is none", "from: 2026-01-01}\n    sla", "from: 2026-02-30}\n    sla", /write a date/],
    ["hours that are none", '"08:00-18:00"', '"8-18"', /08:00-18:00/],
    ["a day that is none", "mon-fri:", "mon-fry:", /write mon, mon-fri or daily/],
    ["a holiday that is none", "2026-12-25,", "2026-13-25,", /a date that exists/],
    ["a missing field", "sender: anyping, token", "token", /"sender" is missing here/],
    ["an unknown sender", "sender: anyping, token", "sender: anypin, token", /did you mean "anyping"\?/],
    ["an unknown team", "team: payments\n", "team: paymnts\n", /there is no team "paymnts": did you mean "payments"\?/],
    ["an unknown source", "source: anyping, match", "source: anything, match", /there is no source "anything"/],
    ["an unknown connection", "ticket: {connection: desk, p", "ticket: {connection: desc, p", /did you mean "desk"\?/],
    [
      "an unknown component",
      "{components: [checkout-api], from",
      "{components: [checkout], from",
      /there is no component/,
    ],
    [
      "a contract that ends first",
      "from: 2026-01-01, fee",
      "from: 2026-01-01, until: 2025-12-31, fee",
      /ends before it/,
    ],
    [
      "several components that nothing composes",
      "[checkout-api], compose: any-down",
      "[checkout-api, x]",
      /need compose/,
    ],
    ["a component named twice", "[checkout-api], compose", "[checkout-api, checkout-api], compose", /stands twice/],
    ["cents that a currency has not", '"12000.00", currency: EUR', '"12000.50", currency: JPY', /JPY has 0 decimals/],
    ["two credits with one bound", 'below: "99.0"', 'below: "99.950"', /two credits begin below/],
    ["a credit that falls with availability", "percent: 10", "percent: 4", /gives less back/],
    ["an unknown kind", "kind: ticket-json", "kind: ticket-jsn", /did you mean "ticket-json"\?/],
    [
      "a kind that can't",
      "- {page: {connection: pager, when",
      "- {page: {connection: desk, when",
      /can't carry out page/,
    ],
    ["a rota that can't answer", "connection: rota,", "connection: pager,", /can't say who is on call/],
    ["a pager that can't page", "page: [{connection: pager}]", "page: [{connection: rota}]", /can't carry out page/],
    ["a glob that is open", 'match: "Checkout*"', 'match: "Check[out"', /not closed/],
    ["a key with capitals", "key: checkout-api\n", "key: Checkout\n", /lower-case letters/],
    ["a secret in the open", "{env: DESK_TOKEN}", "secret-text", /\{env: NAME\}/],
    ["a mistyped env", "{env: DESK_TOKEN}", "{evn: DESK_TOKEN}", /\{env: NAME\}/],
    ["a short hook token", "token: {env: ANYPING_HOOK_TOKEN}", "token: {value: short}", /at least 32 characters/],
    ["a length of time without unit", "expectTestEvery: 7d", "expectTestEvery: 7", /"60s", "5m", "24h" or "7d"/],
    ["a window that ends first", 'to: "2026-12-07T00:00:00Z"', 'to: "2026-12-05T00:00:00Z"', /ends before it begins/],
    ["a window by date alone", 'to: "2026-12-07T00:00:00Z"', "to: 2026-12-07", /an instant with its offset/],
    ["a word for a change", "on: [opened, reopened]", "on: [open]", /a change is one of opened/],
    ["a condition that can't be read", "component.tier <= 2 &&", "component.tier <= &&", /./],
    ["a field of a condition that is none", "component.tier <= 2", "component.teir <= 2", /teir/],
    ["two kinds in one action", "- {ticket: {", "- {page: {connection: pager}, ticket: {", /an action is one kind/],
    [
      "a delivery that is not there",
      "delivery: examples/open.json",
      "delivery: open.json",
      /there is no file open\.json/,
    ],
    ["a weight above 1", "outage: 1,", "outage: 1.5,", /between 0 and 1/],
    ["an impact that is none", "medium: degraded", "medium: bad", /outage, degraded or none/],
    ["another version", "version: 1", "version: 2", /begin the file with `version: 1`/],
    ["a tab", "\n    team: payments", "\n\t team: payments", /indent with spaces|YAML/],
    ["a key twice", "    tier: 1 ", "    tier: 2\n    tier: 1 ", /stands twice/],
    ["an open bracket", "holidays: [2026-12-25, 2026-12-26]", "holidays: [2026-12-25", /not closed/],
  ])("says where and what to do about %s", (_what, text, changed, message) => {
    expect(example.split(text).length, `the example has "${text}" once`).toBe(2);
    const broken = example.replace(text, changed);
    const at = example.indexOf(text);
    const firstLine = example.slice(0, at).split("\n").length;
    const lastLine = firstLine + changed.split("\n").length;
    const { document, problems } = checkConfig(broken, options);
    expect(document).toBeNull();
    const found = problems.find((problem) => message.test(problem.message));
    expect(found, JSON.stringify(problems, null, 1)).toBeDefined();
    expect(found!.column).toBeGreaterThanOrEqual(1);
    // Where a thing is missing or a whole group is meant, its place is that of the group, on the line before at most.
    expect(found!.line).toBeGreaterThanOrEqual(firstLine - 1);
    expect(found!.line).toBeLessThanOrEqual(lastLine);
  });

  it("shows the part of a condition that is wrong, to the character", () => {
    const broken = example.replace("component.tier <= 2", "component.teir <= 2");
    const [problem] = checkConfig(broken, options).problems;
    const line = broken.split("\n")[problem!.line - 1]!;
    expect(line.slice(problem!.column - 1)).toMatch(/^(component\.)?teir/);
    expect(problem!.end).toBeDefined();
  });

  it("refuses a page for a recovery, at the action", () => {
    const { problems } = checkConfig(example.replace("on: [opened, reopened]", "on: [opened, resolved]"), options);
    expect(problems.map((problem) => problem.path)).toEqual(["rules[0].do[1].page"]);
  });

  it("names every mistake at once, in order of place", () => {
    const broken = example.replace("tier: 1 ", "tier: 12 ").replace("sender: anyping, token", "token");
    const problems = checkConfig(broken, options).problems;
    expect(problems.map((problem) => problem.path)).toEqual(["components[0].tier", "sources[0].sender"]);
  });

  it.each<[what: string, tier: string, path: string, message: RegExp]>([
    [
      "two at the same time",
      "[{value: 1, from: 2026-01-01}, {value: 2, from: 2026-01-01}]",
      "components[0].tier[1].from",
      /same time/,
    ],
    [
      "out of order",
      "[{value: 1, from: 2026-02-01}, {value: 2, from: 2026-01-01}]",
      "components[0].tier[1].from",
      /order of time/,
    ],
    [
      "one into the other",
      "[{value: 1, until: 2026-03-01}, {value: 2, from: 2026-02-01}]",
      "components[0].tier[1].from",
      /two values hold at once/,
    ],
    [
      "an end before the beginning",
      "[{value: 1, from: 2026-03-01, until: 2026-02-01}]",
      "components[0].tier[0].until",
      /ends before it begins/,
    ],
    ["two without a date", "[{value: 1}, {value: 2}]", "components[0].tier[1]", /same time/],
  ])("refuses dated values with %s", (_what, tier, path, message) => {
    const { problems } = checkConfig(`version: 1\ncomponents:\n  - {key: shop, tier: ${tier}}\n`, options);
    expect(problems).toEqual([expect.objectContaining({ path, message: expect.stringMatching(message), line: 3 })]);
  });

  it("warns where nobody would be paged", () => {
    const { problems, warnings } = checkConfig("version: 1\n", options);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining("nobody is told") })]);
  });

  it.each([
    "",
    "null",
    "[]",
    "text",
    "version: 1\n---\nversion: 1",
    "a: &a [*a]",
    `version: 1\nrules: ${"[".repeat(5000)}`,
  ])("never throws: %j", (text) => {
    expect(checkConfig(text, options).problems.length).toBeGreaterThan(0);
  });

  it.each([
    ["people: [ana@example.test], from: 2026-11-02", '"handOver" is missing here'],
    ["peple: [ana@example.test]", '"peple" is not known here: did you mean "people"?'],
    ["calendar: nothing", "this is no iCalendar"],
    ["calendar: nothing, from: 2026-11-02", "leave from out, or the calendar"],
  ])("says what a level of a rotation lacks: %s", (level, expected) => {
    const text = `version: 1\nrotations:\n  - {key: payments, timeZone: UTC, levels: [{${level}}]}\n`;
    const { problems } = checkConfig(text, options);
    expect(problems.map(({ message, line }) => [message, line])).toEqual([[expect.stringContaining(expected), 3]]);
  });

  it("takes names that are live and not in the file", () => {
    const text = "version: 1\ncomponents:\n  - {key: shop, team: payments}\n";
    const live = {
      teams: ["payments"],
      components: [],
      sources: [],
      calendars: [],
      rules: [],
      rotations: [],
      connections: [],
    };
    expect(checkConfig(text, options).problems).toHaveLength(1);
    expect(checkConfig(text, { ...options, world: { ...options.world, live } }).problems).toEqual([]);
  });
});

describe("checkRuleSetText", () => {
  const text = example.slice(example.indexOf("rules:"), example.indexOf("failures:"));
  const live = {
    teams: [],
    components: [],
    sources: [],
    calendars: [],
    rules: [],
    rotations: [],
    connections: ["desk", "pager"].map((key) => ({
      key,
      kind: key === "desk" ? "ticket-json" : "page-webhook",
      config: {},
    })),
  };
  const withLive = { ...options, world: { ...options.world, live } };

  it("checks rules alone, and prints them so that they read the same", () => {
    const checked = checkRuleSetText(text, withLive);
    expect(checked.problems).toEqual([]);
    const body = ruleSetBody(checked.document!, () => null)!;
    const again = checkRuleSetText(printRuleSetText(body), withLive);
    expect(ruleSetBody(again.document!, () => null)).toEqual(body);
  });

  it("keeps what can be read although it refers to nothing", () => {
    const checked = checkRuleSetText(text, options);
    expect(checked.problems.map((problem) => problem.message)).toEqual(
      expect.arrayContaining([expect.stringContaining('there is no connection "desk"')]),
    );
    expect(checked.document).toBeNull();
    expect(checked.readable?.rules).toHaveLength(1);
  });
});
