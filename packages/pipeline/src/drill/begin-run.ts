import type { EpochMs } from "@signalbox/core";
import {
  appendJournal,
  type ChangedBy,
  type Database,
  type DrillRow,
  findConnection,
  findDrill,
  findDrillRun,
  findSource,
  insertDrillOutages,
  insertDrillRun,
  notifyLive,
  stopDrillRun,
  type Tx,
} from "@signalbox/database";

import { readLiveConfig } from "../config/read-live-config.ts";
import { whyNotDisturbed } from "./judge-drill-settings.ts";

export interface DrillRunDeps {
  db: Pick<Database, "transaction">;
  now(): EpochMs;
  newId(): string;
}

export type BeginRunOutcome =
  | { outcome: "begun"; id: string }
  | { outcome: "not-found" }
  | { outcome: "under-way" }
  | { outcome: "refused"; reason: string };

/** Begins a run of a drill by hand: its page fails from now on, or its sample is sent. One at a time. */
export async function beginDrillRun(
  deps: DrillRunDeps,
  key: string,
  actor: ChangedBy["actor"],
): Promise<BeginRunOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const drill = await findDrill(tx, key);
    if (drill === null) return { outcome: "not-found" };
    if (drill.retiredAt !== null) return { outcome: "refused", reason: "This drill is retired." };
    const [source, connection] = [await findSource(tx, drill.source, now), await findConnection(tx, drill.connection)];
    if (source?.retiredAt !== null) return { outcome: "refused", reason: `The source ${drill.source} is retired.` };
    if (connection?.retiredAt !== null) {
      return { outcome: "refused", reason: `The connection ${drill.connection} is retired.` };
    }
    const inTheWay = drill.chaos === null ? null : whyNotDisturbed(drill, (await readLiveConfig(tx)).config);
    if (inTheWay !== null) return { outcome: "refused", reason: inTheWay };
    const id = deps.newId();
    const begun = await insertRun(tx, drill, { id, askedBy: actor.name, dueAt: null, now });
    if (!begun) return { outcome: "under-way" };
    await appendJournal(tx, {
      at: now,
      actorKind: actor.kind,
      actor: actor.name,
      verb: "drill.run",
      subjectKind: "drill",
      subjectId: key,
      details: { run: id },
    });
    return { outcome: "begun", id };
  });
}

/** Begins a run in a transaction that goes on. False where one is under way, or where this due time had its run. */
export async function insertRun(
  tx: Tx,
  drill: DrillRow,
  run: { id: string; askedBy: string; dueAt: EpochMs | null; now: EpochMs },
): Promise<boolean> {
  const { id, askedBy, dueAt, now } = run;
  const {
    id: drillId,
    key,
    way,
    sourceId,
    connectionId,
    openWithinMs,
    closeWithinMs,
    chaos,
    pagerConnectionId,
  } = drill;
  const isByPage = way === "page";
  const begun = await insertDrillRun(tx, {
    ...{ id, drillId, askedBy, dueAt, startedAt: now, sourceId, connectionId, openWithinMs, closeWithinMs },
    ...{ chaos, pagerConnectionId },
    faultAt: isByPage ? now : null,
    nextSignalAt: isByPage || chaos !== null ? null : now,
  });
  if (begun && chaos !== null) await insertDrillOutages(tx, { id, sourceId, outages: chaos.outages, now });
  if (begun) await notifyLive(tx, "drill", key);
  return begun;
}

/** Ends a run early: what it opened is closed, and it counts neither as passed nor as missed. False where it has ended. */
export async function stopRun(deps: DrillRunDeps, id: string, actor: ChangedBy["actor"]): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const run = await findDrillRun(tx, id);
    if (run === null || !(await stopDrillRun(tx, id, actor.name))) return false;
    await appendJournal(tx, {
      at: deps.now(),
      actorKind: actor.kind,
      actor: actor.name,
      verb: "drill.stopped",
      subjectKind: "drill",
      subjectId: run.drill,
      details: { run: id },
    });
    await notifyLive(tx, "drill", run.drill);
    return true;
  });
}
