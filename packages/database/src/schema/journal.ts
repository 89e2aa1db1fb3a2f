import { bigint, pgTable, text } from "../drizzle.ts";
import { instant, json } from "./column-types.ts";

export const journal = pgTable("journal", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant().notNull(),
  actorKind: text({ enum: ["system", "sender", "person", "token", "config"] }).notNull(),
  actor: text().notNull(),
  verb: text().notNull(),
  subjectKind: text().notNull(),
  subjectId: text().notNull(),
  details: json().$type<Record<string, unknown>>().notNull().default({}),
});
