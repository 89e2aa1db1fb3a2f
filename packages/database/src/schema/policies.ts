import { integer, pgTable, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const policies = pgTable("policies", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  version: integer().notNull(),
  body: json().$type<Record<string, unknown>>().notNull(),
  author: text().notNull(),
  createdAt: instant().notNull().default(now),
  validFrom: instant().notNull(),
  validTo: instant(),
});

/** Versions that an earlier start of a later one took away. */
export const policiesDropped = pgTable("policies_dropped", {
  version: integer().primaryKey(),
  body: json().$type<Record<string, unknown>>().notNull(),
  validFrom: instant().notNull(),
  createdAt: instant().notNull(),
  droppedAt: instant().notNull(),
});
