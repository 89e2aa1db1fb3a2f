import { integer, pgTable, text } from "../drizzle.ts";
import { instant } from "./column-types.ts";

export const weekMails = pgTable("week_mails", {
  dueAt: instant().primaryKey(),
  state: text({ enum: ["waiting", "sending", "sent", "failed", "unknown"] })
    .notNull()
    .default("waiting"),
  tries: integer().notNull().default(0),
  nextTryAt: instant().notNull(),
  claimedAt: instant(),
  sentAt: instant(),
  reason: text(),
});
