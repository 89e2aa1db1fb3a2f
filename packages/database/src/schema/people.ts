import { bigint, boolean, integer, pgTable, text, timestamp, uuid } from "../drizzle.ts";
import { bytes, instant, now } from "./column-types.ts";

// The auth library reads and writes these itself and speaks Date, so they keep drizzle's own timestamps.
const moment = () => timestamp({ withTimezone: true, mode: "date" });

export const users = pgTable("users", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  email: text().notNull(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  role: text().notNull().default("viewer"),
  banned: boolean().notNull().default(false),
  banReason: text(),
  banExpires: moment(),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

export const sessions = pgTable("sessions", {
  id: uuid().primaryKey(),
  token: text().notNull(),
  userId: uuid().notNull(),
  expiresAt: moment().notNull(),
  ipAddress: text(),
  userAgent: text(),
  impersonatedBy: text(),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

export const accounts = pgTable("accounts", {
  id: uuid().primaryKey(),
  accountId: text().notNull(),
  providerId: text().notNull(),
  userId: uuid().notNull(),
  accessToken: text(),
  refreshToken: text(),
  idToken: text(),
  accessTokenExpiresAt: moment(),
  refreshTokenExpiresAt: moment(),
  scope: text(),
  password: text(),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

export const verifications = pgTable("verifications", {
  id: uuid().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: moment().notNull(),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

export const rateLimits = pgTable("rate_limits", {
  id: uuid().primaryKey(),
  key: text().notNull(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: "number" }).notNull(),
});

export const apiTokens = pgTable("api_tokens", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  tokenHash: bytes().notNull(),
  role: text().notNull(),
  createdBy: text().notNull(),
  createdAt: instant().notNull().default(now),
  expiresAt: instant(),
  lastUsedAt: instant(),
  revokedAt: instant(),
});

export const setupLinks = pgTable("setup_links", {
  tokenHash: bytes().primaryKey(),
  createdAt: instant().notNull().default(now),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});
