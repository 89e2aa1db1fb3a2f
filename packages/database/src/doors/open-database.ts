import type { Socket } from "node:net";
import { NodePgDatabase } from "drizzle-orm/node-postgres";
import { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import pg from "pg";
import postgres from "postgres";
import { LiveTeller } from "../live/live-teller.ts";
import { arrayTypes } from "./array-types.ts";
import { OneWriteClient } from "./one-write-client.ts";
import { dialect, QuietPgSession, QuietPostgresJsSession } from "./quiet-sessions.ts";
import { instantType, type SqlDoor } from "./sql-door.ts";
import { runTransaction, type Tx } from "./transaction.ts";
import { type Target, watchedSocket } from "./watched-socket.ts";

/** Two doors to one Postgres (docs/decisions/0001): `postgres` for single statements, `pg` for transactions. */
export type Database = {
  /** Drizzle over postgres.js: single statements only. */
  read: Omit<PostgresJsDatabase, "transaction">;
  /** A postgres.js client of its own: single statements and LISTEN, never `begin`. `timestamptz` is epoch milliseconds. */
  sql: SqlDoor;
  /** Drizzle over the `pg` pool without a transaction, for libraries that bring their own statements. */
  pg: NodePgDatabase;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Ends every connection, at most five seconds after running statements were given the chance to end. */
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  applicationName: string;
  /** Connections of `read` and of `pg`, each, opened as needed. */
  poolSize: number;
  /** Connections of `sql`: 4 by default. LISTEN takes one more. */
  sqlPoolSize?: number;
  /** A statement that runs longer is cancelled by the server: 5,000 by default. */
  statementTimeoutMs?: number;
};

const lockTimeoutMs = 2_000;

export function openDatabase(options: DatabaseOptions): Database {
  const { url, applicationName, poolSize, sqlPoolSize = 4, statementTimeoutMs = 5_000 } = options;
  const connection = {
    application_name: applicationName,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    TimeZone: "UTC",
  };
  // One statement per connection at a time: none may wait behind another, or share its fate.
  const common = {
    connection,
    max_pipeline: 0,
    connect_timeout: 2,
    backoff: reconnectDelay,
    onnotice: () => {},
    socket: openSocket,
    fetch_types: false,
  };
  const readClient = postgres(url, { ...common, types: arrayTypes, max: poolSize });
  leaveTextAlone(readClient);
  const sql = postgres(url, { ...common, max: sqlPoolSize, types: { ...arrayTypes, instant: instantType } });
  const pool = new pg.Pool({
    Client: OneWriteClient,
    connectionString: url,
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: 2_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    // Only what is begun at once goes out at once: see `together`.
    pipeline: true,
    options: "-c TimeZone=UTC",
  });
  // Without handlers a lost idle connection would end the process; the pool replaces it by itself.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));

  const live = new LiveTeller(pool);
  return {
    read: new PostgresJsDatabase(dialect, new QuietPostgresJsSession(readClient, dialect, undefined), undefined),
    sql,
    pg: new NodePgDatabase(dialect, new QuietPgSession(pool, dialect, undefined), undefined),
    transaction: (work) => runTransaction(pool, live, work),
    async close() {
      await withinSeconds(1, live.stop());
      await Promise.allSettled([readClient.end({ timeout: 5 }), sql.end({ timeout: 5 }), withinSeconds(5, pool.end())]);
    },
  };
}

// The client that postgres.js makes for LISTEN is the one that must live for ever.
function openSocket(options: Target & { max_lifetime: number | null }): Socket {
  return watchedSocket(options, { isListening: options.max_lifetime === null });
}

// In seconds. A second at most: what waits for Postgres must notice soon that it is back.
function reconnectDelay(retries: number): number {
  return Math.min(1, 0.05 * 2 ** Math.min(retries, 6)) * (0.75 + Math.random() / 2);
}

// The driver behind drizzle must hand dates and json over as text: drizzle's columns read and write them.
function leaveTextAlone(client: SqlDoor | postgres.Sql): void {
  const asIs = (value: unknown): unknown => value;
  const { parsers, serializers } = client.options as unknown as Record<string, Record<number, typeof asIs>>;
  for (const type of [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231]) {
    parsers![type] = asIs;
    serializers![type] = asIs;
  }
  serializers![114] = asIs;
  serializers![3802] = asIs;
}

async function withinSeconds(seconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1_000);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
