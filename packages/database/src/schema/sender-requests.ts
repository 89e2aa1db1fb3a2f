import { integer, pgTable, text, uuid } from "../drizzle.ts";
import { instant } from "./column-types.ts";

export const senderRequests = pgTable("sender_requests", {
  deliveryId: uuid().primaryKey(),
  sourceId: integer().notNull(),
  receivedAt: instant().notNull(),
  kind: text({ enum: ["subscription", "unsubscription", "token"] }).notNull(),
  subject: text().notNull(),
  answeredAt: instant(),
  answeredBy: text(),
});
