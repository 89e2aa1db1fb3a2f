import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { decimal, instant, objectKey, printedId, severity } from "./scalar.ts";

export const ledgerPeriod = z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/, "a month such as 2026-11");

/** The columns of the export in camelCase; seconds and money are exact decimal text. */
export const ledgerEntry = z
  .object({
    id: z.string().meta({
      description:
        "2026-11.17 of a document, s123 of a provisional line until it changes, known.1 of a line as it was known earlier: it has no page",
    }),
    documentNo: z.number().int().nullable(),
    entryType: z.enum(["provisional", "original", "reversal", "replacement"]),
    period: ledgerPeriod,
    postedPeriod: ledgerPeriod.nullable(),
    componentKey: z.string(),
    componentName: z.string(),
    tier: z.number().int().nullable(),
    team: z.string().nullable(),
    costCentre: z.string().nullable(),
    glAccount: z.string().nullable(),
    incidentId: z.string(),
    title: z.string(),
    source: z.string(),
    severity,
    impact: z.enum(["outage", "degraded", "none"]),
    startedAt: instant,
    endedAt: instant.nullable(),
    startedLocal: z.string(),
    endedLocal: z.string().nullable(),
    timeBasis: z.string(),
    grossSeconds: decimal,
    excludedSeconds: decimal,
    overlapSeconds: decimal,
    netSeconds: decimal,
    weight: decimal,
    weightedSeconds: decimal,
    ratePerMinute: decimal.nullable(),
    currency: z.string().nullable(),
    cost: decimal.nullable(),
    slaRelevant: z.boolean(),
    customers: z.array(z.string()),
    ticketRefs: z.array(z.string()),
    status: z.enum(["open", "final", "void"]),
    reverses: z.string().nullable(),
    reason: z.string().nullable(),
    policyVersion: z.number().int(),
    url: z.string().nullable(),
  })
  .meta({ id: "LedgerEntry" });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const ledgerFilter = z.object({
  period: ledgerPeriod.optional().meta({ description: "left out, and no dates: the present month" }),
  from: instant.optional().meta({ description: "began then or later, instead of a month" }),
  to: instant.optional().meta({ description: "began before, instead of a month" }),
  component: z.string().max(63).optional(),
  team: objectKey.optional(),
  tier: z.coerce.number().int().min(1).max(9).optional(),
  customer: objectKey.optional(),
  source: objectKey.optional(),
  status: z.enum(["open", "final", "void"]).optional(),
  incident: printedId.optional(),
  knownOn: z.union([instant, z.iso.date()]).optional().meta({
    description:
      "what was known of the month then (a day: by its end, in the ledger's zone): before it was closed, its lines counted anew from what had been told and decided; after, the documents about it, corrections in later months too",
  }),
});

/** Sums of the rounded entries of the whole filter, not of the page. Currencies are never added. */
export const ledgerTotals = z
  .object({
    period: ledgerPeriod.nullable(),
    timeZone: z.string(),
    periodStatus: z.enum(["open", "closed"]),
    entries: z.number().int(),
    running: z.number().int(),
    weightedSeconds: decimal,
    cost: z.array(z.object({ currency: z.string(), amount: decimal })),
  })
  .meta({ id: "LedgerTotals" });
export type LedgerTotals = z.infer<typeof ledgerTotals>;

export const listLedgerEntries = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/entries",
  summary: "Entries of a month in the order of the export, with the sums of the whole filter",
  query: pageQuery.extend(ledgerFilter.shape),
  status: 200,
  answer: pageOf(ledgerEntry).extend({ totals: ledgerTotals }),
});
export const getLedgerEntry = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/entries/{id}",
  summary: "One entry: 2026-11.17 of a document, s123 of a provisional line",
  params: z.object({ id: printedId }),
  status: 200,
  answer: ledgerEntry.extend({ timeZone: z.string().meta({ description: "of its local times" }) }),
});
export const exportLedger = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/export",
  summary: "The month as a file; the control block goes with the answer's headers",
  query: ledgerFilter.extend({
    format: z.enum(["csv", "xlsx", "jsonl"]).default("csv"),
    bom: z.stringbool().default(false),
  }),
  status: 200,
  answer: "application/octet-stream",
});

export const ledgerShare = z
  .object({
    key: z.string().nullable().meta({ description: "of a component, a team or a day (2026-11-20); null: of none" }),
    name: z.string().nullable(),
    entries: z.number().int(),
    running: z.number().int(),
    weightedSeconds: decimal,
    cost: z.array(z.object({ currency: z.string(), amount: decimal })),
  })
  .meta({ id: "LedgerShare" });
export type LedgerShare = z.infer<typeof ledgerShare>;
export const summarizeLedger = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/summary",
  summary: "The entries of a month summed up by component, by team, and by the local day on which they began",
  query: ledgerFilter,
  status: 200,
  answer: z
    .object({
      totals: ledgerTotals,
      components: z.array(ledgerShare).meta({ description: "largest downtime first" }),
      teams: z.array(ledgerShare).meta({ description: "largest downtime first" }),
      days: z.array(ledgerShare).meta({ description: "in order; key null: corrections of earlier months" }),
    })
    .meta({ id: "LedgerSummary" }),
});
