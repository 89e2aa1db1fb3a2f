import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";

/** What the main thread hands over; `shared` counts the turns of its loop. */
export interface HeartbeatData {
  databaseUrl: string;
  poolIds: string[];
  processId: string;
  everyMs: number;
  /** SQL of one beat: pool ids, process id. */
  statement: string;
  shared: SharedArrayBuffer;
}

const data = workerData as HeartbeatData;
const turnsOfMain = new Int32Array(data.shared);
let seenTurns = -1;
let client: pg.Client | null = null;

async function connect(): Promise<pg.Client> {
  const made = new pg.Client({
    connectionString: data.databaseUrl,
    application_name: "signalbox heartbeat",
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    keepAlive: true,
  });
  made.on("error", () => {
    if (client === made) client = null;
  });
  await made.connect();
  return made;
}

/** Beats only if the main loop has turned since the last beat: a blocked loop must look dead. */
async function beat(): Promise<void> {
  const turns = Atomics.load(turnsOfMain, 0);
  if (turns === seenTurns) return;
  try {
    client ??= await connect();
    await client.query(data.statement, [data.poolIds, data.processId]);
    seenTurns = turns;
    parentPort?.postMessage("beat");
  } catch {
    // Postgres is away: the next beat tries a new connection.
    await client?.end().catch(() => {});
    client = null;
  }
}

await beat();
setInterval(() => void beat(), data.everyMs);
