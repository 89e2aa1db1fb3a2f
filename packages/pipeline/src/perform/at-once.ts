import type { ActionKind, EpochMs } from "@signalbox/core";
import type { ConnectionLanes } from "./connection-lanes.ts";
import type { PerformDeps } from "./perform-deps.ts";
import { performInLane, ringAgain } from "./perform-in-lane.ts";

type Ordered = { id: string; kind: ActionKind; runAt: EpochMs };

/** What one transaction orders to be performed at once. */
export interface AtOnceOrders {
  /** Takes what is due and has a place here, and returns the rest: that needs a job. */
  take(ordered: readonly Ordered[], now: EpochMs): Ordered[];
  /** The transaction is rolled back: the places are free again. */
  drop(): void;
  /** The transaction is committed: what was taken is performed. */
  start(): void;
}

/** Places in which a process performs what it has just ordered, without a job in between. The queue is only a doorbell: what
 *  was ordered stands in its row, and where this process is lost the sweep rings for it. Pages have places of their own. */
export class AtOncePlaces {
  readonly #deps: PerformDeps;
  readonly #lanes: ConnectionLanes;
  readonly #free = { page: 4, other: 8 };
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;

  constructor(deps: PerformDeps, lanes: ConnectionLanes) {
    this.#deps = deps;
    this.#lanes = lanes;
  }

  /** For one transaction. */
  orders(): AtOnceOrders {
    let taken: Ordered[] = [];
    return {
      take: (ordered, now) => {
        const { mine = [], rest = [] } = Object.groupBy(ordered, (one) =>
          one.runAt <= now && this.#takePlace(one) ? "mine" : "rest",
        );
        taken.push(...mine);
        return rest;
      },
      drop: () => {
        for (const one of taken) this.#free[placeOf(one)] += 1;
        taken = [];
      },
      start: () => {
        for (const one of taken) this.#perform(one);
        taken = [];
      },
    };
  }

  /** Takes nothing any more, and resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #takePlace(one: Ordered): boolean {
    const place = placeOf(one);
    if (this.#isClosed || this.#free[place] === 0) return false;
    this.#free[place] -= 1;
    return true;
  }

  #perform(one: Ordered): void {
    const performed = performInLane(this.#deps, this.#lanes, { actionId: one.id })
      .catch(async (err: unknown) => {
        const { log } = this.#deps;
        log.warn({ stage: "perform", actionId: one.id, err }, "an action could not be performed; it is rung for again");
        // Where the database is away, the sweep rings once it is back.
        await ringAgain(this.#deps, [one.id]).catch((err: unknown) =>
          log.warn({ stage: "perform", actionId: one.id, err }),
        );
      })
      .finally(() => {
        this.#free[placeOf(one)] += 1;
        this.#underWay.delete(performed);
      });
    this.#underWay.add(performed);
  }
}

function placeOf({ kind }: Ordered): "page" | "other" {
  return kind === "page" ? "page" : "other";
}
