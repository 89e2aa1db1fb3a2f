import { integer, pgTable, text } from "../drizzle.ts";
import { instant, now } from "./column-types.ts";

export const monitors = pgTable("monitors", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  sourceId: integer().notNull(),
  externalId: text().notNull(),
  name: text().notNull(),
  firstSeenAt: instant().notNull().default(now),
  lastSeenAt: instant().notNull().default(now),
});

export const monitorMappings = pgTable("monitor_mappings", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  sourceId: integer().notNull(),
  match: text().notNull(),
  ordinal: integer().notNull().default(0),
  validFrom: instant().notNull(),
  validTo: instant(),
});
