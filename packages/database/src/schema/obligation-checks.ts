import { integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant } from "./column-types.ts";

export const obligationChecks = pgTable("obligation_checks", {
  id: uuid().primaryKey(),
  connectionId: integer().notNull(),
  askedBy: text().notNull(),
  startedAt: instant().notNull(),
  finishedAt: instant(),
  total: integer().notNull().default(0),
  looked: integer().notNull().default(0),
  asExpected: integer().notNull().default(0),
  lookedUntil: uuid(),
  error: text(),
});

export const obligationFindings = pgTable(
  "obligation_findings",
  {
    checkId: uuid().notNull(),
    obligationId: uuid().notNull(),
    finding: text({
      enum: ["missing", "closed-by-hand", "open-though-settled", "doubled", "not-readable"],
    }).notNull(),
    detail: text().notNull(),
    foundAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.checkId, table.obligationId] })],
);

export const apiListeners = pgTable(
  "api_listeners",
  {
    port: integer().notNull(),
    host: text().notNull(),
    addresses: text().array().notNull(),
    seenAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.port, table.host] })],
);
