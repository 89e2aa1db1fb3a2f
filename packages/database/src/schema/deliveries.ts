import { bigint, integer, pgTable, primaryKey, smallint, text, uuid } from "../drizzle.ts";
import { bytes, instant, json } from "./column-types.ts";

/** What was proven about a delivery when it came in. */
export type StoredVerification = {
  scheme: string;
  /** False for schemes that prove nothing about the body: marked "unsigned" everywhere. */
  signed: boolean;
  /** Label of the secret that matched. */
  secret: string | null;
  header: string | null;
  /** Length of the body as sent. */
  bytes: number;
  /** The sender's signed time in epoch milliseconds. */
  timestampAt: number | null;
};

export const deliveries = pgTable("deliveries", {
  id: uuid().primaryKey(),
  sourceId: integer().notNull(),
  senderDeliveryId: text().notNull(),
  receivedAt: instant().notNull(),
  state: text({ enum: ["received", "processed", "ignored", "failed"] })
    .notNull()
    .default("received"),
  idBasis: text({ enum: ["sender", "hashed", "derived", "fresh"] }).notNull(),
  bodySha256: bytes().notNull(),
  reason: text(),
  finishedAt: instant(),
  mappingVersion: integer(),
});

export const deliveryBodies = pgTable(
  "delivery_bodies",
  {
    receivedAt: instant().notNull(),
    deliveryId: uuid().notNull(),
    method: text().notNull(),
    headers: json().$type<[name: string, value: string][]>().notNull(),
    query: text(),
    verification: json().$type<StoredVerification>().notNull(),
    remoteAddress: text(),
    body: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.receivedAt, table.deliveryId] })],
);

export const deliveryRepeats = pgTable("delivery_repeats", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  deliveryId: uuid().notNull(),
  seenAt: instant().notNull(),
  conflictingBody: bytes(),
});

export const deliveryRepeatCounts = pgTable("delivery_repeat_counts", {
  deliveryId: uuid().primaryKey(),
  more: bigint({ mode: "number" }).notNull(),
  lastSeenAt: instant().notNull(),
});

export const deliveryTries = pgTable("delivery_tries", {
  deliveryId: uuid().primaryKey(),
  thrown: integer().notNull().default(0),
  lost: integer().notNull().default(0),
  aloneSince: instant(),
  lastError: text(),
});

export const rejections = pgTable("rejections", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  sourceId: integer(),
  reason: text().notNull(),
  status: smallint().notNull(),
  remoteAddress: text(),
  hint: text(),
  occurrences: integer().notNull().default(1),
  firstAt: instant().notNull(),
  lastAt: instant().notNull(),
});
