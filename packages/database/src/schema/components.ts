import { integer, numeric, pgTable, primaryKey, smallint, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const components = pgTable("components", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  costCentre: text(),
  glAccount: text(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const componentTiers = pgTable("component_tiers", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  tier: smallint().notNull(),
  validFrom: instant().notNull(),
  validTo: instant(),
});

export const componentOwners = pgTable("component_owners", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  teamId: integer().notNull(),
  validFrom: instant().notNull(),
  validTo: instant(),
});

export const componentCosts = pgTable("component_costs", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  ratePerMinute: numeric({ precision: 20, scale: 6 }).notNull(),
  currency: text().notNull(),
  validFrom: instant().notNull(),
  validTo: instant(),
});

/** Whole timelines of rates, as they stood until they were replaced. */
export const componentCostsBefore = pgTable(
  "component_costs_before",
  {
    componentId: integer().notNull(),
    lines: json().notNull(),
    replacedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.componentId, table.replacedAt] })],
);

export const componentTargets = pgTable("component_targets", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  componentId: integer().notNull(),
  slaTarget: numeric({ precision: 8, scale: 5 }).notNull(),
  validFrom: instant().notNull(),
  validTo: instant(),
});
