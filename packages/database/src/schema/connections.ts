import { integer, pgTable, text, uuid } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const connections = pgTable("connections", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  kind: text().notNull(),
  config: json().$type<Record<string, unknown>>().notNull(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const connectionHealth = pgTable("connection_health", {
  connectionId: integer().primaryKey(),
  breaker: text({ enum: ["closed", "open", "half_open"] })
    .notNull()
    .default("closed"),
  windowStartedAt: instant(),
  windowCalls: integer().notNull().default(0),
  windowFailures: integer().notNull().default(0),
  trips: integer().notNull().default(0),
  openUntil: instant(),
  probeBy: uuid(),
  probeUntil: instant(),
  probeSuccesses: integer().notNull().default(0),
  nextCallAt: instant(),
  turnsUntil: instant(),
  pausedAt: instant(),
  pausedReason: text(),
  updatedAt: instant().notNull().default(now),
});
