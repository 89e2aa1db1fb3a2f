import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { configChannel, type Database, loadConfigRevision, loadHookSources } from "@signalbox/database";
import type { Logger } from "pino";
import { prepareSource, type ReceivingSource } from "./receiving-source.ts";
import { within } from "./within.ts";

const revisionCheckMs = 5_000;
const confirmEveryMs = 100;
const loadMs = 5_000;

/** All sources by the hash of their token, kept in memory: an unknown token costs no query of its own. */
export class SourceDirectory {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #secretKey: Buffer;
  #byHash = new Map<string, ReceivingSource>();
  /** Sources that exist but can't be used, so that their senders are told to try again. */
  #broken = new Set<string>();
  #revision = -1;
  #loading: Promise<void> | null = null;
  #confirming: Promise<void> | null = null;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #stopListening: (() => Promise<void>) | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Database, log: Logger, secretKey: Buffer) {
    this.#db = db;
    this.#log = log;
    this.#secretKey = secretKey;
  }

  /** Loads the sources and follows their changes. Postgres may be away: then the first request loads them. */
  async start(): Promise<void> {
    await this.#load().catch((error: unknown) => this.#log.warn({ error }, "sources are not loaded yet"));
    // A notice can be lost with its connection; the revision can't.
    this.#timer = setInterval(() => void this.#follow(), revisionCheckMs).unref();
    this.#db.sql
      .listen(
        configChannel,
        () => void this.#follow(),
        () => void this.#follow(),
      )
      .then(({ unlisten }) => {
        this.#stopListening = unlisten;
      })
      .catch((error: unknown) => this.#log.warn({ error }, "changes of sources are noticed late"));
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#stopListening?.().catch(() => {});
  }

  /** `unknown` where no source has the token, `unusable` where that can't be told or the source can't be used now. */
  find(token: string): ReceivingSource | "unknown" | "unusable" | Promise<ReceivingSource | "unknown" | "unusable"> {
    const key = hash("sha256", token);
    return this.#byHash.get(key) ?? this.#findUnknown(key);
  }

  async #findUnknown(key: string): Promise<ReceivingSource | "unknown" | "unusable"> {
    try {
      await this.#confirm();
      return this.#byHash.get(key) ?? (this.#broken.has(key) ? "unusable" : "unknown");
    } catch (error) {
      this.#log.warn({ error }, "sources can't be loaded");
      return "unusable";
    }
  }

  /** Resolves when what is known was true at some time after this call: a source may have been made a moment ago by
   *  another process. All that ask meanwhile share one query, ten times a second at most. */
  #confirm(): Promise<void> {
    this.#confirming ??= this.#confirmLater();
    return this.#confirming;
  }

  async #confirmLater(): Promise<void> {
    await sleep(Math.max(0, this.#confirmedAt + confirmEveryMs - performance.now()));
    this.#confirmedAt = performance.now();
    this.#confirming = null;
    await this.#checkRevision();
  }

  async #checkRevision(): Promise<void> {
    const revision = await within(loadMs, loadConfigRevision(this.#db.read));
    // One that is under way may have read the rows before they changed.
    await this.#loading?.catch(() => {});
    if (revision !== this.#revision) await this.#load();
  }

  async #follow(): Promise<void> {
    await this.#checkRevision().catch((error: unknown) =>
      this.#log.warn({ error }, "changed sources can't be loaded yet"),
    );
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadNow().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #loadNow(): Promise<void> {
    const { revision, sources } = await within(loadMs, loadHookSources(this.#db.sql));
    const byHash = new Map<string, ReceivingSource>();
    const broken = new Set<string>();
    for (const stored of sources) {
      const key = stored.tokenHash.toString("hex");
      try {
        byHash.set(key, prepareSource(stored, this.#secretKey));
      } catch (error) {
        broken.add(key);
        this.#log.error({ error, source: stored.key }, "a source can't be used");
      }
    }
    this.#byHash = byHash;
    this.#broken = broken;
    this.#revision = revision;
  }
}
