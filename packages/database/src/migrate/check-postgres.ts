import pg from "pg";
import { StartRefusal } from "../start-refusal.ts";
import { findPostgresProblems, type PostgresFacts } from "./find-postgres-problems.ts";

const factsQuery = `select current_setting('server_version') as version,
  current_setting('server_version_num')::int as version_number,
  current_setting('server_encoding') as encoding,
  current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('full_page_writes') as full_page_writes,
  current_setting('max_connections')::int as max_connections,
  pg_is_in_recovery() as is_replica`;

const waitDelaysMs = [500, 1_000, 2_000, 5_000, 10_000];

/** Waits (back-off, said once per reason) until Postgres answers, then checks that it keeps what it acknowledges and
 *  has room for `connectionsNeeded`. @throws StartRefusal for what waiting can't mend: sign-in, version, settings. */
export async function checkPostgres(options: {
  databaseUrl: string;
  connectionsNeeded: number;
  log: (line: string) => void;
  signal?: AbortSignal;
}): Promise<void> {
  const { databaseUrl, log, signal } = options;
  const where = describeTarget(databaseUrl);
  let told = "";
  for (let tries = 0; ; tries++) {
    const answer = await askFacts(databaseUrl);
    signal?.throwIfAborted();
    if ("facts" in answer) {
      const problems = findPostgresProblems(answer.facts, options.connectionsNeeded);
      if (problems.length > 0) throw new StartRefusal(problems.map((problem) => `PostgreSQL at ${where}: ${problem}`));
      return;
    }
    if (!answer.canWait) throw new StartRefusal([`DATABASE_URL: PostgreSQL at ${where} refuses: ${answer.reason}`]);
    if (told !== answer.reason) log(`Waiting for PostgreSQL at ${where}: ${answer.reason}`);
    told = answer.reason;
    await pause(waitDelaysMs[Math.min(tries, waitDelaysMs.length - 1)] ?? 10_000, signal);
  }
}

type Answer = { facts: PostgresFacts } | { canWait: boolean; reason: string };

async function askFacts(databaseUrl: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const facts = (await client.query<PostgresFacts>(factsQuery)).rows[0];
    return facts ? { facts } : { canWait: true, reason: "no answer" };
  } catch (error) {
    return describeFailure(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function describeFailure(error: unknown): { canWait: boolean; reason: string } {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const first = (error as AggregateError).errors?.[0] as { message?: string } | undefined;
  const reason = message || first?.message || code || "unknown reason";
  // A server's SQLSTATE other than "starting", "shutting down", "too many connections" is an answer that stays.
  const isAnswer = /^[0-9A-Z]{5}$/.test(code) && !/^(57P0\d|53300|08\w{3})$/.test(code) && !/^E[A-Z]{4}$/.test(code);
  const isTlsOrUrl = /SSL|TLS|certificate|self.signed|client password|SASL/i.test(`${code} ${message}`);
  return { canWait: !isAnswer && !isTlsOrUrl, reason };
}

function describeTarget(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  return url.host || url.searchParams.get("host") || "the local socket";
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
