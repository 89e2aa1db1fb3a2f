import { connectionKindByKey } from "@signalbox/connections";
import {
  type ChaosProgress,
  type ChaosVerdict,
  chaosProofs,
  type DrillChaos,
  type EpochMs,
  judgeChaos,
} from "@signalbox/core";
import {
  beginObligationCheck,
  type DrillRunChange,
  endDrillOutages,
  loadChaosFacts,
  loadConnectionForCall,
  type lockRunningDrills,
  noteDrillRun,
  notifyLive,
  type StoredChaos,
  settleFailure,
  type Tx,
} from "@signalbox/database";
import type { JudgeDrillsDeps } from "./judge-drills.ts";

export type RunningDrill = Awaited<ReturnType<typeof lockRunningDrills>>[number];
export type ChaosRun = RunningDrill & { run: { chaos: DrillChaos } };

/** Looks how far a disturbed run is and takes it on; null while it goes on. The caller holds its lock. */
export async function judgeChaosRun(
  tx: Tx,
  deps: JudgeDrillsDeps,
  running: ChaosRun,
): Promise<(ChaosVerdict & { next: "finish" }) | null> {
  const { run, key, connection } = running;
  const now = deps.now();
  const { id, drillId, startedAt, checkId } = run;
  const facts = await loadChaosFacts(tx, { id, drillId, drill: key, connection, startedAt, checkId });
  const canSearch = run.endingAt === null || (await canBeSearched(tx, run.connectionId));
  let progress = progressOf(running, canSearch ? facts : { ...facts, look: { looked: 0, error: null } });
  const verdict = judgeChaos(progress, now);
  const change = await carryOut(tx, deps, running, { verdict, facts, now });
  progress = { ...progress, ...pick(change) };
  const report = chaosProofs(progress, verdict.next === "finish");
  const parkedMost = Math.max(run.parkedMost, facts.parked);
  const isNews = Object.keys(change).length > 0 || JSON.stringify(report) !== JSON.stringify(run.report);
  if (!isNews && parkedMost === run.parkedMost) return null;
  await noteDrillRun(tx, id, { ...change, parkedMost, report });
  await notifyLive(tx, "drill", key);
  return verdict.next === "finish" ? verdict : null;
}

function progressOf({ run, pager }: ChaosRun, facts: StoredChaos): ChaosProgress {
  const { parked, ...told } = facts;
  return { ...run, ...told, pager: pager ?? "its pager", parkedMost: Math.max(run.parkedMost, parked) };
}

function pick({ disturbanceEndedAt, endingAt }: DrillRunChange): Partial<ChaosProgress> {
  return {
    ...(disturbanceEndedAt === undefined ? {} : { disturbanceEndedAt }),
    ...(endingAt === undefined ? {} : { endingAt }),
  };
}

async function carryOut(
  tx: Tx,
  deps: JudgeDrillsDeps,
  { run, key }: ChaosRun,
  given: { verdict: ChaosVerdict; facts: StoredChaos; now: EpochMs },
): Promise<DrillRunChange> {
  const { verdict, facts, now } = given;
  const settle = (reason: string) =>
    settleFailure(tx, { kind: "drill-late", cause: key, by: "signalbox", reason, now });
  switch (verdict.next) {
    case "wait":
      return {};
    case "end-disturbance":
      return { disturbanceEndedAt: now };
    case "end-fault":
      await endDrillOutages(tx, run.id, now);
      await settle(verdict.missed === null ? "its tickets are open" : "its outages are over");
      return { endingAt: now, missed: verdict.missed, disturbanceEndedAt: run.disturbanceEndedAt ?? now };
    case "look":
      return { checkId: run.checkId ?? (await beginLook(tx, deps, run.connectionId, now)) };
    case "finish":
      await settle("the run is over");
      return {
        state: verdict.state,
        missed: verdict.missed,
        finishedAt: now,
        disturbanceEndedAt: run.disturbanceEndedAt ?? now,
        ticketOpenedAt: facts.ticketsAt,
        ticketClosedAt: facts.closedAt,
      };
  }
}

async function canBeSearched(tx: Tx, connectionId: number): Promise<boolean> {
  const connection = await loadConnectionForCall(tx, connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  return config?.success === true && kind!.capabilities(config.data).find;
}

// Where one is under way already, the next turn begins another.
async function beginLook(tx: Tx, deps: JudgeDrillsDeps, connectionId: number, now: EpochMs): Promise<string | null> {
  const begun = await beginObligationCheck(tx, { id: deps.newId(), connectionId, askedBy: "a drill", now });
  return begun?.id ?? null;
}
