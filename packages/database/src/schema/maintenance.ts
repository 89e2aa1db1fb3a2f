import { integer, pgTable, text } from "../drizzle.ts";
import { instant, now } from "./column-types.ts";

export const maintenanceWindows = pgTable("maintenance_windows", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentIds: integer().array().notNull(),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  announcedAt: instant().notNull(),
  reason: text().notNull(),
  createdBy: text().notNull(),
  createdAt: instant().notNull().default(now),
  cancelledAt: instant(),
  endedAt: instant(),
  endedBy: text(),
});

export const mutes = pgTable("mutes", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  sourceId: integer().notNull(),
  monitorExternalId: text().notNull(),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  reason: text().notNull(),
  createdBy: text().notNull(),
  createdAt: instant().notNull().default(now),
  liftedAt: instant(),
  liftedBy: text(),
});

export const exclusions = pgTable("exclusions", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  reason: text().notNull(),
  createdBy: text().notNull(),
  createdAt: instant().notNull().default(now),
  approvedBy: text(),
  approvedAt: instant(),
  withdrawnBy: text(),
  withdrawnAt: instant(),
});

export const blindSpans = pgTable("blind_spans", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  startsAt: instant().notNull(),
  endsAt: instant(),
  reason: text().notNull(),
  part: text({ enum: ["api", "worker"] })
    .notNull()
    .default("api"),
});
