import { bigint, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const actions = pgTable("actions", {
  id: uuid().primaryKey(),
  madeAt: instant().notNull(),
  incidentId: uuid(),
  obligationId: uuid(),
  ordinal: integer(),
  kind: text({ enum: ["ticket", "status-post", "page", "message", "http", "remediate"] }).notNull(),
  verb: text({ enum: ["create", "update", "close", "reopen", "join", "send"] }).notNull(),
  connectionId: integer(),
  ruleSetId: integer(),
  ruleKey: text(),
  eventReceivedAt: instant(),
  eventDeliveryId: uuid(),
  eventOrdinal: integer(),
  failureId: uuid(),
  fields: json().$type<Record<string, unknown>>().notNull().default({}),
  state: text({ enum: ["waiting", "running", "done", "cancelled", "failed", "unknown", "needs_approval"] })
    .notNull()
    .default("waiting"),
  reason: text(),
  dueAt: instant().notNull(),
  nextTryAt: instant().notNull(),
  tries: integer().notNull().default(0),
  fence: integer().notNull().default(0),
  leaseUntil: instant(),
  lateAt: instant(),
  parkedFor: text({ enum: ["outbound", "paused", "breaker", "slot", "turn", "silence", "cool-down", "run"] }),
  idempotencyKey: text().notNull(),
  finishedAt: instant(),
  updatedAt: instant().notNull().default(now),
  parkedSince: instant(),
  parkedMs: bigint({ mode: "number" }).notNull().default(0),
  orderedBy: text(),
});

export const attempts = pgTable(
  "attempts",
  {
    actionMadeAt: instant().notNull(),
    actionId: uuid().notNull(),
    number: integer().notNull(),
    fence: integer().notNull(),
    step: text({ enum: ["find", "create", "update", "close", "reopen", "read", "send"] }).notNull(),
    startedAt: instant().notNull(),
    leaseUntil: instant().notNull(),
    finishedAt: instant(),
    outcome: text({ enum: ["delivered", "retryable", "permanent", "unknown", "aborted"] }),
    reason: text(),
    request: json().$type<Record<string, unknown>>(),
    responseStatus: integer(),
    responseHeaders: json().$type<Record<string, unknown>>(),
    responseBody: text(),
    durationMs: integer(),
  },
  (table) => [primaryKey({ columns: [table.actionMadeAt, table.actionId, table.number] })],
);
