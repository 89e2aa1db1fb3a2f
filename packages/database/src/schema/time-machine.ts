import { boolean, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, json } from "./column-types.ts";

export const timeMachineRuns = pgTable("time_machine_runs", {
  id: uuid().primaryKey(),
  state: text({ enum: ["running", "done", "cancelled", "failed"] })
    .notNull()
    .default("running"),
  draftId: integer().notNull(),
  draftRevision: integer().notNull(),
  draftBody: json().$type<Record<string, unknown>>().notNull(),
  liveId: integer(),
  fromAt: instant().notNull(),
  toAt: instant().notNull(),
  timeZone: text().notNull(),
  night: text(),
  askedBy: text().notNull(),
  askedAt: instant().notNull(),
  reachedAt: instant(),
  events: integer().notNull().default(0),
  finishedAt: instant(),
  endedBy: text(),
  reason: text(),
  result: json(),
});

export const timeMachineRows = pgTable(
  "time_machine_rows",
  {
    runId: uuid().notNull(),
    number: integer().notNull(),
    outcome: text({ enum: ["gained", "lost", "changed"] }).notNull(),
    kind: text({ enum: ["ticket", "status-post", "page", "message", "http", "remediate"] }).notNull(),
    connection: text().notNull(),
    at: instant().notNull(),
    isNight: boolean().notNull(),
    liveRule: text(),
    draftRule: text(),
    incidentId: uuid().notNull(),
    deliveryId: uuid().notNull(),
    ordinal: integer().notNull(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.number] })],
);
