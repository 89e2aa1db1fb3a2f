import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant, objectKey, reason } from "./scalar.ts";

export const failureStatus = z.enum(["open", "settled"]);
export const failure = z
  .object({
    id: z.string(),
    kind: z.string(),
    title: z.string().meta({ description: "what the kind means, in a few words" }),
    subject: z.string().meta({ description: "id or key of what it is about" }),
    reason: z.string(),
    status: failureStatus,
    subjectKind: z.string(),
    cause: z.string(),
    advice: z.string(),
    details: z.record(z.string(), z.unknown()),
    occurrences: z.number().int(),
    firstAt: instant,
    lastAt: instant,
    pages: z.boolean().meta({ description: "false: it is listed, and nobody is paged" }),
    pagedAt: instant.nullable(),
    nobodyReached: z.boolean().meta({ description: "every path was tried, and no page got through" }),
    pageAfter: instant.nullable().meta({ description: "when all paths are tried anew" }),
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    settledAt: instant.nullable(),
    settledBy: z.string().nullable(),
    settledReason: z.string().nullable(),
    canRetry: z.boolean(),
  })
  .meta({ id: "Failure" });
export type Failure = z.infer<typeof failure>;

export const failureKindText = z.string().regex(/^[a-z-]{1,60}$/);
const filterFields = {
  kind: failureKindText.optional(),
  connection: objectKey.optional(),
  source: objectKey.optional(),
  from: instant.optional().meta({ description: "begun at or after" }),
  to: instant.optional().meta({ description: "begun before" }),
};

export const listFailures = defineRoute({
  method: "GET",
  path: "/api/v1/failures",
  summary: "What needs a person, begun last first",
  query: pageQuery.extend({ status: failureStatus.optional(), ...filterFields }),
  status: 200,
  answer: pageOf(failure).extend({
    openCount: z.number().int(),
    facets: z
      .object({
        kinds: z.array(z.object({ kind: z.string(), title: z.string(), open: z.number().int() })),
        connections: z.array(z.string()),
        sources: z.array(z.string()),
      })
      .meta({ description: "what the open ones can be filtered by" }),
  }),
});
export const getFailure = defineRoute({
  method: "GET",
  path: "/api/v1/failures/{id}",
  summary: "One failure, with every page about it",
  params: idParams,
  status: 200,
  answer: failure
    .extend({
      means: z.string(),
      settles: z.string().nullable().meta({ description: "when it settles itself; null: a person settles it" }),
      pageHistory: z.array(
        z.object({
          connection: z.string(),
          state: z.string(),
          reason: z.string().nullable(),
          at: instant,
        }),
      ),
    })
    .meta({ id: "FailureDetail" }),
});
export const retryFailure = defineRoute({
  method: "POST",
  path: "/api/v1/failures/{id}/retry",
  summary: "Try again what failed; it settles itself when that succeeds. What is many is tried a few at a time",
  params: idParams,
  status: 202,
  answer: failure,
});
export const acknowledgeFailure = defineRoute({
  method: "POST",
  path: "/api/v1/failures/{id}/acknowledge",
  summary: "Take it over; it does not page meanwhile",
  params: idParams,
  body: z.object({
    insteadOf: z
      .string()
      .min(1)
      .max(254)
      .optional()
      .meta({ description: "who looks after it now; needed where somebody does" }),
  }),
  status: 200,
  answer: failure,
});
export const handBackFailure = defineRoute({
  method: "POST",
  path: "/api/v1/failures/{id}/hand-back",
  summary: "Nobody looks after it any more; it pages again",
  params: idParams,
  status: 200,
  answer: failure,
});
export const settleFailure = defineRoute({
  method: "POST",
  path: "/api/v1/failures/{id}/settle",
  summary: "Settle it by hand, with a reason",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: failure,
});

export const failureRetry = z
  .object({
    id: z.string(),
    filter: z.record(z.string(), z.unknown()),
    total: z.number().int(),
    done: z.number().int(),
    retried: z.number().int().meta({ description: "of those done; the others had ended meanwhile" }),
    askedBy: z.string(),
    askedAt: instant,
    finishedAt: instant.nullable(),
    stoppedBy: z.string().nullable(),
  })
  .meta({ id: "FailureRetry" });
export type FailureRetry = z.infer<typeof failureRetry>;

export const previewFailureRetry = defineRoute({
  method: "GET",
  path: "/api/v1/failure-retries/preview",
  summary: "What trying again everything that a filter finds would try; nothing is tried",
  query: z.object(filterFields),
  status: 200,
  answer: z
    .object({
      failures: z.number().int(),
      others: z.number().int().meta({ description: "found too, but there is nothing to try again" }),
      items: z.number().int().meta({ description: "what is tried: all of the three below" }),
      actions: z.number().int(),
      deliveries: z.number().int(),
      connections: z.number().int(),
      isCut: z.boolean().meta({ description: "there is more than one retry takes" }),
      perSecond: z.number().int(),
    })
    .meta({ id: "FailureRetryPreview" }),
});
export const startFailureRetry = defineRoute({
  method: "POST",
  path: "/api/v1/failure-retries",
  summary: "Try again everything that a filter finds, a few per second",
  body: z.object({
    ...filterFields,
    expected: z.number().int().min(1).meta({ description: "items of the preview; more than that are not begun" }),
  }),
  status: 202,
  answer: failureRetry,
});
export const listFailureRetries = defineRoute({
  method: "GET",
  path: "/api/v1/failure-retries",
  summary: "The last retries of many, asked for last first",
  query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  status: 200,
  answer: z.object({ items: z.array(failureRetry) }),
});
export const stopFailureRetry = defineRoute({
  method: "POST",
  path: "/api/v1/failure-retries/{id}/stop",
  summary: "Try no more of it; what was released goes on",
  params: idParams,
  status: 200,
  answer: failureRetry,
});
