import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const pauseMaxMs = 2_000;
const queryTimeoutMs = 30_000;

/** Connections for the queue that outlast Postgres: connecting waits until it is there again, and a statement whose
 *  connection was lost fails with a code that makes the queue run it again. Without that the queue leaves the end of a job
 *  to a promise that nobody holds, and one lost connection ends the process. All its statements are safe to run twice. */
export class QueuePool extends pg.Pool {
  #isLeaving = false;

  constructor(options: { connectionString: string; max: number }) {
    super({
      ...options,
      application_name: "signalbox queue",
      connectionTimeoutMillis: 5_000,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      // Taking and ending a job need not outlast a crash of Postgres: a job that comes back is safe to run twice. What a job
      // does, and the jobs that it adds, are committed elsewhere, durably.
      options: "-c synchronous_commit=off",
    });
    this.on("error", () => {});
    this.on("connect", (client) => {
      client.on("error", () => {});
      tellLoss(client);
    });
  }

  /** From now on nothing waits for Postgres any more: the process is about to end. */
  leave(): void {
    this.#isLeaving = true;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool["connect"]>[0]): void;
  override connect(callback?: Parameters<pg.Pool["connect"]>[0]): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) return this.#connectPatiently();
    super.connect(callback);
    return undefined;
  }

  async #connectPatiently(): Promise<pg.PoolClient> {
    for (let tries = 0; ; tries++) {
      try {
        return await super.connect();
      } catch (error) {
        if (!isLoss(error)) throw error;
        if (this.#isLeaving) throw asRetryable(error);
        await sleep(Math.min(pauseMaxMs, 50 * 2 ** Math.min(tries, 6)) * (0.75 + Math.random() / 2));
      }
    }
  }
}

function tellLoss(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const guarded = (...given: unknown[]): unknown => {
    const result = query(...given);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      if (!isLoss(error)) throw error;
      // Ended here, the pool takes it out; what has timed out still runs there, and nothing else may be sent after it.
      void client.end().catch(() => {});
      throw asRetryable(error);
    });
  };
  client.query = guarded as typeof client.query;
}

function isLoss(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  if (/^(08\w{3}|57P0\d|53300|E[A-Z]{4,})$/.test(code)) return true;
  return /connection (terminated|error|ended)|not queryable|read timeout|timeout exceeded|after calling end/i.test(
    messageOf(error),
  );
}

// One of the few codes on which the queue runs a statement again, and the one with the shortest pauses.
function asRetryable(error: unknown): Error {
  return Object.assign(new Error(messageOf(error), { cause: error }), { code: "40001" });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
