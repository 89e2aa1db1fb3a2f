import type { EpochMs } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  type Database,
  findDrill,
  lockConfiguration,
  notifyLive,
  retireDrill,
  saveDrill,
} from "@signalbox/database";
import type { NormalDrill } from "../config/normal-config.ts";
import { readLiveConfig } from "../config/read-live-config.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { drillRowOf } from "./drill-row.ts";
import { nextDueOf } from "./due-time.ts";
import { type DrillProblem, judgeDrillSettings } from "./judge-drill-settings.ts";

export interface DrillDeps {
  db: Pick<Database, "transaction" | "read">;
  now(): EpochMs;
}

/** A drill as people write it down. */
export interface DrillDraft extends NormalDrill {
  key: string;
}

export type ChangeDrillOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: DrillProblem[] }
  | { outcome: "conflict"; reason: string };

/** Makes a drill, or changes the one of that key. @param revision the one that was read; 0: there was none */
export async function changeDrill(
  deps: DrillDeps,
  { key, ...given }: DrillDraft,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeDrillOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const now = deps.now();
    const before = await findDrill(tx, key);
    if (revision === 0 && before !== null) {
      return { outcome: "conflict", reason: `There is or was a drill with the key ${key}: choose another key.` };
    }
    const changed = "Somebody changed or retired it meanwhile: load it again.";
    if (before !== null && before.retiredAt !== null) return { outcome: "conflict", reason: changed };
    const drill = { ...given, monitor: given.way === "page" ? given.monitor : null };
    const live = await readLiveConfig(tx);
    const problems = judgeDrillSettings(key, drill, live.config);
    const nextDueAt = nextDueOf(routing, drill.schedule, now);
    if (drill.schedule !== null && nextDueAt === null && problems.length === 0) {
      problems.push({ path: "schedule.days", message: "it is never due: name days that come" });
    }
    if (problems.length > 0) return { outcome: "refused", problems };
    const row = drillRowOf(key, drill, { ids: live.ids, pageToken: before?.pageToken ?? null, nextDueAt });
    if (!(await saveDrill(tx, { actor, now }, row, revision))) return { outcome: "conflict", reason: changed };
    await bumpConfigRevision(tx);
    await notifyLive(tx, "drill", key);
    return { outcome: "saved" };
  });
}

/** Takes a drill out of use. False where it is not in use. */
export async function retireDrillBy(deps: DrillDeps, key: string, actor: ChangedBy["actor"]): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if (!(await retireDrill(tx, { actor, now: deps.now() }, key))) return false;
    await bumpConfigRevision(tx);
    await notifyLive(tx, "drill", key);
    return true;
  });
}
