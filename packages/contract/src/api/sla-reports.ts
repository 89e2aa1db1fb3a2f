import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { composition } from "./customers.ts";
import { ledgerPeriod } from "./ledger.ts";
import { pageOf, pageQuery } from "./page.ts";
import { decimal, instant, objectKey } from "./scalar.ts";

const named = z.object({ key: objectKey, name: z.string() });
const money = z.object({ currency: z.string(), amount: decimal });

const credit = z
  .object({
    percent: z.number(),
    money: money.nullable().meta({ description: "null: no fee is known, or a viewer asks" }),
  })
  .meta({ id: "Credit" });

const budget = z
  .object({
    allowedSeconds: decimal.meta({ description: "of weighted downtime, in the whole time" }),
    leftSeconds: decimal.meta({ description: "negative once the target is missed" }),
    burn: decimal
      .nullable()
      .meta({ description: "1 uses it up exactly at the end; null before any agreed time has passed" }),
    exhaustedAt: instant.nullable().meta({ description: "when it is used up if it goes on as it did; null: it lasts" }),
  })
  .meta({ id: "ErrorBudget" });

export const notCountedWhy = z.enum([
  "maintenance",
  "exclusion",
  "outside-hours",
  "blind",
  "void",
  "counted-with-another",
  "another-component",
]);

const interruption = z
  .object({
    component: z.string().meta({ description: "its name" }),
    startedAt: instant,
    endedAt: instant.nullable(),
    startedLocal: z.string(),
    endedLocal: z.string().nullable(),
    impact: z.enum(["outage", "degraded", "none"]),
    weight: decimal,
    seconds: decimal.meta({ description: "= countedSeconds + the sum of what is not counted" }),
    countedSeconds: decimal,
    weightedSeconds: decimal.meta({ description: "the sum of all is downSeconds" }),
    notCounted: z.array(z.object({ why: notCountedWhy, seconds: decimal })),
  })
  .meta({ id: "Interruption" });
export type Interruption = z.infer<typeof interruption>;

const slaContract = z
  .object({
    components: z.array(named),
    compose: composition,
    decidedBy: z.string().nullable().meta({ description: "of several the worst, by its name" }),
    from: instant.meta({ description: "the part of the month in which it holds" }),
    to: instant,
    target: decimal,
    agreedSeconds: decimal,
    downSeconds: decimal,
    availability: decimal.nullable().meta({
      description: "percent, cut and never rounded up; of a running month if it stays quiet; null: no time was agreed",
    }),
    availabilityToDate: decimal.nullable(),
    met: z.boolean().nullable(),
    credit: credit.nullable(),
    budget,
    next: credit
      .extend({ below: decimal, leftSeconds: decimal })
      .nullable()
      .meta({ description: "the bound that more downtime crosses next, and what is due then" }),
    interruptions: z.array(interruption),
    outages: z.number().int(),
    restoreSeconds: decimal.nullable().meta({ description: "mean time to restore" }),
    betweenFailuresSeconds: decimal
      .nullable()
      .meta({ description: "mean agreed time without downtime for each outage" }),
    acknowledgeSeconds: decimal.nullable().meta({ description: "mean time to acknowledge" }),
  })
  .meta({ id: "SlaContract" });
export type SlaContract = z.infer<typeof slaContract>;

export const slaReport = z
  .object({
    customer: named,
    period: ledgerPeriod,
    timeZone: z.string(),
    startsAt: instant,
    endsAt: instant,
    basis: z.enum(["provisional", "final", "after-closing"]).meta({
      description:
        "final: as it was kept when the month was closed; after-closing: the contract came later, and is counted now",
    }),
    madeAt: instant,
    method: z.object({
      decimals: z.number().int(),
      outageWeight: decimal,
      degradedWeight: decimal,
      maintenance: z.enum(["shrink", "keep"]),
      noticeMinutes: z.number().int(),
      start: z.enum(["sender", "received"]),
      blind: z.enum(["count", "exclude"]),
      serviceHours: z
        .object({
          timeZone: z.string(),
          businessHours: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
          holidays: z.array(z.string()),
        })
        .nullable()
        .meta({ description: "null: around the clock" }),
    }),
    contracts: z.array(slaContract).meta({ description: "those that hold at some time of the month" }),
  })
  .meta({ id: "SlaReport", description: "for a customer's eyes: nothing internal" });
export type SlaReport = z.infer<typeof slaReport>;

export const listSlaReports = defineRoute({
  method: "GET",
  path: "/api/v1/reports/sla",
  summary: "What each customer is told of a month: availability, interruptions, credit",
  query: pageQuery.extend({
    period: ledgerPeriod.optional().meta({ description: "left out: the present month" }),
    customer: objectKey.optional(),
  }),
  status: 200,
  answer: pageOf(slaReport),
});

const componentBudget = z
  .object({
    component: named,
    target: decimal.nullable().meta({ description: "null: only contracts promise something of it" }),
    agreedSeconds: decimal,
    downSeconds: decimal,
    availability: decimal.nullable().meta({ description: "if it stays quiet" }),
    availabilityToDate: decimal.nullable(),
    budget: budget.nullable(),
    crossings: z
      .array(z.object({ below: decimal, leftSeconds: decimal, contracts: z.number().int(), credit: z.array(money) }))
      .meta({
        description: "bounds of contracts that more downtime of it crosses, nearest first; credits without viewers",
      }),
  })
  .meta({ id: "ComponentBudget" });
export type ComponentBudget = z.infer<typeof componentBudget>;

export const listErrorBudgets = defineRoute({
  method: "GET",
  path: "/api/v1/reports/error-budgets",
  summary: "How much downtime each component bears this month, how fast that is used up, and what it would cost",
  query: pageQuery.extend({ period: ledgerPeriod.optional(), component: objectKey.optional() }),
  status: 200,
  answer: pageOf(componentBudget).extend({ period: ledgerPeriod }),
});
