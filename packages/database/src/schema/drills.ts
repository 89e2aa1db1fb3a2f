import type { DrillChaos, DrillProof, DrillSchedule } from "@signalbox/core";
import { bigint, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const drills = pgTable("drills", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  way: text({ enum: ["sample", "page"] }).notNull(),
  sourceId: integer().notNull(),
  monitor: text(),
  pageToken: text(),
  componentId: integer(),
  connectionId: integer().notNull(),
  openWithinMs: integer().notNull(),
  closeWithinMs: integer().notNull(),
  schedule: json().$type<DrillSchedule>(),
  chaos: json().$type<DrillChaos>(),
  pagerConnectionId: integer(),
  nextDueAt: instant(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const drillRuns = pgTable("drill_runs", {
  id: uuid().primaryKey(),
  drillId: integer().notNull(),
  state: text({ enum: ["running", "passed", "missed", "stopped"] })
    .notNull()
    .default("running"),
  askedBy: text().notNull(),
  dueAt: instant(),
  startedAt: instant().notNull(),
  sourceId: integer().notNull(),
  connectionId: integer().notNull(),
  openWithinMs: integer().notNull(),
  closeWithinMs: integer().notNull(),
  correlationKey: text(),
  nextSignalAt: instant(),
  signalProblem: text(),
  faultAt: instant(),
  incidentId: uuid(),
  deliveredAt: instant(),
  openedAt: instant(),
  ticketOpenedAt: instant(),
  endingAt: instant(),
  faultEndedAt: instant(),
  resolvedAt: instant(),
  ticketClosedAt: instant(),
  missed: text(),
  stoppedBy: text(),
  finishedAt: instant(),
  chaos: json().$type<DrillChaos>(),
  pagerConnectionId: integer(),
  disturbanceEndedAt: instant(),
  parkedMost: integer().notNull().default(0),
  checkId: uuid(),
  report: json().$type<DrillProof[]>(),
});

export const drillOutages = pgTable(
  "drill_outages",
  {
    runId: uuid().notNull(),
    number: integer().notNull(),
    sourceId: integer().notNull(),
    correlationKey: text(),
    nextSignalAt: instant(),
    signalProblem: text(),
    faultAt: instant(),
    faultEndedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.number] })],
);

export const drillCalls = pgTable("drill_calls", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  runId: uuid().notNull(),
  incidentId: uuid().notNull(),
  at: instant().notNull(),
  step: text().notNull(),
  fault: text({ enum: ["slow", "failing", "hanging", "lying"] }),
  durationMs: integer().notNull(),
  outcome: text().notNull(),
  deskStatus: integer(),
  openedThere: text(),
});
