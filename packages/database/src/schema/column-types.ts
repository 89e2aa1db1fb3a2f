import type { EpochMs } from "@signalbox/core";
import { customType, sql } from "../drizzle.ts";

/** `timestamptz` in Postgres, epoch milliseconds in code. */
export const instant = customType<{ data: EpochMs; driverData: string }>({
  dataType: () => "timestamptz",
  toDriver: (at) => new Date(at).toISOString(),
  fromDriver: readInstant,
});

/** `bytea` in Postgres, Buffer in code. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

// Drizzle's own jsonb parses strings twice: a stored "10.5" comes back as a number. This one leaves parsing to the driver.
/** `jsonb` in Postgres, any JSON value in code; name its shape with `$type<…>()`. */
export const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value),
});

/** `tsvector`: written by `to_tsvector(…)` in SQL, read as text. */
export const searchWords = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

// What is read in a row lies on one day, mostly; `Date.parse` takes ten times as long.
let remembered = { date: "", from: 0 };

/** Epoch milliseconds of a timestamptz as the drizzle doors return it in raw rows (`2026-11-02 10:00:00.123+00`; sessions run in UTC). */
export function readInstant(text: string): EpochMs {
  const isUsual = text.length <= "2026-11-02 10:00:00.123+00".length && text[10] === " " && text.endsWith("+00");
  if (!isUsual) return Date.parse(text.replace(" ", "T").replace(/\+00$/, "Z"));
  const date = text.slice(0, 10);
  if (date !== remembered.date) remembered = { date, from: Date.parse(`${date}T00:00:00Z`) };
  const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  return remembered.from + minutes * 60_000 + Math.round(Number(text.slice(17, -3)) * 1_000);
}

/** Default of the columns that say when a row was made. */
export const now = sql`now()`;
