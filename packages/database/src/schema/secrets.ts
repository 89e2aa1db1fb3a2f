import { boolean, integer, pgTable, text, uuid } from "../drizzle.ts";
import { bytes, instant, now } from "./column-types.ts";

export const secrets = pgTable("secrets", {
  id: uuid().primaryKey(),
  ownerKind: text({ enum: ["source", "connection", "setting"] }).notNull(),
  ownerId: integer().notNull(),
  field: text().notNull(),
  label: text().notNull().default(""),
  cipher: bytes().notNull(),
  createdAt: instant().notNull().default(now),
  expiresAt: instant(),
  retiredAt: instant(),
});

export const encryptionKey = pgTable("encryption_key", {
  isTheOnlyRow: boolean().primaryKey().default(true),
  fingerprint: text().notNull(),
  recordedAt: instant().notNull().default(now),
});
