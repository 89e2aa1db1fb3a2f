import type { EpochMs } from "@signalbox/core";

type Bucket = { tokens: number; at: EpochMs };

/** Counts by key, each key refilling at its own rate; bounded: the key unused for longest is forgotten first. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #keysMax: number;

  constructor(keysMax = 10_000) {
    this.#keysMax = keysMax;
  }

  /** Takes one where there is one. @param rate how many it holds at most, and how many more each second. */
  take(key: string, rate: { burst: number; perSecond: number }, now: EpochMs): boolean {
    const bucket = this.#refilled(key, rate, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#keysMax) this.#buckets.delete(this.#buckets.keys().next().value!);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  isEmpty(key: string, rate: { burst: number; perSecond: number }, now: EpochMs): boolean {
    return this.#buckets.has(key) && this.#refilled(key, rate, now).tokens < 1;
  }

  #refilled(key: string, rate: { burst: number; perSecond: number }, now: EpochMs): Bucket {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return { tokens: rate.burst, at: now };
    const gained = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
    return { tokens: Math.min(rate.burst, bucket.tokens + gained), at: now };
  }
}
