const targetMs = 150;
const smallest = 20;

/** How many deliveries one transaction takes, so that it is over soon and a place is free for what is urgent: those that open
 *  incidents take many times longer than those that repeat what is known. */
export class BatchPace {
  /** A longer transaction is not worth it, however fast it is. */
  static readonly largest = 250;
  #now = smallest;

  get max(): number {
    return this.#now;
  }

  /** Whether what began at `startedAt`, of `performance.now()`, should make room. */
  isOver(startedAt: number): boolean {
    return performance.now() - startedAt > targetMs;
  }

  /** @param done how many one transaction took, and in what time */
  note(done: { deliveries: number; tookMs: number }): void {
    const { deliveries, tookMs } = done;
    if (tookMs > targetMs)
      this.#now = Math.max(smallest, Math.min(this.#now, Math.round((deliveries * targetMs) / tookMs)));
    else if (deliveries >= this.#now) this.#now = Math.min(BatchPace.largest, 2 * this.#now);
  }
}
