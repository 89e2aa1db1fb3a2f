import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { eventChange } from "./events.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant } from "./scalar.ts";

export const ruleText = z.string().max(1_000_000);
export const ruleFormat = z.enum(["yaml", "json"]);

export const ruleSet = z
  .object({
    number: z.number().int().nullable().meta({ description: "null: a draft" }),
    state: z.enum(["draft", "published", "superseded"]),
    author: z.string(),
    note: z.string(),
    origin: z.enum(["config", "browser", "built-in"]),
    rules: z.number().int(),
    revision: z.number().int(),
    basedOn: z.number().int().nullable(),
    createdAt: instant,
    updatedAt: instant,
    publishedAt: instant.nullable(),
    supersededAt: instant.nullable(),
  })
  .meta({ id: "RuleSet" });
export type RuleSet = z.infer<typeof ruleSet>;
export const ruleSetDetail = ruleSet
  .extend({
    body: z.record(z.string(), z.unknown()).meta({ description: "{rules, otherwise, tests, budget}" }),
    text: z.string().meta({ description: "the same as YAML, for the editor" }),
  })
  .meta({ id: "RuleSetDetail" });
export type RuleSetDetail = z.infer<typeof ruleSetDetail>;

/** Lines and columns count from 1 in the text that was sent. */
export const ruleProblem = z
  .object({
    level: z.enum(["error", "warning"]),
    path: z.string().meta({ description: "such as rules[2].when" }),
    message: z.string(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
    endLine: z.number().int().nullable(),
    endColumn: z.number().int().nullable(),
  })
  .meta({ id: "RuleProblem" });
export type RuleProblem = z.infer<typeof ruleProblem>;
/** What became of one test of the rules. */
export const ruleTestResult = z
  .object({
    name: z.string(),
    passed: z.boolean(),
    problems: z.array(z.string()).meta({ description: "what differs, and which clause of which rule made it so" }),
    ordered: z
      .array(z.object({ change: eventChange, rule: z.string(), kind: z.string(), connection: z.string() }))
      .meta({ description: "what the rules order for it" }),
  })
  .meta({ id: "RuleTestResult" });
export type RuleTestResult = z.infer<typeof ruleTestResult>;
export const ruleCheck = z
  .object({
    ok: z.boolean(),
    problems: z.array(ruleProblem),
    tests: z
      .array(ruleTestResult)
      .nullable()
      .meta({ description: "in the order of the rule set; null: none was run, as the rules have another problem" }),
  })
  .meta({ id: "RuleCheck" });

/** One rule, `otherwise`, one test or the budget that differs between two versions. */
export const ruleSetChange = z
  .object({
    object: z.enum(["rule", "otherwise", "test", "budget"]),
    key: z.string().meta({ description: "key of the rule, name of the test" }),
    change: z.enum(["added", "removed", "changed", "moved"]),
    isMoved: z.boolean().meta({ description: "it is asked earlier or later among the others" }),
    fields: z
      .array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
      .meta({ description: "text as it is, anything else as JSON" }),
    place: z
      .object({ from: z.number().int().nullable(), to: z.number().int().nullable() })
      .meta({ description: "among the rules or tests, from 1" }),
  })
  .meta({ id: "RuleSetChange" });
export type RuleSetChange = z.infer<typeof ruleSetChange>;
export const ruleSetDifference = z
  .object({
    from: z.number().int().nullable().meta({ description: "version it is compared with; null: there was none before" }),
    to: z.number().int().nullable().meta({ description: "null: the draft" }),
    changes: z.array(ruleSetChange),
  })
  .meta({ id: "RuleSetDifference" });
export type RuleSetDifference = z.infer<typeof ruleSetDifference>;

const versionNumber = z.coerce.number().int().min(1).max(2_000_000_000);
const over = z
  .number()
  .int()
  .meta({ description: "number of the live version that was seen: refused where another one is live by now" });
const note = z.string().trim().max(1000).default("");

export const listRuleSets = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets",
  summary: "Published versions, newest first",
  query: pageQuery,
  status: 200,
  answer: pageOf(ruleSet),
});
export const getLiveRuleSet = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/live",
  summary: "The rules that decide now",
  status: 200,
  answer: ruleSetDetail,
});
export const getDraftRuleSet = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/draft",
  summary: "The draft; 404 while there is none",
  status: 200,
  answer: ruleSetDetail,
});
export const getRuleSet = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/{number}",
  summary: "One published version",
  params: z.object({ number: versionNumber }),
  status: 200,
  answer: ruleSetDetail,
});
export const compareRuleSet = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/{number}/changes",
  summary: "What a version changed, rule by rule: against the one before it, or against `since`",
  params: z.object({ number: versionNumber }),
  query: z.object({ since: versionNumber.optional() }),
  status: 200,
  answer: ruleSetDifference,
});
export const compareDraftRuleSet = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/draft/changes",
  summary: "What publishing the draft would change of what is live; 404 while there is no draft",
  status: 200,
  answer: ruleSetDifference,
});
export const restoreRuleSet = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/{number}/restore",
  summary: "Make what an earlier version said live again, as the next version",
  params: z.object({ number: versionNumber }),
  body: z.object({ over, note }),
  status: 201,
  answer: ruleSetDetail,
});
export const checkRules = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/check",
  summary: "Check rules without saving; each problem with its place in the text",
  body: z.object({ text: ruleText, format: ruleFormat.default("yaml") }),
  status: 200,
  answer: ruleCheck,
});
export const saveDraftRuleSet = defineRoute({
  method: "PUT",
  path: "/api/v1/rule-sets/draft",
  summary: "Save the draft; it may hold rules that cannot be evaluated, not text that cannot be read",
  body: z.object({
    text: ruleText,
    format: ruleFormat.default("yaml"),
    revision: z.number().int().nullable().meta({ description: "of the draft that was read; null: there was none" }),
  }),
  status: 200,
  answer: ruleSetDetail.extend({ check: ruleCheck }),
});
export const publishDraftRuleSet = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/draft/publish",
  summary: "Make the draft live as the next version; refused while it has an error, or would exceed its budget",
  body: z.object({ revision: z.number().int(), over, note }),
  status: 201,
  answer: ruleSetDetail,
});
export const discardDraftRuleSet = defineRoute({
  method: "DELETE",
  path: "/api/v1/rule-sets/draft",
  summary: "Throw the draft away",
  query: z.object({ revision: z.coerce.number().int() }),
  status: 204,
  answer: null,
});

/** A test as the rule set has it, made of a delivery; it expects what the live rules order now. */
export const makeRuleTest = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}/rule-test",
  summary: "A delivery as a test of the rules, with what they order now; saves nothing",
  params: idParams,
  status: 200,
  answer: z.object({ test: z.record(z.string(), z.unknown()) }).meta({ id: "MadeRuleTest" }),
});
