import { describe, expect, it } from "vitest";
import { compileRuleSet } from "./compile-rule-set.ts";
import { printRulePath } from "./rule-problem.ts";
import type { Rule, RuleSetBody } from "./rule-set-body.ts";

const rule: Rule = {
  key: "ticket-for-customer-facing",
  on: ["opened", "reopened"],
  when: "component.tier <= 2 && !incident.inMaintenance",
  do: [
    { ticket: { connection: "desk", priority: { "1": "urgent", "2": "high" }, assignee: "{{ onCall.email }}" } },
    { page: { connection: "pager", when: 'event.severity in ["critical", "high"]', escalateAfter: "5m" } },
  ],
};

function problemsOf(body: unknown): string[] {
  const made = compileRuleSet(body);
  return made.outcome === "compiled"
    ? []
    : made.problems.map(({ path, message }) => `${printRulePath(path)}: ${message}`);
}

describe("compileRuleSet", () => {
  it("compiles the rules of the manual", () => {
    const body: RuleSetBody = { rules: [rule], otherwise: { page: { connection: "pager" } } };
    const made = compileRuleSet(body);
    if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
    expect(made.ruleSet.byChange.opened).toHaveLength(1);
    expect(made.ruleSet.byChange.resolved).toHaveLength(0);
    expect(made.ruleSet.rules[0]).toMatchObject({ holdMs: 0, stop: false, enabled: true });
    expect(made.ruleSet.otherwise).toMatchObject({ kind: "page", connection: "pager", slot: null });
  });

  it("takes every field of every kind", () => {
    const common = { connection: "c", when: "true" };
    const opens = { ...common, slot: "s", groupBy: "component" as const, fields: { a: [1, "{{ now }}"] } };
    const body: RuleSetBody = {
      rules: [
        {
          key: "all",
          about: "everything",
          on: ["opened"],
          hold: "5m",
          stop: true,
          enabled: false,
          do: [
            {
              ticket: {
                ...opens,
                always: true,
                priority: "p",
                assignee: { default: "a" },
                title: "t",
                description: "d",
                comment: "c",
              },
            },
            {
              "status-post": {
                ...opens,
                impact: { "1": "major" },
                title: "t",
                text: "x",
                updateText: "u",
                resolveText: "r",
                draftFor: "10m",
              },
            },
            {
              page: { ...common, slot: "s", team: "payments", escalateAfter: "5m", title: "t", text: "x", fields: {} },
            },
            { message: { ...common, to: "#ops", title: "t", text: "{{ incident.title }}", fields: {} } },
            {
              http: {
                ...common,
                method: "PUT",
                path: "/x/{{ incident.id }}",
                headers: { "x-a": "{{ event.id }}" },
                body: { a: 1 },
                form: false,
              },
            },
            {
              remediate: { ...common, runbook: "restart", arguments: { host: "{{ labels.host }}" }, destructive: true },
            },
          ],
        },
      ],
      tests: [{ name: "t", sender: "anyping", delivery: "{}", expect: [{ ticket: "desk" }] }],
    };
    expect(problemsOf(body)).toEqual([]);
  });

  it.each([
    [null, "rules: a rule set has a list of rules"],
    [{ rules: {} }, "rules: a rule set has a list of rules"],
    [{ rules: [], rule: [] }, 'rule: a rule set has no field "rule"; it has: rules, otherwise, tests'],
    [{ rules: [null] }, "rules[0]: a rule is an object with key and do"],
    [{ rules: [{ ...rule, key: "Not A Key" }] }, "rules[0].key: a key is 1 to 63 of a-z"],
    [{ rules: [{ ...rule, key: "otherwise" }] }, 'rules[0].key: "otherwise" is the name of'],
    [{ rules: [rule, rule] }, "rules[1].key: rule 1 has this key already"],
    [{ rules: [{ ...rule, wen: "true" }] }, 'rules[0].wen: a rule has no field "wen"'],
    [{ rules: [{ ...rule, on: [] }] }, "rules[0].on: on is a list of some of opened"],
    [{ rules: [{ ...rule, on: ["open"] }] }, "rules[0].on: on is a list of some of opened"],
    [{ rules: [{ ...rule, on: "opened" }] }, "rules[0].on: on is a list of some of opened"],
    [{ rules: [{ ...rule, hold: "5 minutes" }] }, "rules[0].hold: a length of time is a whole number"],
    [{ rules: [{ ...rule, stop: "yes" }] }, "rules[0].stop: true or false is needed"],
    [{ rules: [{ ...rule, do: undefined }] }, "rules[0].do: a rule has a list of actions"],
    [{ rules: [{ ...rule, when: true }] }, "rules[0].when: a condition is a text"],
    [{ rules: [{ ...rule, when: "evnt.x == 1" }] }, 'rules[0].when: unknown name "evnt"'],
    [{ rules: [{ ...rule, do: [{}] }] }, "rules[0].do[0]: an action is one kind and its fields"],
    [
      { rules: [{ ...rule, do: [{ page: { connection: "c", groupBy: "component" } }] }] },
      "rules[0].do[0].page.groupBy: a page is of one incident",
    ],
    [{ rules: [{ ...rule, do: [{ tickt: { connection: "c" } }] }] }, "rules[0].do[0]: an action is one kind"],
    [{ rules: [{ ...rule, do: [{ constructor: {} }] }] }, "rules[0].do[0]: an action is one kind"],
    [{ rules: [{ ...rule, do: [{ page: {} }] }] }, "rules[0].do[0].page.connection: name the connection"],
    [{ rules: [{ ...rule, do: [{ message: { connection: "c" } }] }] }, 'rules[0].do[0].message: message needs "text"'],
    [
      { rules: [{ ...rule, do: [{ ticket: { connection: "c", prio: "x" } }] }] },
      'rules[0].do[0].ticket.prio: ticket has no field "prio"',
    ],
    [
      { rules: [{ ...rule, do: [{ message: { connection: "c", text: "x", slot: "s" } }] }] },
      'rules[0].do[0].message.slot: message has no field "slot"',
    ],
    [
      { rules: [{ ...rule, do: [{ ticket: { connection: "c", priority: { high: "x" } } }] }] },
      "rules[0].do[0].ticket.priority.high: a tier is 1 to 9",
    ],
    [
      { rules: [{ ...rule, do: [{ ticket: { connection: "c", title: "{{ incident.titel }}" } }] }] },
      'rules[0].do[0].ticket.title: "incident" has no field "titel"',
    ],
    [
      { rules: [{ ...rule, do: [{ ticket: { connection: "c", fields: { a: ["{{ x"] } } }] }] },
      "rules[0].do[0].ticket.fields.a[0]: output",
    ],
    [
      { rules: [{ ...rule, do: [{ http: { connection: "c", path: "https://evil/" } }] }] },
      'rules[0].do[0].http.path: a path begins with "/"',
    ],
    [
      { rules: [{ ...rule, do: [{ http: { connection: "c", method: "TRACE" } }] }] },
      "rules[0].do[0].http.method: one of GET",
    ],
    [{ rules: [{ ...rule, on: ["opened", "resolved"] }] }, "rules[0].do[1].page: nobody is paged for a recovery"],
    [
      { rules: [{ ...rule, on: ["resolved"], do: [{ ticket: { connection: "c" } }] }] },
      "rules[0].do[0].ticket: a ticket is closed by itself",
    ],
    [
      { rules: [{ ...rule, on: ["resolved"], do: [{ "status-post": { connection: "c" } }] }] },
      "rules[0].do[0].status-post: a status-post is closed by itself",
    ],
    [
      { rules: [], otherwise: { page: { connection: "c", when: "1" } } },
      "otherwise.page.when: a condition is true or false",
    ],
    [
      { rules: [{ ...rule, do: [{ page: { connection: "c", when: "x" } }] }] },
      'rules[0].do[0].page.when: unknown name "x"',
    ],
  ])("refuses %j", (body, message) => {
    expect(problemsOf(body)[0]).toContain(message);
  });

  it("gives line and column inside the text, for conditions and templates", () => {
    const made = compileRuleSet({
      rules: [
        {
          key: "a",
          when: "event.severity == 'high' &&\n  component.teir <= 2",
          do: [{ message: { connection: "c", text: "one\n{{ incident.titel }}" } }],
        },
      ],
    });
    if (made.outcome === "compiled") throw new Error("it compiled");
    expect(made.problems).toMatchObject([
      { path: ["rules", 0, "when"], line: 2, column: 13, range: { start: 40, end: 44 } },
      { path: ["rules", 0, "do", 0, "message", "text"], line: 2, column: 4, range: { start: 7, end: 21 } },
    ]);
  });

  it("tells every problem of every rule at once", () => {
    expect(
      problemsOf({
        rules: [
          { ...rule, key: "A" },
          { key: "b", when: "x", do: [{}] },
        ],
      }),
    ).toHaveLength(3);
  });
});
