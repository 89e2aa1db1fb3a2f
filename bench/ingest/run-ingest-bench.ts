import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { nextMessage, startChild } from "../shared/child-program.ts";
import { median, sum } from "../shared/numbers.ts";
import { startSignalbox } from "../shared/signalbox-processes.ts";
import type { LoadOrder, LoadResult } from "./load-generator.ts";
import type { Peer } from "./peer-server.ts";
import { type BenchDatabase, prepareDatabase } from "./prepare-database.ts";
import type { RawOrder } from "./raw-insert.ts";

const connections = 64;
const warmUpMs = 1_000;
const processedWithinMs = 60_000;

type Contender = "noOp" | "verifyOnly" | "transactionPerRequest" | "rawInsert" | "signalbox";

export type IngestReport = {
  /** Acknowledged deliveries a second: the medians of all rounds; every round in `rounds`. */
  perSecond: Record<Contender, number>;
  /** Signalbox against each, of medians: 0.3 of `verifyOnly` and 5 times `transactionPerRequest` are to be reached. */
  ratios: Record<Exclude<Contender, "signalbox">, number>;
  rounds: Record<Contender, number[]>;
  latencyMs: { p50: number; p99: number };
  withProcessing: { perSecond: number; refused: number; lost: number; processedPerSecond: number; unprocessed: number };
  /** Over all rounds of Signalbox: answers other than 200, and acknowledged deliveries that are not stored. */
  refused: number;
  lost: number;
  machine: { cpus: number; node: string; connections: number; seconds: number };
};

