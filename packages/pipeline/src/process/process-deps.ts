import type { EpochMs, Failpoint } from "@signalbox/core";
import type { Database } from "@signalbox/database";
import type { AtOncePlaces } from "../perform/at-once.ts";
import type { BatchPace } from "./batch-pace.ts";

/** What processing needs. */
export interface ProcessDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
  newId(): string;
  /** `job.start`, `job.afterNormalise`, `job.beforeStateWrite`, `job.afterStateWrite`. */
  failpoint: Failpoint;
  /** Places in which what is ordered can be performed at once; left out: all of it gets jobs. */
  atOnce?: Pick<AtOncePlaces, "orders">;
  /** Sizes batches by how long the last ones took; without it each may have `BatchPace.largest`. */
  pace?: BatchPace;
}
