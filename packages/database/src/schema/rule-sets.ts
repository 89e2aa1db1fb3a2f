import { integer, pgTable, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const ruleSets = pgTable("rule_sets", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  number: integer(),
  state: text({ enum: ["draft", "published", "superseded"] }).notNull(),
  body: json().$type<Record<string, unknown>>().notNull(),
  basedOn: integer(),
  author: text().notNull(),
  note: text().notNull().default(""),
  origin: text({ enum: ["config", "browser", "built-in"] }).notNull(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  publishedAt: instant(),
  supersededAt: instant(),
});
