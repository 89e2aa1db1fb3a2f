import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { decimal, idParams, instant, objectKey, printedId, reason } from "./scalar.ts";

const state = z.enum(["waiting", "effective", "withdrawn"]);
const costChange = z.array(z.object({ currency: z.string(), amount: decimal }));

export const adjustment = z
  .object({
    id: z.string(),
    incidentId: z.string(),
    field: z.enum(["startedAt", "endedAt", "impact", "status", "component"]),
    from: z.string().nullable(),
    to: z.string().nullable(),
    reason: z.string(),
    author: z.string(),
    at: instant,
    state,
    approvedBy: z.string().nullable(),
    approvedAt: instant.nullable(),
    withdrawnBy: z.string().nullable(),
    costChange: costChange.meta({ description: "what it changed when it was made" }),
  })
  .meta({ id: "Adjustment" });
export type Adjustment = z.infer<typeof adjustment>;

const request = z.object({
  entryId: printedId.meta({ description: "`id` of a ledger entry" }),
  field: adjustment.shape.field,
  to: z.string().min(1).max(100).meta({
    description: "an instant (startedAt, endedAt); outage or degraded; void or final; the key of a component",
  }),
  reason,
});
const change = z.object({ needsApproval: z.boolean(), costChange });

export const listAdjustments = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/adjustments",
  summary: "What people changed of the ledger, newest first",
  query: pageQuery.extend({ incident: printedId.optional(), waiting: z.stringbool().optional() }),
  status: 200,
  answer: pageOf(adjustment),
});
export const previewAdjustment = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/adjustments/preview",
  summary: "What an adjustment would change; nothing is written",
  body: request,
  status: 200,
  answer: change,
});
export const createAdjustment = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/adjustments",
  summary: "Change what an entry says. Above the amount that is set it waits for a second person",
  body: request,
  status: 201,
  answer: adjustment,
});
export const approveAdjustment = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/adjustments/{id}/approve",
  summary: "The second person's yes",
  params: idParams,
  status: 200,
  answer: adjustment,
});
export const withdrawAdjustment = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/adjustments/{id}/withdraw",
  summary: "Take back one that waits",
  params: idParams,
  status: 200,
  answer: adjustment,
});

export const exclusion = z
  .object({
    id: z.number().int(),
    component: objectKey,
    from: instant,
    to: instant,
    reason: z.string(),
    by: z.string(),
    at: instant,
    state,
    approvedBy: z.string().nullable(),
    withdrawnBy: z.string().nullable(),
  })
  .meta({
    id: "Exclusion",
    description: "a time of a component that does not count, once a second person has approved it",
  });
export type Exclusion = z.infer<typeof exclusion>;
const exclusionParams = z.object({ id: z.coerce.number().int().positive() });

export const listExclusions = defineRoute({
  method: "GET",
  path: "/api/v1/exclusions",
  summary: "Exclusions, newest first",
  query: pageQuery.extend({ component: objectKey.optional(), waiting: z.stringbool().optional() }),
  status: 200,
  answer: pageOf(exclusion),
});
export const createExclusion = defineRoute({
  method: "POST",
  path: "/api/v1/exclusions",
  summary: "Propose a time that should not count: a customer's own fault, maintenance that was announced too late",
  body: z.object({ component: objectKey, from: instant, to: instant, reason }),
  status: 201,
  answer: exclusion,
});
export const approveExclusion = defineRoute({
  method: "POST",
  path: "/api/v1/exclusions/{id}/approve",
  summary: "The second person's yes",
  params: exclusionParams,
  status: 200,
  answer: exclusion,
});
export const withdrawExclusion = defineRoute({
  method: "POST",
  path: "/api/v1/exclusions/{id}/withdraw",
  summary: "Take one back: its time counts again",
  params: exclusionParams,
  status: 200,
  answer: exclusion,
});
