import {
  actionKinds,
  budgetMax,
  budgetWords,
  checkGiven,
  type Expectation,
  type GivenContext,
  type Rule,
  type RuleAction,
  type RuleBudget,
  type RuleChange,
  type RuleSetBody,
  ruleChanges,
  type TemplateTree,
} from "@signalbox/core";
import { z } from "zod";
import { durationText } from "./duration.ts";
import { instantText } from "./moment.ts";
import { lineOfText, objectKeyText, wholeNumber } from "./scalar.ts";
import { listOf, nameKind, strictShape } from "./strict-shape.ts";

const template = z
  .string({ error: (issue) => `write a text here, not ${nameKind(issue.input)}` })
  .max(20_000, "at most 20000 characters");
const condition = z
  .string({
    error: (issue) => `a condition is a text in CEL, such as component.tier <= 2; ${nameKind(issue.input)} stands here`,
  })
  .min(1, "the condition is empty: leave `when` out for always")
  .max(5000, "at most 5000 characters");
const yesOrNo = z.boolean({ error: (issue) => `write true or false, not ${nameKind(issue.input)}` });
const tree: z.ZodType<TemplateTree> = z.json() as z.ZodType<TemplateTree>;
const fields = z.record(z.string(), tree);
const byTier = z.union(
  [
    template,
    z.record(
      z.string().regex(/^([1-9]|default)$/, "values by tier are written {1: urgent, 2: high, default: normal}"),
      template,
    ),
  ],
  { error: "write a text, or values by the component's tier: {1: urgent, 2: high, default: normal}" },
);

const common = { connection: objectKeyText, when: condition.exactOptional() };
const obligation = {
  ...common,
  slot: objectKeyText.exactOptional(),
  groupBy: z.literal("component", { error: "groupBy is component, or left out" }).exactOptional(),
};

const fieldsByKind = {
  ticket: strictShape("ticket", {
    ...obligation,
    always: yesOrNo.exactOptional(),
    priority: byTier.exactOptional(),
    assignee: byTier.exactOptional(),
    title: template.exactOptional(),
    description: template.exactOptional(),
    comment: template.exactOptional(),
    fields: fields.exactOptional(),
  }),
  "status-post": strictShape("status-post", {
    ...obligation,
    impact: byTier.exactOptional(),
    title: template.exactOptional(),
    text: template.exactOptional(),
    updateText: template.exactOptional(),
    resolveText: template.exactOptional(),
    draftFor: durationText.exactOptional(),
    fields: fields.exactOptional(),
  }),
  page: strictShape("page", {
    ...obligation,
    team: objectKeyText.exactOptional(),
    escalateAfter: durationText.exactOptional(),
    title: template.exactOptional(),
    text: template.exactOptional(),
    fields: fields.exactOptional(),
  }),
  message: strictShape("message", {
    ...common,
    to: template.exactOptional(),
    title: template.exactOptional(),
    text: template,
    fields: fields.exactOptional(),
  }),
  http: strictShape("http", {
    ...common,
    method: z
      .enum(["GET", "POST", "PUT", "PATCH", "DELETE"], { error: "method is GET, POST, PUT, PATCH or DELETE" })
      .exactOptional(),
    path: template.exactOptional(),
    headers: z.record(z.string(), template).exactOptional(),
    body: tree.exactOptional(),
    form: yesOrNo.exactOptional(),
  }),
  remediate: strictShape("remediate", {
    ...common,
    runbook: objectKeyText,
    arguments: z.record(z.string(), template).exactOptional(),
    destructive: yesOrNo.exactOptional(),
  }),
};

const oneKind =
  "an action is one kind with its fields, such as {ticket: {connection: desk}}; put two actions in two entries of the list";

const actionEntry = strictShape(
  "an action",
  Object.fromEntries(actionKinds.map((kind) => [kind, fieldsByKind[kind].exactOptional()])),
).refine((action) => Object.keys(action).length === 1, oneKind) as unknown as z.ZodType<RuleAction>;

const ruleEntry: z.ZodType<Rule> = strictShape("a rule", {
  key: objectKeyText,
  about: lineOfText.exactOptional(),
  on: listOf(
    z.enum(ruleChanges as [RuleChange, ...RuleChange[]], { error: `a change is one of ${ruleChanges.join(", ")}` }),
    "on",
  )
    .min(1, "name at least one change, or leave `on` out")
    .exactOptional(),
  when: condition.exactOptional(),
  hold: durationText.exactOptional(),
  do: listOf(actionEntry, "do", 20),
  stop: yesOrNo.exactOptional(),
  enabled: yesOrNo.exactOptional(),
});

