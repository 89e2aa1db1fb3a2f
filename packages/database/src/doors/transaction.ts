import { NodePgTransaction } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { LiveTeller } from "../live/live-teller.ts";
import { gatherLiveChanges } from "../live/notify-live.ts";
import { gatherLast } from "./at-commit.ts";
import { sqlState } from "./query-failed.ts";
import { dialect, TransactionSession } from "./quiet-sessions.ts";
import { together } from "./together.ts";

/** Drizzle inside one transaction of the `pg` door; `tx.execute(sql…)` returns `{ rows }`. */
export type Tx = NodePgTransaction<Record<string, never>, Record<string, never>>;

// A kept plan whose table a migration has changed meanwhile: its connection is of no use any more.
const stalePlans = new Set(["0A000", "26000"]);
const retried = new Set(["40001", "40P01", ...stalePlans]);
const triesMax = 4;

/** Runs `work` in one transaction; a deadlock, a serialisation failure or a stale plan runs it again, up to three times, so
 *  it must be safe to run twice. Whatever else it throws rolls back and is thrown on. */
export async function runTransaction<T>(pool: pg.Pool, live: LiveTeller, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(pool, live, work);
    } catch (error) {
      if (tries === triesMax || !retried.has(sqlState(error) ?? "")) throw error;
    }
  }
}

async function runOnce<T>(pool: pg.Pool, live: LiveTeller, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    // Goes out with the first statement. Where it fails, so does the connection, and with it all that follows.
    const begun = client.query("begin");
    begun.catch(() => {});
    const tx: Tx = new NodePgTransaction(dialect, new TransactionSession(client, dialect, undefined), undefined);
    const changes = gatherLiveChanges(tx);
    const last = gatherLast(tx);
    const result = await work(tx);
    // Where the transaction has failed, Postgres takes a commit for a roll-back.
    await together(
      () => begun,
      ...last,
      () => client.query("commit"),
    );
    client.release();
    live.tell(changes);
    return result;
  } catch (error) {
    client.release(await rollBack(client, error));
    throw error;
  }
}

// A connection that can't be rolled back is destroyed; one that is still busy with a timed-out query can't be used at all.
async function rollBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (error instanceof Error && (/Query read timeout/.test(error.message) || stalePlans.has(sqlState(error) ?? "")))
    return error;
  try {
    await client.query("rollback");
    return undefined;
  } catch (failed) {
    return failed instanceof Error ? failed : new Error("rollback failed");
  }
}
