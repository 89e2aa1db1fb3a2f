import { integer, pgTable, text } from "../drizzle.ts";
import { bytes, instant, json, now } from "./column-types.ts";

export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: json().notNull(),
  revision: integer().notNull().default(1),
  updatedBy: text().notNull(),
  updatedAt: instant().notNull().default(now),
});

export const configApplications = pgTable("config_applications", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  sha256: bytes().notNull(),
  document: json().$type<Record<string, unknown>>().notNull(),
  appliedBy: text().notNull(),
  appliedAt: instant().notNull().default(now),
});
