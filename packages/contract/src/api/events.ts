import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery, timeRangeQuery } from "./page.ts";
import { idParams, instant, objectKey, printedId, reason, severity } from "./scalar.ts";

export const eventType = z.enum(["opened", "acknowledged", "updated", "resolved", "test"]);
export const eventChange = z.enum(["opened", "reopened", "acknowledged", "updated", "resolved", "none"]);

export const event = z
  .object({
    id: z.string(),
    type: eventType,
    change: eventChange,
    correlationKey: z.string(),
    occurredAt: instant,
    monitor: z.object({ id: z.string(), name: z.string() }).nullable(),
    severity,
    summary: z.string(),
    url: z.string().nullable(),
    incidentId: z.string().nullable(),
    source: objectKey,
    deliveryId: z.string().nullable().meta({ description: "null for a manual act" }),
    receivedAt: instant,
    timeBasis: z.enum(["sender", "received", "adjusted"]),
    component: objectKey.nullable(),
    labels: z.record(z.string(), z.string()),
    drift: z.array(z.string()).meta({ description: "fields that no longer fit what is known of the sender" }),
    supersededAt: instant.nullable(),
  })
  .meta({ id: "Event" });
export type Event = z.infer<typeof event>;

export const listEvents = defineRoute({
  method: "GET",
  path: "/api/v1/events",
  summary: "Events, received last first",
  query: pageQuery.extend(timeRangeQuery.shape).extend({
    source: objectKey.optional(),
    type: eventType.optional(),
    change: eventChange.optional(),
    incident: printedId.optional(),
    q: z.string().max(200).optional().meta({ description: "words of summary, monitor and labels" }),
  }),
  status: 200,
  answer: pageOf(event),
});
export const getEvent = defineRoute({
  method: "GET",
  path: "/api/v1/events/{id}",
  summary: "One event",
  params: idParams,
  status: 200,
  answer: event,
});

export const acceptEvent = defineRoute({
  method: "POST",
  path: "/api/v1/events/{id}/accept",
  summary: "An event that was set aside is real: it acts as if it had just been told, and opens its incident",
  params: idParams,
  body: z.object({
    reason,
    startedAt: instant.optional().meta({ description: "when the outage began; needed for a resolve without a start" }),
  }),
  status: 200,
  answer: event,
});
export const skipEvent = defineRoute({
  method: "POST",
  path: "/api/v1/events/{id}/skip",
  summary: "An event that was set aside stays without effect",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: event,
});

const clauses = z.array(
  z.object({
    source: z.string(),
    outcome: z.enum(["true", "false", "absent", "not-evaluable"]),
    values: z.array(z.object({ name: z.string(), value: z.unknown(), missing: z.boolean() })),
  }),
);

/** One rule asked for one event; recomputed from what was stored with the event, so it tells what was known then. */
export const ruleDecision = z
  .object({
    rule: z.string(),
    outcome: z.enum(["fired", "no-match", "not-asked", "error"]),
    reason: z.string().nullable(),
    when: z.string().nullable(),
    clauses: clauses.meta({ description: "each part of the condition with the values that it looked at" }),
    conditions: z
      .array(
        z.object({
          action: z.string(),
          when: z.string(),
          outcome: z.enum(["true", "false", "absent", "not-evaluable"]),
          clauses,
        }),
      )
      .meta({ description: "of a rule that fired: its actions that have a condition of their own" }),
    actions: z.array(z.string()).meta({ description: "kinds it ordered" }),
  })
  .meta({ id: "RuleDecision" });
export const decision = z
  .object({
    eventId: z.string(),
    ruleSet: z
      .number()
      .int()
      .nullable()
      .meta({ description: "number of the version that decided; null: no rules were asked" }),
    rehearsal: z
      .boolean()
      .meta({ description: "of a test event: what rules would have said of a real one that opened" }),
    otherwise: z.boolean().meta({ description: "no rule matched, so `otherwise` ran" }),
    rules: z.array(ruleDecision),
    onCall: z
      .object({
        team: z.string().nullable(),
        person: z.string().nullable(),
        basis: z.string().meta({ description: "fresh, last-good, fallback, rotation or override" }),
        askedAt: instant.nullable(),
        ageSeconds: z.number().int().nullable().meta({ description: "how old the answer was when rules saw it" }),
      })
      .nullable()
      .meta({ description: "who was on call for the owners then, as far as was known; null: they had nobody" }),
    note: z.string().nullable().meta({ description: "why nothing can be told, or why no rule was asked" }),
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof decision>;
export const explainEvent = defineRoute({
  method: "GET",
  path: "/api/v1/events/{id}/why",
  summary: "Why and why not: each rule's answer for this event",
  params: idParams,
  status: 200,
  answer: decision.extend({
    context: z.record(z.string(), z.unknown()).nullable().meta({ description: "what the rules saw" }),
  }),
});
