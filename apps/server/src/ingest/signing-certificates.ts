import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { EpochMs } from "@signalbox/core";
import { ownCertificateAddress, readCertificate } from "@signalbox/senders";

/** What an address answered. `none`: that there is no certificate. */
export type FetchedCertificate = { outcome: "fetched"; pem: string } | { outcome: "none" } | { outcome: "unavailable" };
export type FetchCertificate = (address: string) => Promise<FetchedCertificate>;

/** Null: the address holds none. `unavailable`: that can't be told now, so the sender is to try again. */
export type FoundKey = KeyObject | null | "unavailable";

type Entry = { found: FoundKey; at: EpochMs };

const freshMs = 86_400_000;
const noneMs = 60_000;
const unavailableMs = 2_000;
const entriesMax = 200;
const fetchesMax = 4;

/**
 * Keys of the certificates that deliveries name, by their address. One that is known is at hand at once, and asked for again
 * after a day while it still serves. Few are fetched at a time: whoever knows a URL of ours must not make us call at will.
 */
export class SigningCertificates {
  readonly #fetch: FetchCertificate;
  readonly #now: () => EpochMs;
  readonly #known = new Map<string, Entry>();
  readonly #fetching = new Map<string, Promise<FoundKey>>();
  #own: Promise<string> | null = null;

  constructor(fetch: FetchCertificate, now: () => EpochMs) {
    this.#fetch = fetch;
    this.#now = now;
  }

  find(address: string): FoundKey | Promise<FoundKey> {
    const known = this.#known.get(address);
    if (address === ownCertificateAddress) return known?.found ?? null;
    if (known === undefined) return this.#load(address);
    const age = this.#now() - known.at;
    if (known.found === "unavailable") return age < unavailableMs ? known.found : this.#load(address);
    if (known.found === null) return age < noneMs ? known.found : this.#load(address);
    if (age >= freshMs) void this.#load(address);
    return known.found;
  }

  /** A private key (PEM) by which this process signs samples of its own, and takes them. */
  ownKey(): Promise<string> {
    this.#own ??= promisify(generateKeyPair)("rsa", { modulusLength: 2048 }).then(({ privateKey, publicKey }) => {
      this.#known.set(ownCertificateAddress, { found: publicKey, at: this.#now() });
      return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    });
    return this.#own;
  }

  #load(address: string): FoundKey | Promise<FoundKey> {
    const running = this.#fetching.get(address);
    if (running !== undefined) return running;
    if (this.#fetching.size >= fetchesMax) return "unavailable";
    const loading = this.#loadNow(address).finally(() => this.#fetching.delete(address));
    this.#fetching.set(address, loading);
    return loading;
  }

  async #loadNow(address: string): Promise<FoundKey> {
    const fetched = await this.#fetch(address);
    const found =
      fetched.outcome === "fetched" ? readCertificate(fetched.pem) : fetched.outcome === "none" ? null : "unavailable";
    const before = this.#known.get(address)?.found;
    // One that was good goes on to serve while its address is away.
    if (found === "unavailable" && before !== undefined && before !== null && before !== "unavailable") return before;
    this.#known.delete(address);
    this.#known.set(address, { found, at: this.#now() });
    if (this.#known.size > entriesMax) this.#forgetOne();
    return found;
  }

  #forgetOne(): void {
    const entries = [...this.#known].filter(([address]) => address !== ownCertificateAddress);
    const [address] = entries.find(([, { found }]) => found === null || found === "unavailable") ?? entries[0]!;
    this.#known.delete(address);
  }
}
