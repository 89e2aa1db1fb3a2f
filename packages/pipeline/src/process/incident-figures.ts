import { businessSpans, costSoFar, type EpochMs, type IncidentInterval } from "@signalbox/core";
import { countRecentIncidents, type IncidentRow, listIntervalsOf, type Tx } from "@signalbox/database";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type ComponentStakes, loadStakes } from "../sla/load-stakes.ts";

/** What is counted and measured of an incident, for rules. */
export interface IncidentFigures {
  /** Others of its component. */
  incidentsIn24h: number;
  costSoFar: number | null;
  /** Left out where no live rule asks. */
  stakes?: ComponentStakes | undefined;
}

interface Moment {
  routing: RoutingSnapshot;
  now: EpochMs;
}

const dayMs = 86_400_000;

/** Incidents of components that opened in the last 24 hours: those stored, and those that are in hand. */
export class RecentIncidents {
  readonly #since: EpochMs;
  readonly #stored: ReadonlyMap<number, number>;
  readonly #inHand = new Map<number, Set<string>>();

  /** @param stored of each component, how many are not in hand */
  constructor(now: EpochMs, stored: ReadonlyMap<number, number>) {
    this.#since = now - dayMs;
    this.#stored = stored;
  }

  note({ id, componentId, openedAt, origin }: IncidentRow): void {
    if (componentId === null || origin !== "real") return;
    const own = this.#inHand.get(componentId) ?? new Set();
    this.#inHand.set(componentId, own);
    if (openedAt > this.#since) own.add(id);
    else own.delete(id);
  }

  countOthers({ id, componentId }: Pick<IncidentRow, "id" | "componentId">): number {
    if (componentId === null) return 0;
    const own = this.#inHand.get(componentId);
    return (this.#stored.get(componentId) ?? 0) + (own?.size ?? 0) - (own?.has(id) ? 1 : 0);
  }
}

/** @param inHand those that may change before they are counted */
export async function loadRecentIncidents(
  tx: Tx,
  now: EpochMs,
  componentIds: readonly number[],
  inHand: readonly IncidentRow[],
): Promise<RecentIncidents> {
  const asked = [...componentIds, ...inHand.flatMap(({ componentId }) => componentId ?? [])];
  const except = inHand.map(({ id }) => id);
  const stored = await countRecentIncidents(tx, { componentIds: [...new Set(asked)], since: now - dayMs, except });
  const recent = new RecentIncidents(now, stored);
  for (const row of inHand) recent.note(row);
  return recent;
}

/** The figures of incidents as they are stored, by id. */
export async function loadIncidentFigures(
  tx: Tx,
  moment: Moment,
  incidents: readonly IncidentRow[],
): Promise<ReadonlyMap<string, IncidentFigures>> {
  const recent = await loadRecentIncidents(tx, moment.now, [], incidents);
  const stakes = await loadStakes(
    tx,
    moment,
    incidents.flatMap(({ componentId }) => componentId ?? []),
  );
  const ids = incidents.map(({ id }) => id);
  const intervals = Map.groupBy(await listIntervalsOf(tx, ids, { withReceipt: false }), ({ incidentId }) => incidentId);
  return new Map(
    incidents.map((row) => [
      row.id,
      {
        incidentsIn24h: recent.countOthers(row),
        costSoFar: costOfIncident(moment, row.componentId, intervals.get(row.id) ?? []),
        stakes: row.componentId === null ? undefined : stakes.get(row.componentId),
      },
    ]),
  );
}

/** See `costSoFar`: by today's policies and calendars, less the maintenance that was announced. Null where the component has
 *  no rate, or the policy names a calendar that is not there. */
export function costOfIncident(
  { routing, now }: Moment,
  componentId: number | null,
  intervals: readonly Pick<IncidentInterval, "startedAt" | "endedAt" | "severity">[],
): number | null {
  const costs = componentId === null ? [] : (routing.components.get(componentId)?.costs ?? []);
  if (componentId === null || costs.length === 0) return null;
  const { policies, calendars } = routing;
  if (policies.some(({ serviceHours }) => serviceHours !== null && !calendars.has(serviceHours))) return null;
  const windows = routing.windows.filter((window) => window.componentIds.includes(componentId));
  return costSoFar({
    intervals,
    policies,
    rates: costs.map(({ value, from, to }) => ({ ...value, from, to })),
    excluded: {
      maintenance: windows.map(({ startsAt, endsAt, ...window }) => ({ ...window, from: startsAt, to: endsAt })),
      exclusions: [],
      blind: [],
      serviceTime: (calendar, within) => businessSpans(calendars.get(calendar)!, within),
    },
    now,
  });
}
