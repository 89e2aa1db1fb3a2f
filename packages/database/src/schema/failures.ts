import { integer, pgTable, text, uuid } from "../drizzle.ts";
import { instant, json } from "./column-types.ts";

export const failures = pgTable("failures", {
  id: uuid().primaryKey(),
  kind: text().notNull(),
  cause: text().notNull(),
  subjectKind: text().notNull(),
  subjectId: text().notNull(),
  reason: text().notNull(),
  advice: text().notNull().default(""),
  details: json().$type<Record<string, unknown>>().notNull().default({}),
  status: text({ enum: ["open", "settled"] })
    .notNull()
    .default("open"),
  occurrences: integer().notNull().default(1),
  firstAt: instant().notNull(),
  lastAt: instant().notNull(),
  pagedAt: instant(),
  pagesMissed: integer().notNull().default(0),
  pageAfter: instant(),
  acknowledgedAt: instant(),
  acknowledgedBy: text(),
  settledAt: instant(),
  settledBy: text(),
  settledReason: text(),
});