/** What a test must order: kind → connection, as `{ticket: desk}`, or more about it. */
const expectedAction = z.union(
  [objectKeyText, z.looseObject({ connection: objectKeyText, rule: objectKeyText.exactOptional() })],
  {
    error: "write the connection, as {ticket: desk}, or more about it: {ticket: {connection: desk, priority: urgent}}",
  },
);
const expectation = strictShape(
  "an expectation",
  Object.fromEntries(actionKinds.map((kind) => [kind, expectedAction.exactOptional()])),
).refine(
  (given) => Object.keys(given).length === 1,
  "an expectation is one kind with its connection, such as {ticket: desk}",
) as unknown as z.ZodType<Expectation>;

const givenContext: z.ZodType<GivenContext> = z
  .record(z.string(), z.union([z.null(), fields], { error: "write fields of it: {onCall: {email: ana@example.test}}" }))
  .check((context) => {
    for (const { path, message } of checkGiven(context.value as GivenContext)) {
      context.issues.push({ code: "custom", path: [...path], message, input: context.value });
    }
  });

/** A test as the file has it: its delivery lies in a file beside it, or stands in `content`. */
const testEntry = strictShape("a test", {
  name: lineOfText,
  sender: objectKeyText,
  source: objectKeyText.exactOptional(),
  delivery: z.string().min(1, "name the file").max(500).exactOptional(),
  content: z.string().max(1_048_576, "at most 1 MiB").exactOptional(),
  headers: z.record(z.string().max(200), z.string().max(4_000)).exactOptional(),
  query: z.string().max(8_000).exactOptional(),
  at: instantText.exactOptional(),
  given: givenContext.exactOptional(),
  fired: listOf(objectKeyText, "fired", 50).exactOptional(),
  expect: listOf(expectation, "expect", 50),
}).refine(
  (test) => test.delivery !== undefined || test.content !== undefined,
  "name the file of the delivery: {delivery: examples/open.json}",
);
export type TestEntry = z.infer<typeof testEntry>;

const budgetEntry = strictShape(
  "budget",
  Object.fromEntries(Object.keys(budgetWords).map((name) => [name, wholeNumber(0, budgetMax).exactOptional()])),
) as unknown as z.ZodType<RuleBudget>;

export const ruleSetFields = {
  rules: listOf(ruleEntry, "rules").exactOptional(),
  otherwise: actionEntry.exactOptional(),
  tests: listOf(testEntry, "tests").exactOptional(),
  budget: budgetEntry.exactOptional(),
};

export interface RuleSetEntry {
  rules?: Rule[];
  otherwise?: RuleAction;
  tests?: TestEntry[];
  budget?: RuleBudget;
}

/** A rule set alone, as the browser edits it. */
export const ruleSetEntry: z.ZodType<RuleSetEntry> = strictShape("a rule set", ruleSetFields);

/** The body that is stored, or null where the entry has no rules. `readDelivery` gives a test's file as text.
 *  Throws where it gives null: check first. */
export function ruleSetBody(entry: RuleSetEntry, readDelivery: (path: string) => string | null): RuleSetBody | null {
  if (entry.rules === undefined) return null;
  const tests = entry.tests?.map(({ delivery: file, content, ...test }) => {
    const delivery = content ?? readDelivery(file ?? "");
    if (delivery === null) throw new Error(`test "${test.name}": there is no file ${file}`);
    return { ...test, delivery, ...(file === undefined ? {} : { deliveryFile: file }) };
  });
  return {
    rules: entry.rules,
    ...(entry.otherwise === undefined ? {} : { otherwise: entry.otherwise }),
    ...(tests === undefined ? {} : { tests }),
    ...(entry.budget === undefined ? {} : { budget: entry.budget }),
  };
}

/** The entry that stands for a stored body; deliveries are printed with it, so that it needs no file. */
export function printRuleSet(body: RuleSetBody): RuleSetEntry {
  const { tests, ...rest } = body;
  if (tests === undefined) return rest;
  return {
    ...rest,
    tests: tests.map(({ delivery, deliveryFile, ...test }) => ({
      ...test,
      ...(deliveryFile === undefined ? {} : { delivery: deliveryFile }),
      content: delivery,
    })) as TestEntry[],
  };
}
