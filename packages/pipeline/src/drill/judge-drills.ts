import { type DrillProgress, type DrillVerdict, type EpochMs, formatId, judgeDrill } from "@signalbox/core";
import {
  type Database,
  type DrillRunChange,
  isAnyDrillRunning,
  loadDrillFacts,
  lockRunningDrills,
  noteDrillRun,
  notifyLive,
  raiseFailure,
  settleFailure,
  type Tx,
} from "@signalbox/database";
import { type ChaosRun, judgeChaosRun, type RunningDrill } from "./judge-chaos-run.ts";

export interface JudgeDrillsDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
  newId(): string;
}

type Running = RunningDrill;

/** Looks how far the runs that are under way are, and decides what happens to each. Safe to run twice and at once: a run is
 *  judged under its lock, from the rows that its events and its ticket left behind. Returns how many are under way. */
export async function judgeDrills(deps: JudgeDrillsDeps): Promise<number> {
  if (!(await isAnyDrillRunning(deps.db.read))) return 0;
  return deps.db.transaction(async (tx) => {
    const running = await lockRunningDrills(tx);
    for (const one of running) {
      if (isDisturbed(one)) {
        const verdict = await judgeChaosRun(tx, deps, one);
        if (verdict !== null) await conclude(tx, deps, { ...one, verdict, now: deps.now() });
      } else await judgeOne(tx, deps, one);
    }
    return running.length;
  });
}

function isDisturbed(running: Running): running is ChaosRun {
  return running.run.chaos !== null;
}

async function judgeOne(tx: Tx, deps: JudgeDrillsDeps, { run, way, key, name }: Running): Promise<void> {
  const now = deps.now();
  const facts = await loadDrillFacts(tx, run);
  const progress: DrillProgress = { ...run, ...facts, way };
  const verdict = judgeDrill(progress, now);
  const learned = Object.entries(facts).some(([field, value]) => run[field as keyof typeof facts] !== value);
  const change: DrillRunChange = { ...facts, ...changeBy(verdict, progress, now) };
  if (!learned && verdict.next === "wait") return;
  await noteDrillRun(tx, run.id, change);
  await notifyLive(tx, "drill", key);
  if (verdict.next === "finish") await conclude(tx, deps, { run, key, name, verdict, now });
}

function changeBy(verdict: DrillVerdict, run: DrillProgress, now: EpochMs): DrillRunChange {
  switch (verdict.next) {
    case "wait":
      return {};
    case "end-fault":
      return {
        endingAt: now,
        missed: verdict.missed,
        signalProblem: null,
        ...(run.way === "page" ? { faultEndedAt: now } : { nextSignalAt: now }),
      };
    case "finish":
      return { state: verdict.state, missed: verdict.missed, finishedAt: now };
  }
}

// A missed drill is a failure, whoever ran it; the next that passes ends it.
async function conclude(
  tx: Tx,
  deps: JudgeDrillsDeps,
  given: Pick<Running, "run" | "key" | "name"> & { verdict: DrillVerdict & { next: "finish" }; now: EpochMs },
): Promise<void> {
  const { run, key, name, verdict, now } = given;
  if (verdict.state === "passed") {
    await settleFailure(tx, { kind: "drill-missed", cause: key, by: "signalbox", reason: "a later run passed", now });
  }
  if (verdict.state !== "missed") return;
  await raiseFailure(tx, {
    kind: "drill-missed",
    cause: key,
    subjectKind: "drill",
    subjectId: key,
    reason: `The drill "${name}" missed: ${verdict.missed}`,
    advice: "Look at its steps: the first that was missed says where the way from the tool to the ticket ends.",
    details: { run: formatId("drl", run.id) },
    now,
    newId: deps.newId,
  });
}
