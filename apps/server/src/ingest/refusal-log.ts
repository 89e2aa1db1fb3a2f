import type { EpochMs } from "@signalbox/core";
import { type NewRejection, recordRejections, type SqlDoor } from "@signalbox/database";
import type { Logger } from "pino";
import type { ReceivingSource } from "./receiving-source.ts";
import { within } from "./within.ts";

const flushMs = 1_000;
const storeMs = 5_000;
const kindsMax = 500;

export type Refused = {
  source: ReceivingSource | null;
  reason: string;
  status: number;
  remoteAddress: string | null;
  hint: string | null;
  at: EpochMs;
};

/** Refused requests, counted in memory by kind and stored once a second. In a flood of addresses those beyond 500 kinds
 *  are counted together without their address. */
export class RefusalLog {
  readonly #sql: SqlDoor;
  readonly #log: Logger;
  #counted = new Map<string, NewRejection & { sourceKey: string | null }>();
  #timer: NodeJS.Timeout | null = null;
  #storing: Promise<void> | null = null;

  constructor(sql: SqlDoor, log: Logger) {
    this.#sql = sql;
    this.#log = log;
  }

  add(refused: Refused): void {
    this.#count(refused, 1, refused.at);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  /** Stores what was counted; what can't be stored is counted on. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#storing;
    if (this.#counted.size === 0) return;
    const counted = [...this.#counted.values()];
    this.#counted = new Map();
    this.#storing = this.#store(counted);
    await this.#storing;
    this.#storing = null;
  }

  async #store(counted: (NewRejection & { sourceKey: string | null })[]): Promise<void> {
    for (const { sourceKey, reason, status, remoteAddress, occurrences } of counted) {
      const line = { stage: "receive", route: "/hooks/:token", source: sourceKey, outcome: reason, status };
      this.#log.info({ ...line, remoteAddress, occurrences }, "refused");
    }
    const rows = counted.map(({ sourceKey: _, ...row }) => row);
    try {
      await within(storeMs, recordRejections(this.#sql, rows));
    } catch (error) {
      this.#log.warn({ error }, "refusals can't be stored yet");
      for (const { sourceKey, ...row } of counted) {
        const source = row.sourceId === null ? null : { id: row.sourceId, key: sourceKey ?? "" };
        this.#count({ ...row, source, at: row.lastAt }, row.occurrences, row.firstAt);
      }
      this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
    }
  }

  #count(
    {
      source,
      reason,
      status,
      remoteAddress,
      hint,
      at,
    }: Omit<Refused, "source"> & { source: Pick<ReceivingSource, "id" | "key"> | null },
    occurrences: number,
    firstAt: EpochMs,
  ): void {
    const full = this.#counted.size >= kindsMax;
    const key = JSON.stringify([source?.id, reason, remoteAddress]);
    const known =
      this.#counted.get(key) ?? (full ? this.#counted.get(JSON.stringify([source?.id, reason, null])) : undefined);
    if (known) {
      known.occurrences += occurrences;
      known.firstAt = Math.min(known.firstAt, firstAt);
      known.lastAt = Math.max(known.lastAt, at);
      return;
    }
    const address = full ? null : remoteAddress;
    this.#counted.set(JSON.stringify([source?.id, reason, address]), {
      sourceId: source?.id ?? null,
      sourceKey: source?.key ?? null,
      reason,
      status,
      remoteAddress: address,
      hint,
      occurrences,
      firstAt,
      lastAt: at,
    });
  }
}
