import { describe, expect, it } from "vitest";
import { checkTemplate, checkTemplateTree, checkUrlTemplate } from "./check-template.ts";
import { connectionTemplateNames, ruleTemplateNames } from "./template-names.ts";

describe("checkTemplate", () => {
  it.each([
    "{{ incident.title }} {{ onCall.email }} {{ labels.anything }}",
    "{% assign who = onCall.name %}{{ who }}",
    "{{ resolution.note }}",
    '{{ now | date: "%H:%M" }}',
    "{{ onCall.answer.deep.field }}",
  ])("finds nothing wrong with %s", (template) => {
    expect(checkTemplate(template, ruleTemplateNames)).toEqual([]);
  });

  it.each([
    ["{{ event.sevrity }}", 'has no field "sevrity"', 1, 4],
    ["ok\n{{ evnt.severity }}", 'unknown name "evnt"', 2, 4],
    ["{{ action.priority }}", 'unknown name "action"', 1, 4],
    ["{{ incident.title | shout }}", "undefined filter: shout", 1, 1],
    ["{% if %}", "invalid value expression", 1, 6],
    ["{{ incident.title", "not closed", 1, 1],
    ["{% include 'x' %}", 'tag "include" not found', 1, 1],
    ["x".repeat(20_001), "longer than", null, null],
  ])("says what is wrong with %s", (template, message, line, column) => {
    const [problem] = checkTemplate(template, ruleTemplateNames);
    expect(problem).toMatchObject({ message: expect.stringContaining(message), line, column });
  });

  it("knows the rule's own fields in a connection's templates", () => {
    expect(
      checkTemplateTree({ p: ["{{ action.priority }}", "{{ actoin.priority }}"] }, connectionTemplateNames),
    ).toEqual([expect.objectContaining({ path: "p[1]", message: expect.stringContaining('unknown name "actoin"') })]);
  });

  it("refuses a templated host before anything is sent", () => {
    expect(checkUrlTemplate("https://{{ event.url }}/", connectionTemplateNames)).toHaveLength(1);
    expect(checkUrlTemplate("/tickets/{{ obligation.externalId }}", connectionTemplateNames)).toEqual([]);
    expect(checkUrlTemplate("/tickets/{{ obligation.externalId | raw }}", connectionTemplateNames)).toHaveLength(1);
  });
});
