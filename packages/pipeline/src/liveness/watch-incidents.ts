import { type EpochMs, formatDuration, toIso } from "@signalbox/core";
import {
  appendJournal,
  endFlapping,
  findFlapping,
  judgeStrayResolves,
  markStale,
  notifyLive,
  raiseFailure,
  settleFailure,
  type Tx,
  type WatchedIncident,
} from "@signalbox/database";
import { flappingCause } from "../process/flapping-notice.ts";
import { keyCause, orphaned } from "../process/raised.ts";
import { loadRouting } from "../routing/load-routing.ts";
import type { SweepDeps } from "./sweep.ts";

type IncidentWatchDeps = Pick<SweepDeps, "db" | "now" | "newId">;

export interface IncidentWatchOutcome {
  /** Incidents whose monitor is calm again. */
  calm: number;
  /** Incidents that nothing is heard of any more. */
  stale: number;
  /** Resolves of keys that nobody knows. */
  orphans: number;
}

/** How long a resolve waits for the outage that it ends. */
const orphanAfterMs = 60 * 60_000;

/** What time alone does to incidents: flapping ends, silence is asked about, a resolve without an outage is listed. Safe to
 *  run twice and at once: each of them is marked when it is told. */
export async function watchIncidents(deps: IncidentWatchDeps): Promise<IncidentWatchOutcome> {
  const { db, now } = deps;
  return {
    calm: await db.transaction((tx) => tellCalm(tx, now())),
    stale: await tellStale(deps),
    orphans: await db.transaction((tx) => tellOrphans(deps, tx, now())),
  };
}

async function tellCalm(tx: Tx, now: EpochMs): Promise<number> {
  const calm = await endFlapping(tx, now);
  const still = new Set((await findFlapping(tx, calm)).map(causeOf));
  const causes = [...new Set(calm.map(causeOf))].filter((cause) => !still.has(cause)).sort();
  for (const cause of causes) {
    await settleFailure(tx, { kind: "monitor-flapping", cause, by: "signalbox", reason: "it is up, and calm", now });
  }
  await tell(tx, calm, "incident.calm", now, () => "its monitor has been calm; what was kept open for it is closed");
  return calm.length;
}

function causeOf({ source, monitor, correlationKey }: WatchedIncident): string {
  return flappingCause(source, monitor, correlationKey);
}

async function tellStale(deps: IncidentWatchDeps): Promise<number> {
  const routing = await loadRouting(deps.db);
  const now = deps.now();
  const sources = [...routing.sources.values()].flatMap(({ id, staleAfterMs }) =>
    staleAfterMs === null ? [] : [{ sourceId: id, cutoff: now - staleAfterMs }],
  );
  return deps.db.transaction(async (tx) => {
    const stale = await markStale(tx, sources, now);
    for (const incident of stale) {
      const silence = formatDuration(now - incident.lastHeardAt);
      await raiseFailure(tx, {
        kind: "incident-stale",
        cause: keyCause(incident.source, incident.correlationKey),
        subjectKind: "incident",
        subjectId: incident.id,
        reason: `"${incident.title}" is unresolved, and ${incident.source} has said nothing about it for ${silence}`,
        advice: "Look whether it is over. If so, resolve it by hand with a reason; a new report opens it again.",
        details: { source: incident.source, incidentId: incident.id, lastHeardAt: toIso(incident.lastHeardAt) },
        now,
        newId: deps.newId,
      });
    }
    await tell(tx, stale, "incident.stale", now, (one) => `nothing was heard of it since ${toIso(one.lastHeardAt)}`);
    return stale.length;
  });
}

async function tellOrphans(deps: IncidentWatchDeps, tx: Tx, now: EpochMs): Promise<number> {
  const stray = await judgeStrayResolves(tx, now - orphanAfterMs, now);
  const orphans = stray.filter((one) => one.isOrphan);
  const byCause = Map.groupBy(orphans, (one) => keyCause(one.source, one.correlationKey));
  for (const [, same] of [...byCause].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const first = same.toSorted((a, b) => a.at - b.at)[0]!;
    await raiseFailure(tx, { ...orphaned(first), occurrences: same.length, now, newId: deps.newId });
  }
  return orphans.length;
}

async function tell<Row extends WatchedIncident>(
  tx: Tx,
  incidents: readonly Row[],
  verb: string,
  now: EpochMs,
  reason: (incident: Row) => string,
): Promise<void> {
  await appendJournal(
    tx,
    incidents.map((incident) => ({
      at: now,
      actorKind: "system" as const,
      actor: "signalbox",
      verb,
      subjectKind: "incident",
      subjectId: incident.id,
      details: { reason: reason(incident) },
    })),
  );
  if (incidents[0] !== undefined) await notifyLive(tx, "incident", incidents[0].id);
}
