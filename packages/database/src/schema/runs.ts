import { bigint, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { bytes, instant, json } from "./column-types.ts";

export const runs = pgTable("runs", {
  id: uuid().primaryKey(),
  actionId: uuid().notNull(),
  number: integer().notNull(),
  connectionId: integer().notNull(),
  runbook: text().notNull(),
  componentId: integer(),
  incidentId: uuid(),
  startedAt: instant().notNull(),
  externalId: text(),
  externalUrl: text(),
  endedAt: instant(),
  result: text({ enum: ["succeeded", "failed", "unknown"] }),
  reason: text(),
  outputBytes: bigint({ mode: "number" }).notNull().default(0),
  approvalId: uuid(),
});

export const runOutput = pgTable(
  "run_output",
  {
    runId: uuid().notNull(),
    number: integer().notNull(),
    at: instant().notNull(),
    stream: text({ enum: ["out", "err", "note"] }).notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.number] })],
);

export const runbookBooks = pgTable("runbook_books", {
  path: text().primaryKey(),
  book: json().notNull(),
  readAt: instant().notNull(),
});

export const approvals = pgTable("approvals", {
  id: uuid().primaryKey(),
  actionId: uuid().notNull(),
  requestSha256: bytes().notNull(),
  status: text({ enum: ["pending", "approved", "rejected", "expired", "void"] })
    .notNull()
    .default("pending"),
  askedAt: instant().notNull(),
  expiresAt: instant().notNull(),
  decidedBy: text(),
  decidedAt: instant(),
  reason: text(),
  request: json().$type<Record<string, unknown>>().notNull(),
  runbook: text().notNull(),
  connectionId: integer().notNull(),
  incidentId: uuid(),
  approversNeeded: integer().notNull(),
  notBy: text().array().notNull(),
  why: text().notNull(),
  pageId: uuid(),
});

export const approvalVotes = pgTable(
  "approval_votes",
  {
    approvalId: uuid().notNull(),
    voter: text().notNull(),
    vote: text({ enum: ["yes", "no"] }).notNull(),
    reason: text().notNull().default(""),
    at: instant().notNull(),
    notBy: text().array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.approvalId, table.voter] })],
);
