import { cpus } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { formatId, newUuid, type RoutingContext, type RuleSetBody, toIso, toIsoOrNull } from "@signalbox/core";
import {
  beginTimeMachineRun,
  connections,
  type Database,
  type EventRow,
  findTimeMachineRun,
  insertEvents,
  loadPastEvents,
  openDatabase,
  publishRuleSet,
} from "@signalbox/database";
import { performTimeMachine, type StoredTimeMachineResult } from "@signalbox/pipeline";
import { prepareDatabase } from "../ingest/prepare-database.ts";
import { context, manyRules } from "../rules/run-rules-bench.ts";
import { median, round } from "../shared/numbers.ts";

export type TimeMachineReport = {
  /** Stored events that go through both rule sets of 50 rules in a second: reading, deciding, comparing and writing rows. */
  eventsPerSecond: number;
  /** 15,000 are wanted; above 1 it is more. */
  against15000: number;
  /** The same in the time for which the process had a processor: what others take of it is left out. */
  eventsPerProcessorSecond: number;
  /** Bare reading of the same events, in this run. */
  readPerSecond: number;
  /** Share of the speed of bare reading. */
  ofBareReading: number;
  /** Memory that is held at the end of all events against that of the first quarter: about 1 where it stays flat. */
  heapGrowth: number;
  /** Must be as many as were stored. */
  events: number;
  differences: number;
  rounds: number;
  machine: { cpus: number; node: string };
};

const dayMs = 86_400_000;
const rulesCount = 50;
const batch = 1_000;

/** A run as a worker does it, on a throwaway database: half of the events open an incident, half resolve one. */
export async function runTimeMachineBench(options: {
  rounds: number;
  events: number;
  log(line: string): void;
}): Promise<TimeMachineReport> {
  const { rounds, events, log } = options;
  const database = await prepareDatabase();
  const db = openDatabase({ url: database.url, applicationName: "bench", poolSize: 3 });
  try {
    const to = Date.now();
    const from = to - 90 * dayMs;
    const liveId = await prepareRules(db);
    await storePast(db, { from, to: from + 89 * dayMs, events });
    await database.query("analyze events");
    log(`${events} events stored`);
    const speeds: number[] = [];
    const reads: number[] = [];
    const processor: number[] = [];
    let last: StoredTimeMachineResult | null = null;
    for (let n = 1; n <= rounds; n++) {
      reads.push(await speedOf(events, () => readAll(db, { from, to })));
      const run = await order(db, { from, to, liveId });
      const used = process.cpuUsage();
      speeds.push(await speedOf(events, () => performTimeMachine({ db, now: Date.now }, run, goesOn)));
      const { user, system } = process.cpuUsage(used);
      processor.push((events * 1_000_000) / (user + system));
      last = (await findTimeMachineRun(db.read, run))!.result as StoredTimeMachineResult;
      log(`round ${n}: ${Math.round(speeds.at(-1)!)} events/s, bare reading ${Math.round(reads.at(-1)!)}`);
    }
    const quarter = await heapAfter(db, { from, to: from + 22 * dayMs, liveId });
    const whole = await heapAfter(db, { from, to, liveId });
    return {
      eventsPerSecond: Math.round(median(speeds)),
      against15000: round(median(speeds) / 15_000),
      eventsPerProcessorSecond: Math.round(median(processor)),
      readPerSecond: Math.round(median(reads)),
      ofBareReading: round(median(speeds) / median(reads)),
      heapGrowth: round(whole / quarter),
      events: last?.events ?? 0,
      differences: last?.differences ?? 0,
      rounds,
      machine: { cpus: cpus().length, node: process.version },
    };
  } finally {
    await db.close();
    await database.stop();
  }
}

const goesOn = new AbortController().signal;

async function speedOf(events: number, work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - from);
}

async function prepareRules(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.insert(connections).values({ key: "desk", name: "Desk", kind: "ticket-json", config: {} });
    const by = { actor: { kind: "system" as const, name: "bench" }, now: Date.now() };
    const body = rulesWith("30s");
    return (await publishRuleSet(tx, by, { body, origin: "browser", note: "" })).id;
  });
}

