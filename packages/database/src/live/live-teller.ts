import type pg from "pg";
import { type LiveChange, liveChannel } from "./notify-live.ts";

const gatherMs = 20;
const againMs = 1_000;

/** Tells live pages what transactions changed, soon after their commits and by statements of its own. A NOTIFY within a
 *  transaction makes it hold, while its commit is flushed to disk, a lock that each other one with a NOTIFY waits for. What
 *  can't be told is told again; a process that is killed in between leaves pages as they were until the next change. */
export class LiveTeller {
  readonly #pool: pg.Pool;
  readonly #changes = new Map<string, LiveChange>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  tell(changes: readonly LiveChange[]): void {
    for (const change of changes) this.#changes.set(`${change.topic} ${change.id}`, change);
    if (changes.length > 0) this.#sendAfter(gatherMs);
  }

  /** Tells what is left, once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#send();
  }

  #sendAfter(ms: number): void {
    if (!this.#isStopped) this.#timer ??= setTimeout(() => void this.#send(), ms).unref();
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = [...this.#changes.values()];
    if (changes.length === 0) return;
    this.#changes.clear();
    try {
      await this.#pool.query(
        `select pg_notify('${liveChannel}', told.value::text) from json_array_elements($1::json) told`,
        [JSON.stringify(changes)],
      );
    } catch {
      for (const change of changes) this.#changes.set(`${change.topic} ${change.id}`, change);
      this.#sendAfter(againMs);
    }
  }
}
