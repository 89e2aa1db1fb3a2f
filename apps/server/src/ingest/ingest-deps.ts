import type { EpochMs, Failpoint } from "@signalbox/core";
import type { Database } from "@signalbox/database";
import type { Logger } from "pino";
import type { IssuerKeys } from "./issuer-keys.ts";
import type { SigningCertificates } from "./signing-certificates.ts";

export type IngestDeps = {
  db: Database;
  log: Logger;
  /** 32 bytes; opens the secrets of sources. */
  secretKey: Buffer;
  /** Networks in CIDR form whose X-Forwarded-For and client certificates are believed. */
  trustedProxies: readonly string[];
  now(): EpochMs;
  newId(): string;
  failpoint: Failpoint;
  certificates: SigningCertificates;
  issuerKeys: IssuerKeys;
  limits?: Partial<IngestLimits>;
};

export type IngestLimits = typeof defaultLimits;

/** Sizes in bytes, times in milliseconds. */
export const defaultLimits = {
  bodyBytes: 1_048_576,
  /** What a source may raise its own limit to. */
  bodyBytesMax: 10_485_760,
  urlBytes: 4_096,
  headerBytes: 8_192,
  headers: 100,
  /** Of all bodies that are being read or stored at once. */
  heldBytes: 134_217_728,
  queuedDeliveries: 2_000,
  batchRows: 500,
  batchBytes: 8_388_608,
  // One that commits and one that is made ready: each commit tells the job queue, and Postgres lets those commit in turn.
  batchesInFlight: 2,
  /** While one batch is being stored, a second one starts when it has so many rows, or when its first has waited so long. */
  secondBatchRows: 16,
  secondBatchMs: 25,
  answerMs: 5_900,
  // A little above what the server allows one statement: what is late then hangs.
  batchMs: 5_500,
  drainMs: 2_000,
  retryAfterSeconds: 5,
  /** Refused requests of one address at one source before they are put off unread, and how many more a second. */
  refusalBurst: 120,
  refusalsPerSecond: 2,
  slowLaneAbove: 100,
};
