import type { EpochMs } from "@signalbox/core";
import type { Database } from "@signalbox/database";

/** What changing configuration needs. */
export interface ConfigDeps {
  db: Pick<Database, "transaction" | "read">;
  /** 32 bytes. */
  secretKey: Buffer;
  now(): EpochMs;
  newId(): string;
}
