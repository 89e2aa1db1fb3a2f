import type { EpochMs, Failpoint } from "@signalbox/core";
import type { Database } from "@signalbox/database";
import type { Logger } from "pino";
import type { FaultProxy } from "../outbound/fault-proxy.ts";
import type { Outbound } from "../outbound/open-outbound.ts";
import type { RunbookSource } from "../runbook/runbook-book.ts";

/** What everything that calls outside needs. */
export interface PerformDeps {
  db: Pick<Database, "transaction" | "read">;
  outbound: Outbound;
  /** 32 bytes: opens stored credentials. */
  secretKey: Buffer;
  now(): EpochMs;
  newId(): string;
  /** 0 to 1, for jitter. */
  random(): number;
  /** Base of the links that are sent; null: none is sent. */
  publicUrl: string | null;
  /** SIGNALBOX_OUTBOUND: false parks every call. */
  isOutboundOn: boolean;
  /** Multiplies every length of time of ours; 1 in life, 1/30 in tests. */
  timeScale: number;
  /** `action.beforeIntent`, `afterIntent`, `beforeSend`, `afterSend`, `beforeRecord`, `afterRecord`; `run.beforeCommand`,
   *  `afterCommand`. */
  failpoint: Failpoint;
  log: Pick<Logger, "info" | "warn" | "error">;
  /** The allow-list of local commands; left out: there is none here. */
  runbooks?: RunbookSource;
  /** Disturbs the calls of drills that ask for it; left out: they go straight. */
  faultProxy?: FaultProxy;
  /** Aborts calls that are under way: the process stops. */
  signal?: AbortSignal;
}
