import type { EpochMs } from "@signalbox/core";
import type { Database } from "@signalbox/database";
import type { Logger } from "pino";
import type { Env } from "./env.ts";

/** What every room of the server is given: nothing reads clock, environment or randomness on its own. */
export interface ServerDeps {
  env: Env;
  db: Database;
  log: Logger;
  /** 32 bytes. */
  secretKey: Buffer;
  now(): EpochMs;
  newId(): string;
}
