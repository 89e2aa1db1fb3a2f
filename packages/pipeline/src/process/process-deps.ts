import type { EpochMs, Failpoint } from "@signalbox/core";
import type { Database } from "@signalbox/database";

/** What processing needs. */
export interface ProcessDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
  newId(): string;
  /** `job.start`, `job.afterNormalise`, `job.beforeStateWrite`, `job.afterStateWrite`. */
  failpoint: Failpoint;
}
