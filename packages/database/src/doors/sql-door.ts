import type { EpochMs } from "@signalbox/core";
import type postgres from "postgres";
import { readInstant } from "../schema/column-types.ts";

/** Raw postgres.js; a `timestamptz` is epoch milliseconds both ways. */
export type SqlDoor = postgres.Sql<{ instant: EpochMs }>;

export const instantType: postgres.PostgresType<EpochMs> = {
  to: 1184,
  from: [1184],
  serialize: (at: EpochMs | string | Date) => (typeof at === "string" ? at : new Date(at).toISOString()),
  parse: readInstant,
};
