import type { EpochMs } from "@signalbox/core";
import { type IssuerKeySet, readIssuerKeys } from "@signalbox/senders";
import type { FoundKey } from "./signing-certificates.ts";

/** What an issuer publishes at an address, as text; null: that can't be had now. */
export type FetchIssuerKeys = (keysUrl: string) => Promise<string | null>;

/** Null: not in the last answer. `isGood`: the last try gave it. */
type Entry = { keys: IssuerKeySet | null; fetchedAt: EpochMs; triedAt: EpochMs; isGood: boolean };

/** The id of the key of this process's own samples. */
export const ownKeyId = "signalbox-sample";

const freshMs = 3_600_000;
/** As long as a key serves while its issuer can't be asked whether it still holds. */
const staleMs = 86_400_000;
const pauseMs = 30_000;
const pauseAfterFailureMs = 2_000;
const entriesMax = 200;

/**
 * Keys that issuers publish, by the address of their set. A set is asked for again after an hour while it still serves, and
 * at once for a key that is not in it, since issuers change their keys; not more often than every 30 s, as anybody who knows
 * a URL of ours can name keys.
 */
export class IssuerKeys {
  readonly #fetch: FetchIssuerKeys;
  readonly #now: () => EpochMs;
  readonly #known = new Map<string, Entry>();
  readonly #fetching = new Map<string, Promise<Entry>>();

  constructor(fetch: FetchIssuerKeys, now: () => EpochMs) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The key; null: its issuer publishes none of that id. */
  find(keysUrl: string, kid: string): FoundKey | Promise<FoundKey> {
    const known = this.#known.get(keysUrl);
    const now = this.#now();
    if (known === undefined) return this.#load(keysUrl).then((entry) => this.#pick(entry, kid));
    const mayAsk = now - known.triedAt >= (known.isGood ? pauseMs : pauseAfterFailureMs);
    const found = this.#pick(known, kid);
    if (found !== null && found !== "unavailable") {
      if (mayAsk && now - known.fetchedAt >= freshMs) void this.#load(keysUrl);
      return found;
    }
    return mayAsk ? this.#load(keysUrl).then((entry) => this.#pick(entry, kid)) : found;
  }

  // A key that is not there may be new where the last try failed: that is not to be told from a wrong one.
  #pick({ keys, fetchedAt, isGood }: Entry, kid: string): FoundKey {
    const isUsable = keys !== null && this.#now() - fetchedAt < staleMs;
    return (isUsable ? keys.get(kid) : undefined) ?? (isGood ? null : "unavailable");
  }

  #load(keysUrl: string): Promise<Entry> {
    const running = this.#fetching.get(keysUrl);
    if (running !== undefined) return running;
    const loading = this.#loadNow(keysUrl).finally(() => this.#fetching.delete(keysUrl));
    this.#fetching.set(keysUrl, loading);
    return loading;
  }

  async #loadNow(keysUrl: string): Promise<Entry> {
    const text = await this.#fetch(keysUrl);
    const keys = text === null ? null : readIssuerKeys(text);
    const triedAt = this.#now();
    const before = this.#known.get(keysUrl);
    const entry: Entry =
      keys !== null
        ? { keys, fetchedAt: triedAt, triedAt, isGood: true }
        : { keys: before?.keys ?? null, fetchedAt: before?.fetchedAt ?? triedAt, triedAt, isGood: false };
    this.#known.delete(keysUrl);
    this.#known.set(keysUrl, entry);
    if (this.#known.size > entriesMax) this.#known.delete(this.#known.keys().next().value!);
    return entry;
  }
}
