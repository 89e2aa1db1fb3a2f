import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { run } from "./run.ts";
import { idParams, instant, objectKey, printedId, reason } from "./scalar.ts";

export const attempt = z
  .object({
    actionId: z.string(),
    incidentId: z.string().nullable(),
    connection: objectKey.nullable(),
    number: z.number().int(),
    step: z.enum(["find", "create", "update", "close", "reopen", "read", "send"]),
    startedAt: instant,
    finishedAt: instant.nullable(),
    outcome: z.enum(["delivered", "retryable", "permanent", "unknown", "aborted"]).nullable(),
    reason: z.string().nullable(),
    request: z
      .object({
        method: z.string(),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "without credentials" }),
    responseStatus: z.number().int().nullable(),
    responseBody: z.string().nullable().meta({ description: "at most 16 KiB, as text" }),
    durationMs: z.number().nullable(),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof attempt>;
export const listAttempts = defineRoute({
  method: "GET",
  path: "/api/v1/attempts",
  summary: "Outbound tries, started last first",
  query: pageQuery.extend({
    connection: objectKey.optional(),
    outcome: attempt.shape.outcome.unwrap().optional(),
    action: printedId.optional(),
    incident: printedId.optional(),
  }),
  status: 200,
  answer: pageOf(attempt),
});

export const actionState = z.enum(["waiting", "running", "done", "cancelled", "failed", "unknown", "needs_approval"]);
export const action = z
  .object({
    id: z.string(),
    kind: z.enum(["ticket", "status-post", "page", "message", "http", "remediate"]),
    verb: z.enum(["create", "update", "close", "reopen", "join", "send"]),
    state: actionState,
    reason: z.string().nullable(),
    connection: objectKey.nullable(),
    incidentId: z.string().nullable(),
    eventId: z.string().nullable(),
    obligationId: z.string().nullable(),
    externalId: z.string().nullable().meta({ description: "of its obligation, such as the ticket's number" }),
    externalUrl: z.string().nullable(),
    failureId: z.string().nullable().meta({ description: "the failure that it pages about" }),
    rule: z.string().nullable(),
    ruleSet: z.number().int().nullable(),
    fields: z.record(z.string(), z.unknown()),
    madeAt: instant,
    dueAt: instant,
    nextTryAt: instant,
    tries: z.number().int(),
    finishedAt: instant.nullable(),
    orderedBy: z.string().nullable().meta({ description: "who ordered it by hand, or tried it again" }),
  })
  .meta({ id: "Action" });
export type Action = z.infer<typeof action>;
export const actionDetail = action
  .extend({
    attempts: z.array(attempt),
    runs: z.array(run).meta({ description: "of a remediation: each time that it started" }),
    approvalId: z.string().nullable().meta({ description: "of a remediation: the yes that was asked for last" }),
  })
  .meta({ id: "ActionDetail" });
export type ActionDetail = z.infer<typeof actionDetail>;

export const listActions = defineRoute({
  method: "GET",
  path: "/api/v1/actions",
  summary: "Actions, made last first",
  query: pageQuery.extend({
    connection: objectKey.optional(),
    state: actionState.optional(),
    kind: action.shape.kind.optional(),
    incident: printedId.optional(),
  }),
  status: 200,
  answer: pageOf(action),
});
export const getAction = defineRoute({
  method: "GET",
  path: "/api/v1/actions/{id}",
  summary: "One action with its attempts",
  params: idParams,
  status: 200,
  answer: actionDetail,
});
export const retryAction = defineRoute({
  method: "POST",
  path: "/api/v1/actions/{id}/retry",
  summary: "Try again now, by the same idempotency key",
  params: idParams,
  status: 202,
  answer: action,
});
export const settleAction = defineRoute({
  method: "POST",
  path: "/api/v1/actions/{id}/settle",
  summary: "Say that it was done by hand, or that it is no longer needed",
  params: idParams,
  body: z.object({
    as: z.enum(["done", "cancelled"]),
    externalId: z
      .string()
      .max(300)
      .optional()
      .meta({ description: "what was opened by hand, so that it can be closed" }),
    reason,
  }),
  status: 200,
  answer: action,
});

export const runActionAgain = defineRoute({
  method: "POST",
  path: "/api/v1/actions/{id}/run-again",
  summary: "Do once more what it did, as something new under a key of its own; answers the new action",
  params: idParams,
  body: z.object({ reason }),
  status: 202,
  answer: action,
});

export const obligationStatus = z.enum(["open", "settled", "cancelled", "lost"]);
export const obligation = z
  .object({
    id: z.string(),
    incidentId: z.string(),
    connection: objectKey,
    kind: z.enum(["ticket", "status-post", "page"]),
    externalId: z.string().nullable(),
    status: obligationStatus,
    externalUrl: z.string().nullable(),
    statusReason: z.string().nullable(),
    reference: z.string(),
    slot: z.string(),
    occurrence: z.number().int(),
    scope: z.object({ kind: z.enum(["incident", "component"]), id: z.string() }),
    team: objectKey.nullable(),
    escalation: z
      .object({ at: instant, to: z.string() })
      .nullable()
      .meta({ description: "of a page: when it goes on unless acknowledged, and to whom: the lead, or `failures`" }),
    escalates: z
      .object({ id: z.string(), level: z.number().int(), to: z.string().nullable() })
      .nullable()
      .meta({ description: "of a page: the one that nobody acknowledged; to: its address, null: whoever is on call" }),
    incidents: z.number().int().meta({ description: "how many it stands for, those that have ended too" }),
    rule: z.string().nullable(),
    openedAt: instant,
    settledAt: instant.nullable(),
    closedOutsideAt: instant
      .nullable()
      .meta({ description: "when it was first seen closed there by hand while it is open here" }),
  })
  .meta({ id: "Obligation" });
export type Obligation = z.infer<typeof obligation>;
export const listObligations = defineRoute({
  method: "GET",
  path: "/api/v1/obligations",
  summary: "What was opened outside and must be closed, opened last first",
  query: pageQuery.extend({
    status: obligationStatus.optional(),
    kind: obligation.shape.kind.optional(),
    connection: objectKey.optional(),
    incident: printedId.optional(),
  }),
  status: 200,
  answer: pageOf(obligation),
});
export const obligationDetail = obligation
  .extend({ incidentIds: z.array(z.string()), actions: z.array(actionDetail) })
  .meta({ id: "ObligationDetail" });
export type ObligationDetail = z.infer<typeof obligationDetail>;
export const getObligation = defineRoute({
  method: "GET",
  path: "/api/v1/obligations/{id}",
  summary: "One obligation with its chain of actions",
  params: idParams,
  status: 200,
  answer: obligationDetail,
});
