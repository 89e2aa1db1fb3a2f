import { readFileSync } from "node:fs";
import { type ConfigFile, checkConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { knownWorld } from "../config/known-world.ts";
import { testConfigFile } from "./test-file.ts";

const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const company = (rules: string, tests: string) => `
version: 1
calendars:
  - {key: berlin, timeZone: Europe/Berlin, quietHours: {daily: "22:00-07:00"}}
teams:
  - {key: payments, onCall: {connection: rota, path: /current, fallback: lead@example.test}}
components:
  - {key: checkout, team: payments, tier: [{value: 3, from: 2026-01-01}, {value: 1, from: 2030-01-01}], monitors: [{source: anyping, match: "Checkout*"}]}
sources:
  - {key: anyping, sender: anyping}
  - {key: probe, sender: generic}
connections:
  - {key: desk, kind: ticket-json, baseUrl: "https://desk.example.test", ticket: {create: {method: POST, path: /tickets, body: {}, id: "$.id"}, close: {method: POST, path: /close, body: {}}}}
  - {key: rota, kind: on-call-json, baseUrl: "https://rota.example.test"}
  - {key: pager, kind: page-webhook, url: "https://pager.example.test", secret: {env: PAGER_SECRET}}
rules:
${rules}
tests:
${tests}
`;

const ticket = `  - key: ticket
    when: component.tier <= 2 && event.severity == "critical"
    do:
      - {ticket: {connection: desk, priority: {1: urgent}, assignee: "{{ onCall.email }}"}}
      - {page: {connection: pager, when: 'calendar.quietHours("berlin")'}}`;
const open = "sender: anyping, delivery: examples/open.json";
const resolve = "sender: anyping, delivery: examples/resolve.json";

/** What `check` says of a file: each as its place and message. */
function check(rules: string, tests: string, what: "problems" | "warnings" = "problems"): string[] {
  const text = company(rules, tests);
  const checked = checkConfig(text, {
    compileRuleSet,
    world: knownWorld({ readDelivery: read }),
    runTests: (file: ConfigFile) => testConfigFile(file, read),
  });
  return checked[what].map(({ path, message }) => `${path}: ${message}`);
}

describe("check", () => {
  it("notes rules that can never fire, by what the file says", () => {
    const rules = `  - {key: first, when: component.tier == 1, do: [], stop: true}
  - {key: second, when: 'event.severity == "low" && component.tier < 2', do: []}
  - {key: third, when: component.tier == 7, do: []}
  - {key: fourth, do: [{page: {connection: pager, when: 'event.change == "updated"'}}]}`;
    const notes = check(rules, `  - {name: t, ${open}, expect: []}`, "warnings");
    expect(notes.filter((note) => note.startsWith("rules["))).toEqual([
      'rules[1]: it can never fire: rule "first" stands before it and says stop; move it up, or take the stop out',
      "rules[2].when: it can never fire: no component, team or source here fits its condition; look for a name or tier that is not there",
      'rules[3]: it is hidden for tier 1: rule "first" stands before it and says stop',
      "rules[3].do[0].page.when: its action 1 can never go out: its condition contradicts itself or its changes; mend the condition, or take it out",
    ]);
  });
});

describe("tests of rules", () => {
  it("pass with what is ordered, by which rule, and with which fields", () => {
    const expected = "[{ticket: {connection: desk, rule: ticket, priority: urgent, assignee: lead@example.test}}]";
    expect(check(ticket, `  - {name: t, ${open}, fired: [ticket], expect: ${expected}}`)).toEqual([]);
  });

  it("see what is given, and the time at which the delivery is processed", () => {
    const night = `at: "2026-11-20T23:00:00Z", given: {onCall: {email: ana@example.test}}`;
    const expected = "[{page: pager}, {ticket: {connection: desk, assignee: ana@example.test}}]";
    expect(check(ticket, `  - {name: t, ${open}, ${night}, expect: ${expected}}`)).toEqual([]);
  });

  it("take what a delivery resolves for open before it", () => {
    const over = "  - {key: over, on: [resolved], do: []}";
    expect(check(over, `  - {name: t, ${resolve}, fired: [over], expect: []}`)).toEqual([]);
  });

  it.each([
    [
      "the clause that said no",
      ticket.replace('"critical"', '"high"'),
      `${open}, expect: [{ticket: desk}]`,
      [
        'tests[0].expect[0]: the test "t" fails: no ticket → desk: rule "ticket": event.severity == "high" is false (event.severity is "critical")',
        'tests[0].expect: the test "t" fails: page → pager was not expected: otherwise ran: no rule matched',
      ],
    ],
    [
      "the condition of the action",
      ticket,
      `${open}, expect: [{ticket: desk}, {page: pager}]`,
      [
        'tests[0].expect[1]: the test "t" fails: no page → pager: rule "ticket" fired, but its page has a condition of its own: calendar.quietHours("berlin") is false; otherwise did not run: rule "ticket" matched',
      ],
    ],
    [
      "what was ordered and not expected",
      ticket,
      `${open}, expect: []`,
      [
        'tests[0].expect: the test "t" fails: ticket → desk was not expected: rule "ticket" fired on opened: component.tier <= 2 && event.severity == "critical" holds',
      ],
    ],
    [
      "a field that differs",
      ticket,
      `${open}, expect: [{ticket: {connection: desk, priority: high}}]`,
      ['tests[0].expect[0]: the test "t" fails: ticket → desk: priority is urgent, not high'],
    ],
    [
      "a change that the rule is not for",
      ticket,
      `${resolve}, expect: [{ticket: desk}]`,
      [
        'tests[0].expect[0]: the test "t" fails: no ticket → desk: rule "ticket" is for opened, reopened, and this is resolved',
      ],
    ],
    [
      "what is missing, by given null",
      ticket,
      `${open}, given: {component: null}, expect: [{ticket: desk}, {page: pager}]`,
      ['tests[0].expect[0]: the test "t" fails: no ticket → desk: rule "ticket": there is no component for this event'],
    ],
    [
      "a rule that said stop",
      `  - {key: first, do: [], stop: true}\n${ticket}`,
      `${open}, fired: [ticket], expect: []`,
      [
        'tests[0].fired: the test "t" fails: rule "ticket" did not fire: rule "ticket" was not asked: rule "first" said stop',
        'tests[0].fired: the test "t" fails: rule "first" fired, which was not expected',
      ],
    ],
    [
      "a delivery that its sender can't read",
      ticket,
      "sender: anyping, content: '[]', expect: []",
      [expect.stringMatching(/^tests\[0\]\.delivery: the test "t" fails: the delivery can't be read as anyping: /)],
    ],
    [
      "nothing to ask rules about",
      ticket,
      `sender: anyping, content: '{"id":"1","type":"test","data":{}}', expect: [{ticket: desk}]`,
      [expect.stringContaining("the delivery changes no incident, so no rule was asked")],
    ],
  ])("name the test and %s", (_what, rules, test, problems) => {
    expect(check(rules, `  - {name: t, ${test}}`).toSorted()).toEqual(problems.toSorted());
  });

  it.each([
    ["expect: [{ticket: dsk}]", 'tests[0].expect[0].ticket: there is no connection "dsk": did you mean "desk"?'],
    ["fired: [tickt], expect: []", 'tests[0].fired[0]: there is no rule "tickt": did you mean "ticket"?'],
    ["source: anypin, expect: []", 'tests[0].source: there is no source "anypin": did you mean "anyping"?'],
    ["given: {onCal: {}}, expect: []", 'tests[0].given.onCal: rules see no "onCal"; what can be given: event, '],
    ["given: {onCall: {mail: x}}, expect: []", 'tests[0].given.onCall.mail: "onCall" has no field "mail"; it has: '],
    ["given: {event: {change: closed}}, expect: []", "tests[0].given.event.change: it is one of opened, "],
    ["given: {component: {tier: high}}, expect: []", "tests[0].given.component.tier: a whole number is needed"],
    ["given: {event: null}, expect: []", 'tests[0].given.event: "event" is always there'],
    ["at: tomorrow, expect: []", "tests[0].at: write an instant with its offset"],
  ])("are refused with their place: %s", (more, problem) => {
    const found = check(ticket, `  - {name: t, ${open}, ${more}}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });
});
