import type { EpochMs } from "@signalbox/core";
import type { Database } from "@signalbox/database";

/** What counting the ledger needs. */
export interface LedgerDeps {
  db: Pick<Database, "transaction">;
  now(): EpochMs;
  /** Base of the links that are frozen in what is posted; null: without. */
  publicUrl: string | null;
}
