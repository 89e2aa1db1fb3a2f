import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { ledgerPeriod } from "./ledger.ts";
import { idParams, instant, reason } from "./scalar.ts";

const closingCheck = z.object({
  kind: z.enum(["openIncidents", "orphans", "unmapped", "missingRates", "unread", "waiting"]),
  count: z.number().int(),
  examples: z.array(z.string()).meta({ description: "ids of the first of them" }),
  mayExplain: z.boolean().meta({ description: "an explanation lets the month be closed in spite of it" }),
});

export const ledgerMonth = z
  .object({
    period: ledgerPeriod,
    startsAt: instant,
    endsAt: instant,
    status: z.enum(["open", "closed"]),
    timesClosed: z.number().int(),
    closedBy: z.string().nullable(),
    closedAt: instant.nullable(),
    explanations: z.record(z.string(), z.string()),
    reopenAskedBy: z.string().nullable(),
    reopenReason: z.string().nullable(),
  })
  .meta({ id: "LedgerMonth" });
export type LedgerMonth = z.infer<typeof ledgerMonth>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const snapshot = z.object({
  id: z.number().int(),
  format: z.enum(["csv", "jsonl"]),
  closing: z.number().int().meta({ description: "1: of the first closing of the month" }),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256,
  chainSha256: sha256.meta({
    description: "SHA-256 of previousSha256 (32 zero bytes for the first) followed by sha256",
  }),
  previousSha256: sha256.nullable(),
  madeAt: instant,
});

const finding = z.object({ kind: z.string(), subject: z.string(), message: z.string() });
export const ledgerRun = z
  .object({
    id: z.string(),
    kind: z.enum(["verify", "close"]),
    period: ledgerPeriod.nullable(),
    state: z.enum(["running", "done", "refused", "failed"]),
    phase: z.string(),
    done: z.number().int(),
    total: z.number().int(),
    by: z.string(),
    askedAt: instant,
    finishedAt: instant.nullable(),
    reason: z.string().nullable().meta({ description: "why it was refused, or failed" }),
    findingCount: z.number().int().nullable(),
    findings: z.array(finding),
    readAnewCount: z.number().int().nullable(),
    readAnew: z.array(finding).meta({ description: "what the code of today reads differently: nothing is wrong" }),
    checked: z.record(z.string(), z.number().int()),
  })
  .meta({ id: "LedgerRun" });
export type LedgerRun = z.infer<typeof ledgerRun>;

export const ledgerMonthDetail = ledgerMonth
  .extend({ checks: z.array(closingCheck), snapshots: z.array(snapshot) })
  .meta({ id: "LedgerMonthDetail" });
export type LedgerMonthDetail = z.infer<typeof ledgerMonthDetail>;

const periodParams = z.object({ period: ledgerPeriod });

export const listLedgerPeriods = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/periods",
  summary: "Months that hold entries, and the present one, newest first",
  status: 200,
  answer: z.object({ items: z.array(ledgerMonth) }),
});
export const getLedgerPeriod = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/periods/{period}",
  summary: "One month with what stands in the way of closing it, and its files",
  params: periodParams,
  status: 200,
  answer: ledgerMonthDetail,
});
export const closeLedgerPeriod = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/periods/{period}/close",
  summary: "Verify the ledger, then close the month: number its entries and keep its files for ever",
  params: periodParams,
  body: z.object({
    explanations: z
      .partialRecord(closingCheck.shape.kind, z.string().trim().min(1).max(1_000))
      .default({})
      .meta({ description: "why it may be closed although something is open, by kind of check" }),
  }),
  status: 202,
  answer: ledgerRun,
});
export const reopenLedgerPeriod = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/periods/{period}/reopen",
  summary: "Ask for a closed month to be opened again; asked already by another person: open it",
  params: periodParams,
  body: z.object({ reason }),
  status: 200,
  answer: ledgerMonth,
});
export const downloadLedgerSnapshot = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/snapshots/{id}",
  summary: "The file of a closed month as it was stored",
  params: z.object({ id: z.coerce.number().int().positive() }),
  status: 200,
  answer: "application/octet-stream",
});
export const startLedgerVerification = defineRoute({
  method: "POST",
  path: "/api/v1/ledger/verifications",
  summary: "Recompute the ledger from what was received, and name each difference",
  body: z.object({}),
  status: 202,
  answer: ledgerRun,
});
export const listLedgerVerifications = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/verifications",
  summary: "The last twenty, newest first",
  status: 200,
  answer: z.object({ items: z.array(ledgerRun) }),
});
export const getLedgerRun = defineRoute({
  method: "GET",
  path: "/api/v1/ledger/runs/{id}",
  summary: "How far a verification, or the closing of a month, is",
  params: idParams,
  status: 200,
  answer: ledgerRun,
});
