import { compileGlob, type EpochMs } from "@signalbox/core";
import {
  appendJournal,
  bumpConfigRevision,
  type ChangedBy,
  type Database,
  fillComponents,
  findComponents,
  findMonitor,
  insertMapping,
  listMonitorsOfSource,
  loadConfigRevision,
  lockConfiguration,
  markComponentsDirty,
  notifyLive,
  type Tx,
  unmappedComponent,
} from "@signalbox/database";
import { mappingOrdinal } from "../config/mapping-ordinal.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { componentOfMonitor } from "../routing/map-monitor.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";

export type MapOutcome =
  | { outcome: "mapped"; monitors: number; incidents: number }
  | { outcome: "not-found" }
  | { outcome: "unknown-component" }
  /** The glob fits neither the monitor's id nor its name. */
  | { outcome: "no-match" }
  /** Another mapping is asked first. */
  | { outcome: "mapped-already"; component: string };

type MapDeps = { db: Pick<Database, "transaction" | "read"> };

/** Lets a glob stand for a component. What is open of the monitors that it catches gets the component, and the ledger with it;
 *  what has ended stays as it was. */
export async function mapMonitor(
  deps: MapDeps,
  by: ChangedBy,
  given: { source: string; monitor: string; component: string; match: string },
): Promise<MapOutcome> {
  for (;;) {
    const routing = await loadRouting(deps.db);
    const outcome = await mapBy(deps, by, given, routing);
    if (outcome !== "outdated") return outcome;
  }
}

async function mapBy(
  deps: MapDeps,
  by: ChangedBy,
  given: { source: string; monitor: string; component: string; match: string },
  routing: RoutingSnapshot,
): Promise<MapOutcome | "outdated"> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if ((await loadConfigRevision(tx)) !== routing.revision) return "outdated";
    const monitor = await findMonitor(tx, { sourceKey: given.source, externalId: given.monitor });
    if (monitor === null) return { outcome: "not-found" };
    const [component] = await findComponents(tx, [given.component]);
    if (component === undefined) return { outcome: "unknown-component" };
    const fits = compileGlob(given.match);
    if (!fits(monitor.externalId) && !fits(monitor.name)) return { outcome: "no-match" };
    const { sourceId } = monitor;
    const unmapped = (id: string, name: string) => componentOfMonitor(routing, sourceId, { id, name }, by.now) === null;
    const holder = componentOfMonitor(routing, sourceId, { id: monitor.externalId, name: monitor.name }, by.now);
    if (holder !== null) return { outcome: "mapped-already", component: holder.key };
    const source = { id: sourceId, key: monitor.source };
    await insertMapping(tx, by, { component, source, match: given.match, ordinal: mappingOrdinal(given.match) });
    const caught = (await listMonitorsOfSource(tx, sourceId)).filter(
      ({ externalId, name }) => (fits(externalId) || fits(name)) && unmapped(externalId, name),
    );
    const filled = await fillComponents(tx, {
      componentId: component.id,
      monitorIds: caught.map(({ id }) => id),
      now: by.now,
    });
    await tellIncidents(tx, by, component, filled);
    await bumpConfigRevision(tx);
    await notifyLive(tx, "component", component.key);
    return { outcome: "mapped", monitors: caught.length, incidents: filled.length };
  });
}

async function tellIncidents(
  tx: Tx,
  by: ChangedBy,
  component: { id: number; key: string },
  filled: readonly { id: string; openedAt: EpochMs }[],
): Promise<void> {
  const [first] = filled;
  if (first === undefined) return;
  const mark = { from: Math.min(...filled.map(({ openedAt }) => openedAt)), to: null };
  await markComponentsDirty(
    tx,
    new Map([
      [unmappedComponent, mark],
      [component.id, mark],
    ]),
  );
  await appendJournal(
    tx,
    filled.map(({ id }) => ({
      at: by.now,
      actorKind: by.actor.kind,
      actor: by.actor.name,
      verb: "incident.component-named",
      subjectKind: "incident",
      subjectId: id,
      details: { component: component.key, reason: `it belongs to ${component.key}` },
    })),
  );
  await notifyLive(tx, "incident", first.id);
}
