import type { DrillSchedule } from "@signalbox/core";
import { integer, pgTable, text, uuid } from "../drizzle.ts";
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
});
