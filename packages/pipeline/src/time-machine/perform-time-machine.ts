import { setImmediate as nextTurn } from "node:timers/promises";
import { type Calendar, compileRuleSet, type EpochMs, parseCalendar, type RoutingContext } from "@signalbox/core";
import {
  addJob,
  type Database,
  endTimeMachineRun,
  findRuleSet,
  findTimeMachineRun,
  loadPastEvents,
  loadPastMutes,
  noteTimeMachineRun,
  type PastEventRow,
  type PastPlace,
  restartTimeMachineRun,
  type TimeMachineRow,
  type TimeMachineRunRow,
} from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { ComparedEffect } from "./compare-effects.ts";
import type { PastEvent } from "./past-event.ts";
import { type PastTime, pastTime } from "./past-time.ts";
import { TimeMachine, type TimeMachineResult } from "./time-machine.ts";

export interface TimeMachineDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
}

/** What a run has found, as it is stored. */
export interface StoredTimeMachineResult extends TimeMachineResult {
  /** How many rows differ; the first `timeMachineRowsMax` of them are kept. */
  differences: number;
}

export const timeMachineRowsMax = 10_000;
/** What is played before the time and not counted, so that what was open when it began is known. */
const warmUpMs = 7 * 86_400_000;
const pageEvents = 2_000;
/** So many at a stretch: the process has pages to send, too. */
const stretchEvents = 100;
const noteEveryMs = 500;

export type PerformTimeMachineOutcome = "done" | "ended-before" | "cancelled" | "handed-on";

/**
 * Plays a run to its end, telling how far it is. Safe to run twice: what has ended is left alone, and one that was broken
 * off begins at its beginning. Reads the past alone, and writes nothing but the run and its rows.
 * @param stopping the worker is about to end: the run goes to another
 */
export async function performTimeMachine(
  deps: TimeMachineDeps,
  runId: string,
  stopping: AbortSignal,
): Promise<PerformTimeMachineOutcome> {
  const run = await findTimeMachineRun(deps.db.read, runId);
  if (run === null || run.state !== "running") return "ended-before";
  try {
    return await play(deps, run, stopping);
  } catch (error) {
    const reason = "It stopped with an error of our own; the log tells more. Start it again.";
    await deps.db.transaction((tx) =>
      endTimeMachineRun(tx, runId, { state: "failed", reason, finishedAt: deps.now() }),
    );
    throw error;
  }
}

async function play(
  deps: TimeMachineDeps,
  run: TimeMachineRunRow,
  stopping: AbortSignal,
): Promise<PerformTimeMachineOutcome> {
  const { db } = deps;
  await db.transaction((tx) => restartTimeMachineRun(tx, run.id));
  const span = { from: run.fromAt - warmUpMs, to: run.toAt };
  const found = new FoundRows(await timeOf(deps, run));
  const machine = await prepare(deps, run, found);
  let notedAt = 0;
  for await (const rows of pagesOf(db, span)) {
    for (let at = 0; at < rows.length; at += stretchEvents) {
      for (const row of rows.slice(at, at + stretchEvents)) machine.play(readPastEvent(row));
      await nextTurn();
    }
    machine.sweep();
    if (stopping.aborted) {
      await db.transaction((tx) => addJob(tx, "time_machine", { runId: run.id }));
      return "handed-on";
    }
    if (Date.now() - notedAt < noteEveryMs) continue;
    notedAt = Date.now();
    const progress = { reachedAt: rows.at(-1)?.received_ms ?? run.toAt, events: machine.events, rows: found.take() };
    if (!(await db.transaction((tx) => noteTimeMachineRun(tx, run.id, progress)))) return "cancelled";
  }
  const result: StoredTimeMachineResult = { ...machine.result(), differences: found.count };
  const isDone = await db.transaction(async (tx) => {
    const rows = found.take();
    const { events } = result;
    if (!(await noteTimeMachineRun(tx, run.id, { reachedAt: run.toAt, events, rows }))) return false;
    return endTimeMachineRun(tx, run.id, { state: "done", result, events, finishedAt: deps.now() });
  });
  return isDone ? "done" : "cancelled";
}

