import { integer, pgTable, text } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const lookupAnswers = pgTable("lookup_answers", {
  lookupKey: text().primaryKey(),
  connectionId: integer(),
  value: json(),
  askedAt: instant(),
  validUntil: instant(),
  failedAt: instant(),
  error: text(),
  updatedAt: instant().notNull().default(now),
});
