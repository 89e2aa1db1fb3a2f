import { ownLimits } from "@signalbox/core";
import {
  forgetOwnSigns,
  listOnCallLookUps,
  listOwnSigns,
  loadLaneBacklogs,
  loadPartBeats,
  loadSourceRhythm,
  loadSourceSigns,
  type OwnSignRow,
  settleMendedRules,
  tryLockWatch,
} from "@signalbox/database";
import { readOnCallSetting } from "../look-up/on-call-setting.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { measureClock } from "./measure-clock.ts";
import { type DiskRoom, measureDisks } from "./measure-disks.ts";
import { judgeLanes } from "./measure-lanes.ts";
import { judgeLookUp } from "./measure-look-ups.ts";
import { judgeApi } from "./measure-parts.ts";
import { judgeRefusals, judgeSilence, judgeTests, mayBeSilent, proofRefusals } from "./measure-sources.ts";
import { judgeSign, letGoOfSign, type OwnSign } from "./own-sign.ts";

export type WatchDeps = Pick<PerformDeps, "db" | "now" | "newId" | "log"> & {
  /** Absolute. */
  dataDir: string;
  /** Room on the disk of a path; the system's answer where left out. */
  askDisk?: (path: string) => Promise<DiskRoom>;
};

export interface WatchOutcome {
  /** Names of signs. */
  raised: string[];
  settled: string[];
}

const forgottenAfterMs = 24 * 3_600_000;
/** Measured elsewhere. */
const ownTimers: ReadonlySet<string> = new Set(["signal"]);

/** Measures every sign of our own trouble; each that turned bad becomes a failure, each that is well again settles it. Null
 *  where another process watches just now. Safe to run twice: a sign that is as it was changes nothing. */
export async function watchOurselves(deps: WatchDeps): Promise<WatchOutcome | null> {
  const known = new Map((await listOwnSigns(deps.db.read)).map((row) => [row.name, row]));
  const measured = [
    ...(await measureMachine(deps, known)),
    ...(await measureSources(deps)),
    ...(await measureLookUps(deps)),
  ];
  const outcome = await deps.db.transaction(async (tx) => {
    if (!(await tryLockWatch(tx))) return null;
    const now = deps.now();
    const judged: WatchOutcome = { raised: [], settled: [] };
    const worthKeeping = measured.filter(({ name, isWell, onlyTrouble }) => !isWell || !onlyTrouble || known.has(name));
    for (const sign of worthKeeping.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const verdict = await judgeSign(tx, sign, { now, newId: deps.newId });
      if (verdict !== "as-before") judged[verdict].push(sign.name);
    }
    const names = new Set(measured.map(({ name }) => name));
    for (const sign of known.values()) {
      if (!sign.isWell && !names.has(sign.name) && !ownTimers.has(sign.name)) await letGoOfSign(tx, sign, now);
    }
    await settleMendedRules(tx, now);
    await forgetOwnSigns(tx, now - forgottenAfterMs);
    return judged;
  });
  if (outcome !== null && outcome.raised.length + outcome.settled.length > 0) {
    deps.log.warn({ stage: "watch", ...outcome });
  }
  return outcome;
}

async function measureMachine(deps: WatchDeps, known: ReadonlyMap<string, OwnSignRow>): Promise<OwnSign[]> {
  const { db, dataDir, askDisk } = deps;
  return [
    ...(await measureDisks(dataDir, (name) => known.get(name)?.isWell ?? true, askDisk)),
    await measureClock(deps),
    ...judgeLanes(await loadLaneBacklogs(db.read)),
    ...judgeApi(await loadPartBeats(db.read)),
  ];
}

async function measureLookUps(deps: WatchDeps): Promise<OwnSign[]> {
  const asked = await listOnCallLookUps(deps.db.read);
  return asked.flatMap(({ team, answer }) => {
    const setting = readOnCallSetting(team.onCall);
    return setting === null ? [] : [judgeLookUp({ team, setting, answer }, deps.now())];
  });
}

async function measureSources(deps: WatchDeps): Promise<OwnSign[]> {
  const { db } = deps;
  const now = deps.now();
  const { refusals, silence } = ownLimits;
  const sources = await loadSourceSigns(db.read, { now, reasons: proofRefusals, withinMs: refusals.withinMs });
  const signs: OwnSign[] = [];
  for (const source of sources) {
    const rhythm =
      source.lastDeliveryAt !== null && mayBeSilent(source, now)
        ? await loadSourceRhythm(db.read, source.key, { until: source.lastDeliveryAt, lookBackMs: silence.lookBackMs })
        : null;
    signs.push(judgeRefusals(source), judgeTests(source, now), judgeSilence(source, rhythm, now));
  }
  return signs;
}
