import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { ledgerPeriod } from "./ledger.ts";
import { decimal, instant, objectKey } from "./scalar.ts";

// Spelled out, so that the browser is not sent the core with what checks the config file.
const impact = z.enum(["outage", "degraded", "none"]);
export const ledgerPolicy = z
  .object({
    timeZone: z.string().max(100).meta({ description: "IANA zone in which months begin" }),
    impact: z.object({ critical: impact, high: impact, medium: impact, low: impact, info: impact, unknown: impact }),
    weights: z.object({ outage: decimal, degraded: decimal, none: decimal }).meta({ description: "0 to 1 each" }),
    maintenance: z.enum(["shrink", "keep"]),
    noticeMinutes: z.number().int().meta({ description: "maintenance announced later than that does not count" }),
    serviceHours: z.string().max(63).meta({ description: "24x7, or the key of a calendar" }),
    start: z.enum(["sender", "received"]),
    blind: z.enum(["count", "exclude"]),
    decimals: z.number().int().meta({ description: "of an availability" }),
  })
  .meta({ id: "LedgerPolicy", description: "how downtime is counted; as in the config file" });
export type LedgerPolicy = z.infer<typeof ledgerPolicy>;

export const policyVersion = z
  .object({
    version: z.number().int(),
    from: instant.nullable().meta({ description: "null: from the beginning" }),
    to: instant.nullable(),
    state: z.enum(["upcoming", "in force", "past"]),
    author: z.string(),
    createdAt: instant,
    policy: ledgerPolicy,
  })
  .meta({ id: "PolicyVersion" });
export type PolicyVersion = z.infer<typeof policyVersion>;

const moment = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: "a day, 2026-12-01 (midnight in the policy's time zone), or an instant" });
const draft = z.object({ policy: ledgerPolicy, from: moment });

const monthFigures = z.object({
  entries: z.number().int(),
  weightedSeconds: decimal,
  cost: z.array(z.object({ currency: z.string(), amount: decimal })),
});
export const policyPreview = z
  .object({
    period: ledgerPeriod,
    before: monthFigures,
    after: monthFigures,
    components: z
      .array(z.object({ key: z.string(), before: monthFigures, after: monthFigures }))
      .meta({ description: "those whose figures differ" }),
  })
  .meta({
    id: "PolicyPreview",
    description: "the present month counted by the policies of today and by the changed ones",
  });
export type PolicyPreview = z.infer<typeof policyPreview>;

export const listPolicies = defineRoute({
  method: "GET",
  path: "/api/v1/policies",
  summary: "Versions of the ledger's policy, the one that begins last first",
  status: 200,
  answer: z.object({
    items: z.array(policyVersion),
    changeableFrom: instant.nullable().meta({ description: "end of the last closed month; null: none is closed" }),
    calendars: z.array(objectKey).meta({ description: "what serviceHours may name" }),
  }),
});
export const previewPolicy = defineRoute({
  method: "POST",
  path: "/api/v1/policies/preview",
  summary: "What another policy would do to the present month; nothing is written",
  body: draft,
  status: 200,
  answer: policyPreview,
});
export const changePolicy = defineRoute({
  method: "POST",
  path: "/api/v1/policies",
  summary:
    "Make a policy hold from a time on. Refused where it would change a closed month; what was set for later is dropped",
  body: draft,
  status: 200,
  answer: z.object({ items: z.array(policyVersion) }),
});

export const approvalLimits = z
  .object({
    approvalAbove: z
      .record(z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR"), decimal)
      .meta({ description: "by currency; what is not named waits for a second person whatever it changes" }),
  })
  .meta({ id: "ApprovalLimits" });
export const getApprovalLimits = defineRoute({
  method: "GET",
  path: "/api/v1/settings/ledger",
  summary: "Up to which change of cost one person may adjust an entry alone",
  status: 200,
  answer: approvalLimits,
});
export const setApprovalLimits = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/ledger",
  summary: "Change up to which change of cost one person may adjust an entry alone",
  body: approvalLimits,
  status: 200,
  answer: approvalLimits,
});
