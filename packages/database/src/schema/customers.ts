import { integer, pgTable, primaryKey, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const customers = pgTable("customers", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const contracts = pgTable("contracts", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  customerId: integer().notNull(),
  body: json().$type<Record<string, unknown>>().notNull(),
  validFrom: instant().notNull(),
  validTo: instant(),
});

export const slaReports = pgTable(
  "sla_reports",
  {
    period: text().notNull(),
    timesClosed: integer().notNull(),
    customerId: integer().notNull(),
    body: json().$type<Record<string, unknown>>().notNull(),
    madeAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.period, table.customerId, table.timesClosed] })],
);
