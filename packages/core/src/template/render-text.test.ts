import { describe, expect, it } from "vitest";
import { renderText } from "./render-text.ts";

const scope = {
  incident: { title: "Checkout", acknowledgedAt: null, openedAt: "2026-03-29T01:30:00.000Z" },
  component: null,
  labels: { team: "payments", hostile: "{{ incident.title }} {% if true %}x{% endif %}" },
  now: "2026-03-29T01:30:00.000Z",
  list: Array.from({ length: 1_000 }, (_, index) => index),
};

describe("renderText", () => {
  it.each([
    ["plain text", "plain text"],
    ["{{ incident.title }} is down", "Checkout is down"],
    ["{{ component.name }}", ""],
    ["{{ incident.acknowledgedAt }}", ""],
    ['{{ labels.runbook | default: "none" }}', "none"],
    ["{% if component %}yes{% else %}no{% endif %}", "no"],
    ['{{ now | date: "%H:%M %z", "Europe/Berlin" }}', "03:30 +0200"],
    ['{{ now | date: "%H:%M %z" }}', "01:30 +0000"],
  ])("fills in %s", (template, value) => {
    expect(renderText(template, scope)).toEqual({ outcome: "rendered", value });
  });

  const standsStill = (times: number) => {
    let left = times;
    return {
      get word() {
        const until = performance.now() + (left-- > 0 ? 60 : 0);
        while (performance.now() < until);
        return "well";
      },
    };
  };

  it("fills in what the process stood still in, and not what takes too long again and again", () => {
    const template = "all is {{ word }}{{ word }}";
    expect(renderText(template, standsStill(1))).toEqual({ outcome: "rendered", value: "all is wellwell" });
    expect(renderText(template, standsStill(Number.POSITIVE_INFINITY))).toMatchObject({
      outcome: "not-rendered",
      problem: { message: "template render limit exceeded" },
    });
  });

  it("prints what a sender sent as it is, and never as a template (H3)", () => {
    expect(renderText("{{ labels.hostile }}", scope)).toEqual({ outcome: "rendered", value: scope.labels.hostile });
  });

  it.each([
    ["a {{ labels.runbook }}", "undefined variable: labels.runbook", 1, 6],
    ["one\n {{ nobody }}", "undefined variable: nobody", 2, 5],
    ["{{ incident.title | shout }}", "undefined filter: shout", 1, 1],
    ["{{ incident.title", 'output "{{ incident.title" not closed', 1, 1],
    ['{% include "/etc/passwd" %}', 'tag "include" not found', 1, 1],
    ['{% render "../../.env" %}', 'tag "render" not found', 1, 1],
    ['{% layout "x" %}', 'tag "layout" not found', 1, 1],
    ["{{ list | sample }}", "undefined filter: sample", 1, 1],
    ["{{ incident.__proto__ }}", "undefined variable: incident.__proto__", 1, 4],
    ["{{ incident.constructor.name }}", "undefined variable: incident.constructor", 1, 4],
    ["{{ toString }}", "undefined variable: toString", 1, 4],
    ['{{ "now" | date: "%Y" }}', "write {{ now | date }} without quotes", 1, 1],
  ])("says what is wrong with %s, and where (H2)", (template, message, line, column) => {
    expect(renderText(template, scope)).toEqual({
      outcome: "not-rendered",
      problem: { message, path: "", line, column },
    });
  });

  it.each([
    ["{% for i in (1..1000000000) %}x{% endfor %}"],
    ["{% for i in (1..3000) %}{% for j in (1..3000) %}x{% endfor %}{% endfor %}"],
    ['{% assign s = "aaaaaaaaaa" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}'],
    ['{{ now | date: "%9999999d" }}'],
    [`${"{% if true %}".repeat(20_000)}`],
    ["x{{ now }}".repeat(5_000)],
  ])("stops a template that would never end: %s (H1)", (template) => {
    const started = performance.now();
    expect(renderText(template, scope).outcome).toBe("not-rendered");
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
