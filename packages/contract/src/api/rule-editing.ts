import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { eventChange, ruleDecision } from "./events.ts";
import { idParams, instant, objectKey } from "./scalar.ts";

const json = z.record(z.string(), z.unknown());

/** A name that conditions can say, with what is known of its values. */
export const ruleName = z
  .object({
    path: z.string().meta({ description: "component.tier; of labels those that were seen" }),
    type: z.enum(["text", "int", "number", "bool", "time", "json"]),
    nullable: z.boolean(),
    about: z.string(),
    values: z.array(z.string()).meta({ description: "all that it can be, or else those that were seen, often first" }),
    closed: z.boolean().meta({ description: "`values` is all that it can be" }),
  })
  .meta({ id: "RuleName" });
export type RuleName = z.infer<typeof ruleName>;

/** What became of a rule in the last days; `otherwise` is one of them. */
export const ruleActivity = z
  .object({
    rule: z.string(),
    fired: z.number().int(),
    lastAt: instant.nullable(),
    failed: z.number().int().meta({ description: "times that it could not be evaluated" }),
    failure: z
      .object({ at: instant, eventId: z.string(), deliveryId: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .meta({ description: "the last event that it could not be evaluated for, and why" }),
  })
  .meta({ id: "RuleActivity" });
export type RuleActivity = z.infer<typeof ruleActivity>;
export const listRuleActivity = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/activity",
  summary: "How often each rule fired in the last days, and what it could not be evaluated for",
  query: z.object({ days: z.coerce.number().int().min(1).max(31).default(7) }),
  status: 200,
  answer: z.object({ items: z.array(ruleActivity) }),
});

/** What rules can say here: names, calendars, teams, connections, and the fields of each kind of action. */
export const ruleVocabulary = z
  .object({
    names: z.array(ruleName),
    calendars: z.array(z.object({ key: objectKey, questions: z.array(z.string()) })),
    rotations: z.array(z.object({ key: objectKey, questions: z.array(z.string()) })),
    teams: z.array(z.object({ key: objectKey, name: z.string() })),
    connections: z.array(
      z.object({
        key: objectKey,
        name: z.string(),
        actions: z.array(z.string()),
        servedBy: z.array(z.object({ source: objectKey, tool: z.string() })).meta({
          description: "sources whose monitoring tool posts to that system by itself, which is the shorter way",
        }),
      }),
    ),
    actions: z.array(
      z.object({
        kind: z.string(),
        opens: z.boolean().meta({ description: "it opens something that is closed by itself" }),
        groups: z.boolean(),
        fields: z.array(z.object({ name: z.string(), shape: z.string(), required: z.boolean() })),
      }),
    ),
    templates: z.array(z.string()).meta({ description: "names that templates can say" }),
  })
  .meta({ id: "RuleVocabulary" });
export type RuleVocabulary = z.infer<typeof ruleVocabulary>;

export const getRuleVocabulary = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/vocabulary",
  summary: "What rules can say: names with values that were seen, calendars, connections, fields of actions",
  status: 200,
  answer: ruleVocabulary,
});

export const triedEvent = z
  .object({
    eventId: z.string(),
    incidentId: z.string().nullable(),
    at: instant,
    change: eventChange,
    title: z.string(),
    outcome: z.enum(["true", "false", "absent", "not-evaluable"]),
    reason: z.string().nullable(),
    clauses: ruleDecision.shape.clauses,
  })
  .meta({ id: "TriedEvent" });
export type TriedEvent = z.infer<typeof triedEvent>;

export const tryCondition = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/try",
  summary: "A condition on the last events: what it says of each, part by part; saves nothing",
  body: z.object({
    when: z.string().max(5_000),
    on: z
      .array(eventChange.exclude(["none"]))
      .max(5)
      .default([]),
    limit: z.number().int().min(1).max(50).default(20),
  }),
  status: 200,
  answer: z
    .object({
      problems: z.array(z.object({ message: z.string(), start: z.number().nullable(), end: z.number().nullable() })),
      tree: json.nullable().meta({
        description: "for the visual builder: {join, not, items}; null: it would lose something of the condition",
      }),
      events: z.array(triedEvent),
    })
    .meta({ id: "TriedCondition" }),
});

const orderPreview = z.object({
  fields: json.meta({ description: "its own fields, filled in" }),
  body: z.string().nullable().meta({ description: "of the call, where its connection can be used" }),
  problem: z.string().nullable().meta({ description: "why it can't be filled in" }),
  who: z
    .object({
      team: objectKey,
      person: z.string().nullable(),
      basis: z.string().nullable(),
      askedAt: instant.nullable(),
    })
    .nullable()
    .meta({ description: "the team it is for and who is on call there now" }),
});

export const previewRuleAction = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/preview",
  summary: "What an action would send for an event, and who would get it now; sends nothing",
  body: z.object({ action: json, event: z.string().min(1).max(100) }),
  status: 200,
  answer: orderPreview.meta({ id: "ActionOfRulePreview" }),
});

export const rehearsedOrder = orderPreview
  .extend({
    rule: z.string().meta({ description: "the rule that would have ordered it, or `otherwise`" }),
    kind: z.string(),
    connection: z.string(),
    holdSeconds: z.number().meta({ description: "it would have waited so long first" }),
  })
  .meta({ id: "RehearsedOrder" });
export type RehearsedOrder = z.infer<typeof rehearsedOrder>;

export const rehearseEvent = defineRoute({
  method: "GET",
  path: "/api/v1/events/{id}/rehearsal",
  summary: "What a test event would have done if it had been real, by the rules of its time; sends nothing",
  params: idParams,
  status: 200,
  answer: z.object({ orders: z.array(rehearsedOrder) }),
});
