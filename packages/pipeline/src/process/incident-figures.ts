import { businessSpans, costSoFar, type EpochMs, type IncidentInterval } from "@signalbox/core";
import { countRecentIncidents, type IncidentRow, listIntervalsOf, type Tx } from "@signalbox/database";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type ComponentStakes, loadStakes } from "../sla/load-stakes.ts";

/** What is counted and measured of an incident, for rules. */
export interface IncidentFigures {
  /** Others of its component. */
  incidentsIn24h: number;
  costSoFar: number | null;
  /** Null where no live rule asks. */
  stakes: ComponentStakes | null;
}

type Intervals = readonly Pick<IncidentInterval, "startedAt" | "endedAt" | "severity">[];

interface Moment {
  routing: RoutingSnapshot;
  now: EpochMs;
}

const dayMs = 86_400_000;

/** Incidents of components that opened in the last 24 hours: those stored, and those that are in hand. */
class RecentIncidents {
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

/** The figures of incidents while they are in hand. */
export class FiguresInHand {
  readonly #moment: Moment;
  readonly #recent: RecentIncidents;
  readonly #stakes: ReadonlyMap<number, ComponentStakes>;

  constructor(moment: Moment, recent: RecentIncidents, stakes: ReadonlyMap<number, ComponentStakes>) {
    this.#moment = moment;
    this.#recent = recent;
    this.#stakes = stakes;
  }

  /** To be told of each change, before its figures are asked. */
  note(incident: IncidentRow): void {
    this.#recent.note(incident);
  }

  /** Of an incident that was down so far in `intervals`. */
  of({ id, componentId }: Pick<IncidentRow, "id" | "componentId">, intervals: Intervals): IncidentFigures {
    return {
      incidentsIn24h: this.#recent.countOthers({ id, componentId }),
      costSoFar: costOfIncident(this.#moment, componentId, intervals),
      stakes: componentId === null ? null : (this.#stakes.get(componentId) ?? null),
    };
  }
}

/** @param componentIds those of incidents that are yet to come @param inHand incidents that may change before they are counted */
export async function loadFigures(
  tx: Tx,
  moment: Moment,
  componentIds: readonly number[],
  inHand: readonly IncidentRow[],
): Promise<FiguresInHand> {
  const asked = [...new Set([...componentIds, ...inHand.flatMap(({ componentId }) => componentId ?? [])])];
  const except = inHand.map(({ id }) => id);
  const stored = await countRecentIncidents(tx, { componentIds: asked, since: moment.now - dayMs, except });
  const recent = new RecentIncidents(moment.now, stored);
  for (const row of inHand) recent.note(row);
  return new FiguresInHand(moment, recent, await loadStakes(tx, moment, asked));
}

/** The figures of incidents as they are stored, by id. */
export async function loadIncidentFigures(
  tx: Tx,
  moment: Moment,
  incidents: readonly IncidentRow[],
): Promise<ReadonlyMap<string, IncidentFigures>> {
  const figures = await loadFigures(tx, moment, [], incidents);
  const ids = incidents.map(({ id }) => id);
  const intervals = Map.groupBy(await listIntervalsOf(tx, ids, { withReceipt: false }), ({ incidentId }) => incidentId);
  return new Map(incidents.map((row) => [row.id, figures.of(row, intervals.get(row.id) ?? [])]));
}

/** See `costSoFar`: by today's policies and calendars, less the maintenance that was announced. Null where the component has
 *  no rate, or the policy names a calendar that is not there. */
export function costOfIncident(
  { routing, now }: Moment,
  componentId: number | null,
  intervals: Intervals,
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
