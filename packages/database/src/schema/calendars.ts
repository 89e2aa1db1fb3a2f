import { integer, pgTable, primaryKey, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const calendars = pgTable("calendars", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  body: json().$type<Record<string, unknown>>().notNull(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const calendarBodies = pgTable(
  "calendar_bodies",
  {
    calendarId: integer().notNull(),
    body: json().$type<Record<string, unknown>>().notNull(),
    validTo: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.calendarId, table.validTo] })],
);
