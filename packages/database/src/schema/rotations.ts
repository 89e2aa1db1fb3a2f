import type { RotationBody } from "@signalbox/core";
import { integer, pgTable, text, uuid } from "../drizzle.ts";
import { instant, json, now } from "./column-types.ts";

export const rotations = pgTable("rotations", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  key: text().notNull(),
  name: text().notNull(),
  body: json().$type<RotationBody>().notNull(),
  revision: integer().notNull().default(1),
  createdAt: instant().notNull().default(now),
  updatedAt: instant().notNull().default(now),
  retiredAt: instant(),
});

export const rotationOverrides = pgTable("rotation_overrides", {
  id: uuid().primaryKey(),
  rotationId: integer().notNull(),
  level: integer().notNull(),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  email: text().notNull(),
  name: text(),
  reason: text().notNull(),
  madeBy: text().notNull(),
  madeAt: instant().notNull(),
  cancelledAt: instant(),
  cancelledBy: text(),
});
