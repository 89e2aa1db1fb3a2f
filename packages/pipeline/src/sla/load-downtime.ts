import { agreedTime, type ComponentDowntime, clip, countSegments, toMillionths } from "@signalbox/core";
import { findComponentsByKey, loadAcknowledgements, type Tx } from "@signalbox/database";
import { loadAffected } from "../settle-ledger/load-affected.ts";
import { loadComponentSettings } from "../settle-ledger/load-settings.ts";
import type { ReportMonth } from "./month-of-report.ts";

/** A component's time in a month, counted as the ledger counts it. */
export interface NamedDowntime extends ComponentDowntime {
  name: string;
  /** How long it took until somebody acknowledged, by incident, in milliseconds. */
  acknowledgeMs: ReadonlyMap<string, number>;
}

/** Counts components of one month, each once however often it is asked for. */
export type DowntimeOf = (keys: readonly string[]) => Promise<NamedDowntime[]>;

export function rememberDowntime(tx: Tx, month: ReportMonth): DowntimeOf {
  const known = new Map<string, NamedDowntime>();
  return async (keys) => {
    const missing = keys.filter((key) => !known.has(key));
    for (const component of await findComponentsByKey(tx, missing)) {
      known.set(component.key, await loadDowntime(tx, component, month));
    }
    return keys.flatMap((key) => known.get(key) ?? []);
  };
}

async function loadDowntime(
  tx: Tx,
  { id, key, name }: { id: number; key: string; name: string },
  month: ReportMonth,
): Promise<NamedDowntime> {
  const { shared, now } = month;
  const { extent, intervals, adjustments } = await loadAffected(tx, id, month, shared);
  const settings = await loadComponentSettings(tx, id, extent, { shared, now });
  const segments = countSegments({ ...settings, intervals, adjustments }).filter(
    ({ from, to }) => from < month.to && to > month.from,
  );
  const down = segments
    .flatMap(({ counted, weight }) => clip(counted, month).map((span) => ({ ...span, weight: toMillionths(weight) })))
    .sort((a, b) => a.from - b.from);
  const incidents = [...new Set(segments.map(({ incidentId }) => incidentId))];
  return {
    key,
    name,
    segments,
    down,
    agreed: agreedTime(month, settings.policies, settings),
    acknowledgeMs: await loadAcknowledgements(tx, incidents),
  };
}
