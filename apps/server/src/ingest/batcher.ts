import type { NewDelivery } from "@signalbox/database";
import type { IngestLimits } from "./ingest-deps.ts";
import type { StoreOutcome } from "./store-batch.ts";

type Waiting = { row: NewDelivery; since: number; resolve(outcome: StoreOutcome | "queue-full"): void };
type Store = (rows: readonly NewDelivery[], deadlineMs: number) => Promise<StoreOutcome[]>;
type BatchLimits = Pick<
  IngestLimits,
  | "queuedDeliveries"
  | "batchRows"
  | "batchBytes"
  | "batchesInFlight"
  | "secondBatchRows"
  | "secondBatchMs"
  | "answerMs"
  | "batchMs"
>;

/** Puts deliveries together: those that arrive while batches are being stored form the next one. A lone delivery is stored
 *  at once. */
export class Batcher {
  readonly #store: Store;
  readonly #limits: BatchLimits;
  #queue: Waiting[] = [];
  #inFlight = 0;
  #isScheduled = false;
  #holding: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  constructor(store: Store, limits: BatchLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  get queued(): number {
    return this.#queue.length;
  }

  add(row: NewDelivery): Promise<StoreOutcome | "queue-full"> {
    if (this.#queue.length >= this.#limits.queuedDeliveries) return Promise.resolve("queue-full");
    return new Promise((resolve) => {
      this.#queue.push({ row, since: performance.now(), resolve });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits and nothing is being stored. */
  async drained(): Promise<void> {
    if (this.#queue.length === 0 && this.#inFlight === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= this.#limits.batchesInFlight) return;
    // A commit costs as much as storing a dozen rows: beside one that is under way, a few are not worth another.
    if (this.#inFlight > 0 && this.#queue.length < this.#limits.secondBatchRows) this.#hold();
    else this.#flushSoon();
  }

  #hold(): void {
    this.#holding ??= setTimeout(() => {
      this.#holding = null;
      if (!this.#isScheduled) this.#flushSoon();
    }, this.#limits.secondBatchMs);
  }

  // At the end of this turn of the event loop, so that requests that were read in it go together.
  #flushSoon(): void {
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#queue.length > 0 && this.#inFlight < this.#limits.batchesInFlight) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    if (this.#holding) clearTimeout(this.#holding);
    this.#holding = null;
    const batch = this.#takeBatch();
    this.#inFlight++;
    // What did not fit may fill another one.
    if (this.#queue.length > 0) this.#schedule();
    const oldest = Math.min(...batch.map(({ since }) => since));
    const remainingMs = oldest + this.#limits.answerMs - performance.now();
    const outcomes = await this.#store(
      batch.map(({ row }) => row),
      Math.max(1, Math.min(this.#limits.batchMs, remainingMs)),
    );
    for (const [i, { resolve }] of batch.entries()) resolve(outcomes[i]!);
    this.#inFlight--;
    if (this.#queue.length > 0) this.#schedule();
    else if (this.#inFlight === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** The oldest that fit, sorted so that two batches which share deliveries lock them in one order. */
  #takeBatch(): Waiting[] {
    const { batchRows, batchBytes } = this.#limits;
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < batchRows) {
      bytes += this.#queue[count]!.row.body.length;
      if (bytes > batchBytes && count > 0) break;
      count++;
    }
    const batch = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count);
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count);
    return batch.sort((a, b) => compareRows(a.row, b.row));
  }
}

function compareRows(a: NewDelivery, b: NewDelivery): number {
  if (a.sourceId !== b.sourceId) return a.sourceId - b.sourceId;
  if (a.senderDeliveryId === b.senderDeliveryId) return 0;
  return a.senderDeliveryId < b.senderDeliveryId ? -1 : 1;
}
