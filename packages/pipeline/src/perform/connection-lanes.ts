import type { EpochMs } from "@signalbox/core";

interface Waiting {
  actionId: string;
  since: EpochMs;
}

/** The actions that this process performs just now, by connection, and those that wait here for one of them to end. The
 *  database holds a connection to its limit over all processes; here nobody asks it who must be told to wait. */
export class ConnectionLanes {
  readonly #lanes = new Map<number, { underWay: number; waiting: Waiting[] }>();
  #isClosed = false;

  /** Takes one of `max` places. False: none is free, and the action waits for `next` to name it. */
  enter(connectionId: number, actionId: string, { max, now }: { max: number; now: EpochMs }): boolean {
    const lane = this.#lanes.get(connectionId) ?? { underWay: 0, waiting: [] };
    this.#lanes.set(connectionId, lane);
    const isFree = lane.underWay < max || this.#isClosed;
    if (isFree) lane.underWay += 1;
    else if (!lane.waiting.some((one) => one.actionId === actionId)) lane.waiting.push({ actionId, since: now });
    return isFree;
  }

  /** Whose turn it is in the place that is done with, and since when it waits; null: nobody does, and the place is free. */
  next(connectionId: number): Waiting | null {
    const lane = this.#lanes.get(connectionId)!;
    const next = lane.waiting.shift();
    if (next !== undefined) return next;
    lane.underWay -= 1;
    if (lane.underWay === 0) this.#lanes.delete(connectionId);
    return null;
  }

  /** From now on nobody waits here. Returns who did. */
  close(): string[] {
    this.#isClosed = true;
    return [...this.#lanes.values()].flatMap(({ waiting }) => waiting.splice(0)).map(({ actionId }) => actionId);
  }
}
