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
