import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { eventChange, ruleDecision } from "./events.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant } from "./scalar.ts";

const count = z.number().int();
/** `draft - live = gained - lost`. */
const timeMachineCounts = z
  .object({
    live: count.meta({ description: "what the live rules send out" }),
    draft: count.meta({ description: "what the draft sends out" }),
    gained: count,
    lost: count,
    changed: count.meta({ description: "in both, but not alike: by another rule, later, with other fields" }),
  })
  .meta({ id: "TimeMachineCounts" });
export type TimeMachineCounts = z.infer<typeof timeMachineCounts>;

/** What is counted; a page at night counts as a page, too. What there is none of is left out. */
const byMeasure = z
  .object({
    ticket: timeMachineCounts,
    "status-post": timeMachineCounts,
    page: timeMachineCounts,
    "page-at-night": timeMachineCounts,
    message: timeMachineCounts,
    http: timeMachineCounts,
    remediate: timeMachineCounts,
  })
  .partial();
export type TimeMachineMeasure = keyof z.infer<typeof byMeasure>;

const timeMachineResult = z
  .object({
    total: byMeasure,
    weeks: z.array(z.object({ startsAt: instant, counts: byMeasure })),
    rules: z
      .array(
        z.object({
          rule: z.string().meta({ description: "its key, or `otherwise`" }),
          counts: byMeasure,
          notEvaluable: z
            .object({ live: count, draft: count, problem: z.string().nullable() })
            .meta({ description: "events for which it could not be evaluated, and what the first of them met" }),
        }),
      )
      .meta({ description: "what both send counts for the draft's rule, too" }),
    withoutAnswer: count.meta({
      description: "events for which the draft orders a page while no on-call answer was stored then",
    }),
    stillWaiting: count.meta({ description: "incidents of which something still waits at the end; it is not counted" }),
    differences: count.meta({ description: "rows that differ; the first 10,000 of them are kept" }),
  })
  .meta({ id: "TimeMachineResult" });
export type TimeMachineResult = z.infer<typeof timeMachineResult>;

export const timeMachineRun = z
  .object({
    id: z.string().meta({ description: "tmr_…" }),
    state: z.enum(["running", "done", "cancelled", "failed"]),
    draftRevision: count,
    isOfPresentDraft: z
      .boolean()
      .meta({ description: "the draft decides as it did then, and the same version is live" }),
    liveNumber: count.nullable().meta({ description: "version that the draft is compared with" }),
    from: instant,
    to: instant,
    timeZone: z.string(),
    night: z
      .string()
      .nullable()
      .meta({ description: "calendar whose quiet hours are the night; null: 22:00 to 07:00" }),
    askedBy: z.string(),
    askedAt: instant,
    reachedAt: instant.nullable().meta({ description: "how far it is on its way from `from` to `to`" }),
    events: count,
    finishedAt: instant.nullable(),
    endedBy: z.string().nullable().meta({ description: "who cancelled it" }),
    reason: z.string().nullable().meta({ description: "why it failed" }),
    result: timeMachineResult.nullable(),
  })
  .meta({ id: "TimeMachineRun" });
export type TimeMachineRun = z.infer<typeof timeMachineRun>;

const outcome = z.enum(["gained", "lost", "changed"]);
const kind = z.enum(["ticket", "status-post", "page", "message", "http", "remediate"]);
export const timeMachineRow = z
  .object({
    number: count,
    outcome,
    kind,
    connection: z.string(),
    at: instant.meta({ description: "when it would go out" }),
    isNight: z.boolean(),
    liveRule: z.string().nullable().meta({ description: "null: what is live does not send it" }),
    draftRule: z.string().nullable().meta({ description: "null: the draft does not send it" }),
    incidentId: z.string(),
    incident: z.string().nullable().meta({ description: "title of the incident" }),
    eventId: z.string().meta({ description: "the event for which it is ordered" }),
    reason: z.string(),
  })
  .meta({ id: "TimeMachineRow" });
export type TimeMachineRow = z.infer<typeof timeMachineRow>;

const side = z.object({
  rules: z.array(ruleDecision),
  otherwise: z.boolean().meta({ description: "no rule matched, so `otherwise` ran" }),
  note: z.string().nullable(),
});
export const timeMachineWhy = z
  .object({ row: timeMachineRow, change: eventChange, live: side, draft: side })
  .meta({ id: "TimeMachineWhy" });
export type TimeMachineWhy = z.infer<typeof timeMachineWhy>;

export const startTimeMachine = defineRoute({
  method: "POST",
  path: "/api/v1/rule-sets/draft/time-machine",
  summary: "Play the draft over the last 90 days by the side of what is live; sends nothing. One at a time",
  body: z.object({ revision: count }),
  status: 202,
  answer: timeMachineRun,
});
export const listTimeMachineRuns = defineRoute({
  method: "GET",
  path: "/api/v1/time-machine-runs",
  summary: "The last runs of the time machine, newest first",
  status: 200,
  answer: z.object({ items: z.array(timeMachineRun) }),
});
export const getTimeMachineRun = defineRoute({
  method: "GET",
  path: "/api/v1/time-machine-runs/{id}",
  summary: "One run: how far it is, or what it has found",
  params: idParams,
  status: 200,
  answer: timeMachineRun,
});
export const cancelTimeMachineRun = defineRoute({
  method: "POST",
  path: "/api/v1/time-machine-runs/{id}/cancel",
  summary: "End a run that is under way",
  params: idParams,
  status: 200,
  answer: timeMachineRun,
});
export const listTimeMachineRows = defineRoute({
  method: "GET",
  path: "/api/v1/time-machine-runs/{id}/rows",
  summary: "Tickets, pages, posts and the like that differ between the draft and what is live",
  params: idParams,
  query: pageQuery.extend({
    outcome: outcome.optional(),
    kind: kind.optional(),
    night: z.enum(["true", "false"]).optional(),
  }),
  status: 200,
  answer: pageOf(timeMachineRow),
});
export const explainTimeMachineRow = defineRoute({
  method: "GET",
  path: "/api/v1/time-machine-runs/{id}/rows/{number}/why",
  summary: "Why a row differs: what each rule of both says of its event",
  params: idParams.extend({ number: z.coerce.number().int().min(1).max(2_000_000_000) }),
  status: 200,
  answer: timeMachineWhy,
});
