import { severities } from "@signalbox/core";
import { integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, json, searchWords } from "./column-types.ts";

export const events = pgTable(
  "events",
  {
    receivedAt: instant().notNull(),
    deliveryId: uuid().notNull(),
    ordinal: integer().notNull(),
    manualActId: uuid(),
    sourceId: integer().notNull(),
    correlationKey: text().notNull(),
    type: text({ enum: ["opened", "acknowledged", "updated", "resolved", "test"] }).notNull(),
    change: text({ enum: ["opened", "reopened", "acknowledged", "updated", "resolved", "none"] }).notNull(),
    occurredAt: instant().notNull(),
    timeBasis: text({ enum: ["sender", "received", "adjusted"] }).notNull(),
    startedAt: instant(),
    monitorId: integer(),
    monitorExternalId: text(),
    monitorName: text(),
    componentId: integer(),
    incidentId: uuid(),
    severity: text({ enum: severities }).notNull(),
    summary: text().notNull(),
    url: text(),
    labels: json().$type<Record<string, string>>().notNull().default({}),
    drift: json().$type<string[]>(),
    context: json().$type<Record<string, unknown>>(),
    ruleSetId: integer(),
    rulesFired: text().array().notNull().default([]),
    rulesFailed: text().array().notNull().default([]),
    normaliserVersion: integer().notNull(),
    supersededAt: instant(),
    search: searchWords(),
  },
  (table) => [primaryKey({ columns: [table.receivedAt, table.deliveryId, table.ordinal] })],
);
