import { boolean, integer, pgTable, text, uuid } from "../drizzle.ts";
import { instant, json } from "./column-types.ts";

export const partBeats = pgTable("part_beats", {
  part: text({ enum: ["api", "worker"] }).primaryKey(),
  beatAt: instant().notNull(),
});

export const ownSigns = pgTable("own_signs", {
  name: text().primaryKey(),
  isWell: boolean().notNull(),
  details: json().$type<Record<string, unknown>>().notNull(),
  measuredAt: instant().notNull(),
});

export const sourceTests = pgTable("source_tests", {
  sourceId: integer().primaryKey(),
  lastAt: instant().notNull(),
});

/** One thing that is tried again. `id`: of the action or the delivery; the number of the connection. */
export interface RetryItem {
  kind: "action" | "delivery" | "connection";
  id: string;
}

export const failureRetries = pgTable("failure_retries", {
  id: uuid().primaryKey(),
  filter: json().$type<Record<string, unknown>>().notNull(),
  items: json().$type<RetryItem[]>().notNull(),
  total: integer().notNull(),
  done: integer().notNull().default(0),
  retried: integer().notNull().default(0),
  actorKind: text({ enum: ["person", "token", "system", "config"] }).notNull(),
  askedBy: text().notNull(),
  askedAt: instant().notNull(),
  finishedAt: instant(),
  stoppedBy: text(),
});
