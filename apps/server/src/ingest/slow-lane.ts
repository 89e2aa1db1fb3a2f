import { findBusySources, type SqlDoor } from "@signalbox/database";
import type { Logger } from "pino";
import { within } from "./within.ts";

const countMs = 1_000;
const answerMs = 900;

/** Which sources have so much waiting that their storm must not delay the others: counted each second while anything
 *  comes in; what came since the last count is added to it, so that a storm is known in its first second. */
export class SlowLane {
  readonly #sql: SqlDoor;
  readonly #log: Logger;
  readonly #above: number;
  #busy = new Set<number>();
  #since = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #cameIn = false;

  constructor(sql: SqlDoor, log: Logger, above: number) {
    this.#sql = sql;
    this.#log = log;
    this.#above = above;
  }

  laneOf(sourceId: number): "normal" | "slow" {
    this.#cameIn = true;
    this.#timer ??= setTimeout(() => void this.#count(), countMs).unref();
    const since = (this.#since.get(sourceId) ?? 0) + 1;
    this.#since.set(sourceId, since);
    return since > this.#above || this.#busy.has(sourceId) ? "slow" : "normal";
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #count(): Promise<void> {
    this.#cameIn = false;
    this.#since.clear();
    try {
      this.#busy = await within(answerMs, findBusySources(this.#sql, this.#above));
    } catch (error) {
      this.#log.debug({ error }, "waiting deliveries can't be counted");
    }
    this.#timer = this.#cameIn || this.#busy.size > 0 ? setTimeout(() => void this.#count(), countMs).unref() : null;
  }
}
