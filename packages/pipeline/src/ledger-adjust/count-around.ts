import { type Adjustment, type EpochMs, type Part, partsOf } from "@signalbox/core";
import { listIntervalsOf, loadAdjustmentsOf, type Tx, unmappedComponent } from "@signalbox/database";
import { loadAffected } from "../settle-ledger/load-affected.ts";
import { loadComponentSettings, loadSharedSettings } from "../settle-ledger/load-settings.ts";

/** The lines of today around an instant of one incident with what they are made of, and the same if something more were
 *  decided. */
export async function countAround(
  tx: Tx,
  of: { incidentId: string; componentId: number | null; at: EpochMs; now: EpochMs },
): Promise<{ parts: Part[]; with(adjustment: Adjustment): Part[] }> {
  const shared = await loadSharedSettings(tx);
  const componentId = of.componentId ?? unmappedComponent;
  const mark = { from: of.at, to: of.at };
  const affected =
    of.componentId === null
      ? {
          extent: mark,
          intervals: await listIntervalsOf(tx, [of.incidentId], shared),
          adjustments: (await loadAdjustmentsOf(tx, componentId)).filter(
            ({ incidentId }) => incidentId === of.incidentId,
          ),
        }
      : await loadAffected(tx, componentId, mark, shared);
  const settings = await loadComponentSettings(tx, componentId, { from: 0, to: null }, { shared, now: of.now });
  const { intervals, adjustments } = affected;
  const count = (all: readonly Adjustment[]) => partsOf({ ...settings, intervals, adjustments: all });
  return { parts: count(adjustments), with: (adjustment) => count([...adjustments, adjustment]) };
}
