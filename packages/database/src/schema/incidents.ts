import { severities } from "@signalbox/core";
import { boolean, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const manualActs = pgTable("manual_acts", {
  id: uuid().primaryKey(),
  at: instant().notNull(),
  kind: text({
    enum: ["open", "acknowledge", "resolve", "merge", "unmerge", "note", "accept-event", "take-new-reading"],
  }).notNull(),
  author: text().notNull(),
  reason: text().notNull(),
  details: json().$type<Record<string, unknown>>().notNull().default({}),
});

export const incidents = pgTable("incidents", {
  id: uuid().primaryKey(),
  sourceId: integer().notNull(),
  correlationKey: text().notNull(),
  origin: text({ enum: ["real", "test", "drill"] })
    .notNull()
    .default("real"),
  drillId: integer(),
  status: text({ enum: ["open", "acknowledged", "resolved"] }).notNull(),
  title: text().notNull(),
  severity: text({ enum: severities }).notNull(),
  url: text(),
  monitorId: integer(),
  componentId: integer(),
  openedAt: instant().notNull(),
  acknowledgedAt: instant(),
  resolvedAt: instant(),
  reopened: integer().notNull().default(0),
  mergedInto: uuid(),
  muted: boolean().notNull().default(false),
  flapping: boolean().notNull().default(false),
  flappingSince: instant(),
  flappingUntil: instant(),
  flapsWith: uuid(),
  staleSince: instant(),
  unrouted: text(),
  version: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
});

export const incidentKeys = pgTable(
  "incident_keys",
  {
    sourceId: integer().notNull(),
    correlationKey: text().notNull(),
    currentIncidentId: uuid(),
    lastSeenAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sourceId, table.correlationKey] })],
);

export const incidentFacts = pgTable(
  "incident_facts",
  {
    sourceId: integer().notNull(),
    correlationKey: text().notNull(),
    occurredAt: instant().notNull(),
    kind: text({ enum: ["began", "opened", "acknowledged", "updated", "resolved"] }).notNull(),
    severity: text({ enum: severities }).notNull(),
    timeBasis: text({ enum: ["sender", "received", "adjusted"] }).notNull(),
    marked: text(),
    incidentId: uuid(),
    firstReceivedAt: instant().notNull(),
    deliveryId: uuid().notNull(),
    ordinal: integer().notNull(),
    supersededAt: instant(),
    isRedundant: boolean().notNull().default(false),
    judgedAt: instant(),
    knownAt: instant(),
  },
  (table) => [
    primaryKey({
      columns: [table.sourceId, table.correlationKey, table.occurredAt, table.kind, table.severity, table.timeBasis],
    }),
  ],
);

export const incidentIntervals = pgTable(
  "incident_intervals",
  {
    incidentId: uuid().notNull(),
    ordinal: integer().notNull(),
    startedAt: instant().notNull(),
    endedAt: instant(),
    severity: text({ enum: severities }).notNull(),
    startBasis: text().notNull(),
    endBasis: text(),
    marked: text(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.ordinal] })],
);
