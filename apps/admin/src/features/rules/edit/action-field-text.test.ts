import { expect, it } from "vitest";
import { fieldText, readFieldText } from "./action-field-text.ts";

it.each([
  ["by-tier", { "1": "urgent", default: "low" }],
  ["by-tier", "urgent"],
  ["templates", { "x-team": "{{ team.key }}", accept: "a: b" }],
  ["tree", { a: [1, { b: "{{ incident.title }}" }] }],
  ["template", "{{ incident.title }}: down\nfor long"],
])("shows %s %j as text that reads back as the same", (shape, value) => {
  expect(readFieldText(shape, fieldText(shape, value))).toEqual({ value });
});

it("leaves an empty field out, and says what can't be read", () => {
  expect(readFieldText("tree", " ")).toEqual({ value: undefined });
  expect(readFieldText("tree", "{")).toEqual({ problem: "this is no JSON yet" });
  expect(readFieldText("templates", "no colon")).toHaveProperty("problem");
});
