import type { RuleVocabulary } from "@signalbox/contract";
import { expect, it } from "vitest";
import { completeCondition } from "./complete-condition.ts";

const name = (path: string, values: string[] = [], type: "text" | "int" = "text") => ({
  path,
  type,
  nullable: false,
  about: path,
  values,
  closed: false,
});
const vocabulary: RuleVocabulary = {
  names: [
    name("event.severity", ["critical", "high"]),
    name("monitor.name", ["Checkout"]),
    name("component.tier", [], "int"),
    name('labels["a b"]', ["x y"]),
  ],
  calendars: [{ key: "berlin", questions: ["quietHours"] }],
  rotations: [{ key: "payments", questions: ["email", "name"] }],
  teams: [],
  connections: [],
  actions: [],
  templates: [],
};
const labels = (before: string) => completeCondition(before, vocabulary)?.options.map(({ label }) => label) ?? null;

it.each([
  ["ev", ["event.severity"]],
  ["component.tier == 1 && mon", ["monitor.name"]],
  ['event.severity == "', ["critical", "high"]],
  ['event.severity in ["critical", "hi', ["critical", "high"]],
  ['monitor.name.startsWith("', ["Checkout"]],
  ["monitor.name.", ['startsWith("', 'endsWith("', 'contains("', 'matches("']],
  ['labels["a b"] == "', ["x y"]],
  ['calendar.quietHours("b', ["berlin"]],
  ["calen", ['calendar.quietHours("berlin")']],
  ['rotation.email("', ["payments"]],
  ["rota", ['rotation.email("payments")', 'rotation.name("payments")']],
  ['component.name == "ev', null],
])("behind %s stands one of %j", (before, options) => {
  expect(labels(before)).toEqual(options);
});

it("takes the place of what was typed", () => {
  expect(completeCondition('event.severity == "cr', vocabulary)?.from).toBe('event.severity == "'.length);
});
