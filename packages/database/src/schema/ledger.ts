import { type LedgerEntry, severities } from "@signalbox/core";
import { bigint, boolean, integer, numeric, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { bytes, instant, json, now } from "./column-types.ts";

export const ledgerDirty = pgTable("ledger_dirty", {
  componentId: integer().notNull(),
  markedAt: instant().notNull().default(now),
  dirtyFrom: instant().notNull(),
  dirtyTo: instant(),
});

export const ledgerPeriods = pgTable("ledger_periods", {
  period: text().primaryKey(),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  status: text({ enum: ["open", "closed"] })
    .notNull()
    .default("open"),
  closedBy: text(),
  closedAt: instant(),
  timesClosed: integer().notNull().default(0),
  explanations: json().$type<Record<string, string>>().notNull().default({}),
  reopenAskedBy: text(),
  reopenAskedAt: instant(),
  reopenReason: text(),
});

export const ledgerSegments = pgTable("ledger_segments", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  incidentId: uuid().notNull(),
  componentId: integer(),
  period: text().notNull(),
  part: integer().notNull(),
  severity: text({ enum: severities }).notNull(),
  impact: text().notNull(),
  startedAt: instant().notNull(),
  endedAt: instant(),
  countedUntil: instant().notNull(),
  timeBasis: text().notNull(),
  grossMs: bigint({ mode: "number" }).notNull(),
  excludedMs: bigint({ mode: "number" }).notNull(),
  overlapMs: bigint({ mode: "number" }).notNull(),
  netMs: bigint({ mode: "number" }).notNull(),
  weight: numeric({ precision: 9, scale: 6 }).notNull(),
  weightedMs: numeric({ precision: 24, scale: 6 }).notNull(),
  ratePerMinute: numeric({ precision: 20, scale: 6 }),
  currency: text(),
  costMinor: bigint({ mode: "bigint" }),
  policyVersion: integer().notNull(),
  settledAt: instant().notNull(),
  wholeFrom: instant().notNull(),
  wholeTo: instant(),
  marks: text().array().notNull().default([]),
  isVoid: boolean().notNull().default(false),
});

export const ledgerPostings = pgTable(
  "ledger_postings",
  {
    period: text().notNull(),
    postedPeriod: text().notNull(),
    documentNo: integer().notNull(),
    entryType: text({ enum: ["original", "reversal", "replacement"] }).notNull(),
    entry: json().$type<LedgerEntry>().notNull(),
    reversesPeriod: text(),
    reversesDocumentNo: integer(),
    postedBy: text().notNull(),
    postedAt: instant().notNull(),
    incidentId: uuid().notNull(),
    componentId: integer(),
  },
  (table) => [primaryKey({ columns: [table.postedPeriod, table.documentNo] })],
);

export const ledgerSnapshots = pgTable("ledger_snapshots", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  period: text().notNull(),
  format: text({ enum: ["csv", "jsonl"] }).notNull(),
  sha256: bytes().notNull(),
  previousSha256: bytes(),
  madeAt: instant().notNull(),
  timesClosed: integer().notNull(),
  chainSha256: bytes().notNull(),
  rows: integer().notNull(),
  sizeBytes: bigint({ mode: "number" }).notNull(),
});

export const ledgerSnapshotParts = pgTable(
  "ledger_snapshot_parts",
  {
    snapshotId: integer().notNull(),
    ordinal: integer().notNull(),
    bytes: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.snapshotId, table.ordinal] })],
);

export const ledgerAdjustments = pgTable("ledger_adjustments", {
  id: uuid().primaryKey(),
  incidentId: uuid().notNull(),
  componentId: integer(),
  field: text({ enum: ["startedAt", "endedAt", "impact", "status", "component"] }).notNull(),
  fromValue: text(),
  toValue: text(),
  reason: text().notNull(),
  author: text().notNull(),
  at: instant().notNull(),
  approvedBy: text(),
  approvedAt: instant(),
  verdict: text({ enum: ["up", "down", "impact", "void", "component"] }).notNull(),
  impact: text({ enum: ["outage", "degraded", "none"] }),
  startsAt: instant(),
  endsAt: instant(),
  costChange: json().$type<{ currency: string; minor: string }[]>().notNull().default([]),
  needsApproval: boolean().notNull(),
  withdrawnBy: text(),
  withdrawnAt: instant(),
});

export const ledgerRuns = pgTable("ledger_runs", {
  id: uuid().primaryKey(),
  kind: text({ enum: ["verify", "close"] }).notNull(),
  period: text(),
  state: text({ enum: ["running", "done", "refused", "failed"] })
    .notNull()
    .default("running"),
  phase: text().notNull().default(""),
  done: bigint({ mode: "number" }).notNull().default(0),
  total: bigint({ mode: "number" }).notNull().default(0),
  result: json().$type<Record<string, unknown>>(),
  explanations: json().$type<Record<string, string>>().notNull().default({}),
  askedBy: text().notNull(),
  askedAt: instant().notNull(),
  finishedAt: instant(),
});
