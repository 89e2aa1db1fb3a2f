import { bigint, integer, pgTable, primaryKey, text, uuid } from "../drizzle.ts";
import { instant, now } from "./column-types.ts";

export const obligations = pgTable("obligations", {
  id: uuid().primaryKey(),
  scopeKind: text({ enum: ["incident", "component"] }).notNull(),
  scopeId: text().notNull(),
  connectionId: integer().notNull(),
  kind: text({ enum: ["ticket", "status-post", "page"] }).notNull(),
  slot: text().notNull(),
  occurrence: integer().notNull().default(1),
  reference: text().notNull(),
  externalId: text(),
  externalUrl: text(),
  status: text({ enum: ["open", "settled", "cancelled", "lost"] })
    .notNull()
    .default("open"),
  statusReason: text(),
  incidentId: uuid().notNull(),
  teamId: integer(),
  ruleSetId: integer(),
  ruleKey: text(),
  previousId: uuid(),
  nextOrdinal: integer().notNull().default(1),
  openedAt: instant().notNull(),
  settledAt: instant(),
  closedOutsideAt: instant(),
  escalatesId: uuid(),
  escalationLevel: integer(),
  escalationTo: text(),
  askedPagerAt: instant(),
  updatedAt: instant().notNull().default(now),
});

export const obligationIncidents = pgTable(
  "obligation_incidents",
  {
    obligationId: uuid().notNull(),
    incidentId: uuid().notNull(),
    joinedAt: instant().notNull(),
    resolvedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.obligationId, table.incidentId] })],
);

export const pageEscalations = pgTable("page_escalations", {
  obligationId: uuid().primaryKey(),
  afterMs: bigint({ mode: "number" }).notNull(),
  level: integer().notNull().default(0),
  nextAt: instant(),
  stoppedAt: instant(),
  stoppedReason: text({ enum: ["acknowledged", "resolved", "nobody-left"] }),
});

export const acknowledgeLinks = pgTable("acknowledge_links", {
  id: uuid().primaryKey(),
  obligationId: uuid().notNull(),
  incidentId: uuid().notNull(),
  person: text().notNull(),
  madeAt: instant().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});
