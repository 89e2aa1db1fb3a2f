import { integer, pgTable, primaryKey, text } from "../drizzle.ts";
import { bytes, instant, json, now } from "./column-types.ts";

export const sources = pgTable("sources", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  sender: text().notNull(),
  tokenHash: bytes().notNull(),
  auth: json().$type<Record<string, unknown>>().notNull().default({}),
  settings: json().$type<Record<string, unknown>>().notNull().default({}),
  mappingVersion: integer(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const sourceMappings = pgTable(
  "source_mappings",
  {
    sourceId: integer().notNull(),
    version: integer().notNull(),
    body: json().$type<Record<string, unknown>>().notNull(),
    samples: json().$type<unknown[]>().notNull().default([]),
    author: text().notNull(),
    note: text().notNull().default(""),
    origin: text({ enum: ["config", "browser"] }).notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sourceId, table.version] })],
);