function rulesWith(hold: string): RuleSetBody {
  return { rules: manyRules(rulesCount).map((rule) => ({ ...rule, hold })) };
}

async function order(db: Database, of: { from: number; to: number; liveId: number }): Promise<string> {
  const id = newUuid();
  const run = await db.transaction((tx) =>
    beginTimeMachineRun(tx, {
      id,
      draftId: 0,
      draftRevision: 1,
      draftBody: { ...rulesWith("5m") },
      liveId: of.liveId,
      fromAt: of.from,
      toAt: of.to,
      timeZone: "Europe/Berlin",
      night: null,
      askedBy: "bench",
      askedAt: Date.now(),
    }),
  );
  if (run === null) throw new Error("another run is under way");
  return id;
}

async function readAll(db: Database, span: { from: number; to: number }): Promise<void> {
  let page = await loadPastEvents(db.read, span, { after: null, limit: 2_000 });
  while (page.next !== null) page = await loadPastEvents(db.read, span, { after: page.next, limit: 2_000 });
}

/** What is held while the last events are played, in bytes. */
async function heapAfter(db: Database, of: { from: number; to: number; liveId: number }): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let held = 0;
  const watched: Pick<Database, "transaction" | "read"> = {
    read: db.read,
    transaction: (work) => {
      collect();
      held = process.memoryUsage().heapUsed;
      return db.transaction(work);
    },
  };
  await performTimeMachine({ db: watched, now: Date.now }, await order(db, of), goesOn);
  return held;
}

async function storePast(db: Database, past: { from: number; to: number; events: number }): Promise<void> {
  const step = (past.to - past.from) / past.events;
  let rows: EventRow[] = [];
  for (let n = 0; n < past.events; n++) {
    rows.push(pastEvent(n, past.from + n * step, step));
    if (rows.length < batch && n < past.events - 1) continue;
    const stored = rows;
    await db.transaction((tx) => insertEvents(tx, stored));
    rows = [];
  }
}

/** Each incident opens, and is resolved by the event after next: one in three within the longer hold. */
function pastEvent(n: number, at: number, step: number): EventRow {
  const isOpening = n % 4 < 2;
  const incident = isOpening ? n : n - 2;
  const openedAt = isOpening ? at : at - 2 * step;
  const receivedAt = Math.floor(isOpening ? at : n % 3 === 0 ? openedAt + 60_000 : at);
  const incidentId = `00000000-0000-7000-8000-${String(incident).padStart(12, "0")}`;
  const sample = context(incident);
  const change = isOpening ? "opened" : "resolved";
  const seen: RoutingContext = {
    ...sample,
    event: { ...sample.event, type: change, change, occurredAt: toIso(receivedAt), receivedAt: toIso(receivedAt) },
    incident: {
      ...sample.incident,
      id: formatId("inc", incidentId),
      status: isOpening ? "open" : "resolved",
      openedAt: toIso(Math.floor(openedAt)),
      resolvedAt: toIsoOrNull(isOpening ? null : receivedAt),
    },
    now: toIso(receivedAt),
  };
  return {
    receivedAt,
    deliveryId: newUuid(),
    ordinal: 0,
    manualActId: null,
    sourceId: 1,
    correlationKey: `key-${incident}`,
    type: change,
    change,
    occurredAt: receivedAt,
    timeBasis: "sender",
    startedAt: null,
    monitorId: null,
    monitorExternalId: sample.monitor?.id ?? null,
    monitorName: sample.monitor?.name ?? null,
    componentId: null,
    incidentId,
    severity: sample.event.severity,
    summary: sample.event.summary,
    url: null,
    labels: sample.labels,
    drift: [],
    context: seen,
    ruleSetId: null,
    rulesFired: [],
    rulesFailed: [],
    normaliserVersion: 1,
  };
}

export function printTimeMachine(report: TimeMachineReport): void {
  console.log(
    `time machine   ${report.eventsPerSecond} events/s by two rule sets of ${rulesCount}: ${report.against15000} of 15,000; ${report.eventsPerProcessorSecond} a second of processor`,
  );
  console.log(`               ${report.ofBareReading} of the speed of bare reading (${report.readPerSecond} events/s)`);
  console.log(`               memory at the end ${report.heapGrowth} of that at a quarter`);
}
