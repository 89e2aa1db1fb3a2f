import { pgTable, text, uuid } from "../drizzle.ts";
import { instant } from "./column-types.ts";

export const workerLiveness = pgTable("worker_liveness", {
  poolId: text().primaryKey(),
  processId: uuid().notNull(),
  startedAt: instant().notNull(),
  beatAt: instant().notNull(),
});