/** Measures all side by side: in each round everyone has one turn, on the same PostgreSQL and with the same load. */
export async function runIngestBench(options: BenchOptions): Promise<IngestReport> {
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const running: { stop(): Promise<void> }[] = [];
  const keep = <Program extends { stop(): Promise<void> }>(program: Program): Program => {
    running.unshift(program);
    return program;
  };
  try {
    const database = keep(await prepareDatabase());
    return await measureAll(options, database, dataDir, keep);
  } finally {
    for (const program of running) await program.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type BenchOptions = { rounds: number; seconds: number; log: (line: string) => void };
type Keep = <Program extends { stop(): Promise<void> }>(program: Program) => Program;

async function measureAll(
  { rounds, seconds, log }: BenchOptions,
  database: BenchDatabase,
  dataDir: string,
  keep: Keep,
): Promise<IngestReport> {
  const load = keep(startChild<LoadOrder>(new URL("./load-generator.ts", import.meta.url)));
  const raw = keep(startChild<RawOrder>(new URL("./raw-insert.ts", import.meta.url)));
  const peers = {
    noOp: keep(await startPeer("no-op", database)),
    verifyOnly: keep(await startPeer("verify-only", database)),
    transactionPerRequest: keep(await startPeer("transaction-per-request", database)),
  };
  const startRole = async (role: "api" | "worker") =>
    keep(await startSignalbox(role, { databaseUrl: database.url, secretKey: database.secretKey, dataDir }));
  const signalbox = await startRole("api");

  const measureMs = seconds * 1000;
  const loadOn = (port: number, prefix: string) =>
    load.ask<LoadResult>({ port, connections, warmUpMs, measureMs, prefix });
  const measured: Record<Contender, number[]> = {
    noOp: [],
    verifyOnly: [],
    transactionPerRequest: [],
    rawInsert: [],
    signalbox: [],
  };
  const turn = async <Result extends { perSecond: number }>(
    contender: Contender,
    round: number,
    work: () => Promise<Result>,
  ) => {
    await database.query("checkpoint");
    const result = await work();
    measured[contender].push(result.perSecond);
    log(`round ${round} ${contender}: ${Math.round(result.perSecond)}/s`);
    return result;
  };
  const loads: LoadResult[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const [name, peer] of Object.entries(peers) as [keyof typeof peers, { port: number }][]) {
      await turn(name, round, () => loadOn(peer.port, `${name}-${round}`));
    }
    const rawOrder = { databaseUrl: database.url, warmUpMs, measureMs, prefix: `raw-${round}` };
    await turn("rawInsert", round, () => raw.ask<{ perSecond: number }>(rawOrder));
    loads.push(await turn("signalbox", round, () => loadOn(signalbox.port, `signalbox-${round}`)));
  }
  const acknowledged = sum(loads.map((result) => result.acknowledged));
  const lost = acknowledged - (await storedCount(database, "signalbox-"));
  const withProcessing = await measureWithProcessing(database, {
    startWorker: () => startRole("worker"),
    load: () => loadOn(signalbox.port, "processed-1"),
    log,
  });
  return {
    ...summarise(measured),
    latencyMs: { p50: median(loads.map(({ p50Ms }) => p50Ms)), p99: median(loads.map(({ p99Ms }) => p99Ms)) },
    withProcessing,
    refused: sum(loads.map((result) => result.refused)) + withProcessing.refused,
    lost: lost + withProcessing.lost,
    machine: { cpus: cpus().length, node: process.version, connections, seconds },
  };
}

async function startPeer(peer: Peer, database: BenchDatabase): Promise<{ port: number; stop(): Promise<void> }> {
  const { child, stop } = startChild(new URL("./peer-server.ts", import.meta.url), [peer, database.url]);
  const { port } = await nextMessage<{ port: number }>(child);
  return { port, stop };
}

/** The same load while a worker processes what comes in; then waits until it has caught up. */
async function measureWithProcessing(
  database: BenchDatabase,
  { startWorker, load, log }: { startWorker(): Promise<unknown>; load(): Promise<LoadResult>; log(line: string): void },
): Promise<IngestReport["withProcessing"]> {
  // What the rounds before left behind is not to be processed now.
  await database.query("delete from graphile_worker._private_jobs");
  await database.query("update deliveries set state = 'processed', finished_at = now()");
  await database.query("vacuum analyze deliveries");
  await database.query("checkpoint");
  await startWorker();
  const startedAt = performance.now();
  const result = await load();
  const until = performance.now() + processedWithinMs;
  let waiting = await waitingCount(database);
  while (waiting > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    waiting = await waitingCount(database);
  }
  const stored = await storedCount(database, "processed-");
  const processedPerSecond = (stored - waiting) / ((performance.now() - startedAt) / 1000);
  log(
    `with processing: ${Math.round(result.perSecond)}/s in, ${Math.round(processedPerSecond)}/s processed, ${waiting} left`,
  );
  const { perSecond, refused, acknowledged } = result;
  return { perSecond, refused, lost: acknowledged - stored, processedPerSecond, unprocessed: waiting };
}

async function waitingCount(database: BenchDatabase): Promise<number> {
  const rows = await database.query<{ n: number }>(
    "select count(*)::int as n from deliveries where state = 'received'",
  );
  return rows[0]?.n ?? 0;
}

async function storedCount(database: BenchDatabase, prefix: string): Promise<number> {
  const rows = await database.query<{ n: number }>(
    `select count(*)::int as n from deliveries where sender_delivery_id like '${prefix}%'`,
  );
  return rows[0]?.n ?? 0;
}

function summarise(rounds: Record<Contender, number[]>): Pick<IngestReport, "perSecond" | "ratios" | "rounds"> {
  const perSecond = mapValues(rounds, median);
  const { signalbox, ...others } = perSecond;
  return { perSecond, ratios: mapValues(others, (other) => Math.round((signalbox / other) * 1000) / 1000), rounds };
}

function mapValues<Key extends string, From, To>(
  from: Record<Key, From>,
  change: (value: From) => To,
): Record<Key, To> {
  return Object.fromEntries(Object.entries<From>(from).map(([key, value]) => [key, change(value)])) as Record<Key, To>;
}

export function printIngest(report: IngestReport): void {
  const { perSecond, ratios, withProcessing, latencyMs } = report;
  for (const [name, value] of Object.entries(perSecond)) console.log(`${name.padEnd(24)}${Math.round(value)}/s`);
  for (const [name, value] of Object.entries(ratios)) console.log(`signalbox / ${name.padEnd(22)}${value}`);
  console.log(`latency                 p50 ${latencyMs.p50.toFixed(1)} ms, p99 ${latencyMs.p99.toFixed(1)} ms`);
  console.log(
    `with processing         ${Math.round(withProcessing.perSecond)}/s in, ${Math.round(withProcessing.processedPerSecond)}/s processed`,
  );
  console.log(`refused ${report.refused}, lost ${report.lost}`);
}
