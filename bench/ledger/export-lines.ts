import { dialect, selectSegmentsInOrder } from "@signalbox/database";
import pg from "pg";
import { median, round } from "../shared/numbers.ts";
import { residentMb } from "../shared/resident-memory.ts";
import { benchApiToken, type Installation } from "../shared/start-installation.ts";
import { fillLines, period } from "./fill-ledger.ts";

export type Exporting = {
  entries: number;
  /** Postgres' own COPY of the query that the export reads by, to a client that throws it away. */
  copyMs: number;
  exportMs: number;
  /** To be 0.5 at least. */
  ratio: number;
  megabytes: number;
  /** Of the api process, above what it held before: to be below 300. */
  memoryMb: number;
  /** Entries that did not arrive. */
  missing: number;
};

/** The CSV of a month by HTTP, against COPY of the same rows in the same run. */
export async function exportLines(
  installation: Installation,
  options: { entries: number; rounds: number; log(line: string): void },
): Promise<Exporting> {
  const { rounds, log } = options;
  await fillLines(installation.query, options.entries);
  // What is verified has lines of that month too.
  const [counted] = await installation.query<{ n: number }>(
    `select count(*)::int as n from ledger_segments where period = '${period}'`,
  );
  const entries = counted!.n;
  log(`${entries} lines stand`);
  const copied: number[] = [];
  const exported: number[] = [];
  let [memoryMb, bytes, missing] = [0, 0, 0];
  for (let n = 1; n <= rounds; n++) {
    copied.push(await copyOnce(installation.databaseUrl));
    const one = await exportOnce(installation);
    exported.push(one.ms);
    bytes = one.bytes;
    memoryMb = Math.max(memoryMb, one.memoryMb);
    missing += Math.abs(entries - one.lines);
    log(
      `round ${n}: copy ${round(copied.at(-1)!)} ms, export ${round(one.ms)} ms, ${round(one.memoryMb)} MB above idle`,
    );
  }
  const [copyMs, exportMs] = [median(copied), median(exported)];
  return {
    entries,
    copyMs: round(copyMs),
    exportMs: round(exportMs),
    ratio: round(copyMs / exportMs),
    megabytes: round(bytes / 1e6),
    memoryMb: round(memoryMb),
    missing,
  };
}

async function copyOnce(databaseUrl: string): Promise<number> {
  const { sql, params } = dialect.sqlToQuery(selectSegmentsInOrder({ period }));
  const text = params.reduce<string>(
    (query, value, index) => query.replaceAll(`$${index + 1}`, `'${String(value)}'`),
    sql,
  );
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const startedAt = performance.now();
    await client.query(`copy (${text}) to stdout (format csv)`);
    return performance.now() - startedAt;
  } finally {
    await client.end();
  }
}

async function exportOnce({
  api,
}: Installation): Promise<{ ms: number; bytes: number; lines: number; memoryMb: number }> {
  const idle = residentMb(api.pid);
  let highest = idle;
  const watch = setInterval(() => {
    highest = Math.max(highest, residentMb(api.pid));
  }, 100);
  try {
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/ledger/export?period=${period}&format=csv`, {
      headers: { authorization: `Bearer ${benchApiToken}` },
    });
    if (!answer.ok || answer.body === null) throw new Error(`the export answered ${answer.status}`);
    let [bytes, lines] = [0, -1];
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      // No title of the benchmark has a line end.
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    }
    return { ms: performance.now() - startedAt, bytes, lines, memoryMb: highest - idle };
  } finally {
    clearInterval(watch);
  }
}
