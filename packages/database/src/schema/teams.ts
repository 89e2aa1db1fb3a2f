import { integer, pgTable, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const teams = pgTable("teams", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  lead: text(),
  onCall: json().$type<Record<string, unknown>>(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});