async function prepare({ db }: TimeMachineDeps, run: TimeMachineRunRow, found: FoundRows): Promise<TimeMachine> {
  const routing = await loadRouting(db);
  const live = run.liveId === null ? null : await findRuleSet(db.read, { id: run.liveId });
  return new TimeMachine({
    routing: { ...routing, rules: compile(run.liveId, live?.body ?? { rules: [] }) },
    draft: compile(run.draftId, run.draftBody),
    mutes: await loadPastMutes(db.read, { from: run.fromAt - warmUpMs, to: run.toAt }),
    time: found.time,
    onDifference: (compared) => found.add(compared),
  });
}

function compile(id: number | null, body: unknown): RoutingSnapshot["rules"] {
  const made = compileRuleSet(body);
  if (made.outcome === "invalid") throw new Error(`rule set ${id} can't be read: ${made.problems[0]?.message}`);
  return { id, compiled: made.ruleSet, problem: null };
}

async function timeOf({ db }: TimeMachineDeps, run: TimeMachineRunRow): Promise<PastTime> {
  const { calendars } = await loadRouting(db);
  const named = run.night === null ? undefined : calendars.get(run.night);
  return pastTime({ from: run.fromAt, to: run.toAt }, run.timeZone, named ?? usualNight(run.timeZone));
}

function usualNight(timeZone: string): Calendar {
  const parsed = parseCalendar({ timeZone, quietHours: { daily: "22:00-07:00" } });
  if (parsed.outcome === "invalid") throw new Error(`the night of ${timeZone} can't be read`);
  return parsed.calendar;
}

/** Page after page; the next is read while one is played. */
async function* pagesOf(
  db: TimeMachineDeps["db"],
  span: { from: EpochMs; to: EpochMs },
): AsyncGenerator<PastEventRow[]> {
  const load = (after: PastPlace | null) => loadPastEvents(db.read, span, { after, limit: pageEvents });
  let page = await load(null);
  while (page.next !== null) {
    const next = load(page.next);
    // Whoever breaks off never awaits it.
    next.catch(() => {});
    yield page.rows;
    page = await next;
  }
  yield page.rows;
}

function readPastEvent(row: PastEventRow): PastEvent {
  return {
    receivedAt: row.received_ms,
    deliveryId: row.delivery_id,
    ordinal: row.ordinal,
    sourceId: row.source_id,
    monitorId: row.monitor_external_id,
    componentId: row.component_id,
    incidentId: row.incident_id,
    // The query leaves "none" out.
    change: row.change as PastEvent["change"],
    occurredAt: row.occurred_ms,
    merge: row.act === null || row.merged_into === null ? null : { kind: row.act, into: row.merged_into },
    // Written by our own routing stage in exactly this shape.
    context: JSON.parse(row.context) as RoutingContext,
  };
}

/** The rows of a run on their way to the database. */
class FoundRows {
  readonly time: PastTime;
  count = 0;
  #waiting: Omit<TimeMachineRow, "runId">[] = [];

  constructor(time: PastTime) {
    this.time = time;
  }

  add({ outcome, live, draft, reason }: ComparedEffect): void {
    this.count += 1;
    const effect = draft ?? live;
    if (outcome === "same" || effect === null || this.count > timeMachineRowsMax) return;
    const { kind, connection, at, incidentId, event } = effect;
    this.#waiting.push({
      number: this.count,
      outcome,
      kind,
      connection,
      at,
      isNight: this.time.isNight(at),
      liveRule: live?.rule ?? null,
      draftRule: draft?.rule ?? null,
      incidentId,
      deliveryId: event.deliveryId,
      ordinal: event.ordinal,
      reason,
    });
  }

  take(): Omit<TimeMachineRow, "runId">[] {
    return this.#waiting.splice(0);
  }
}
