import { creditAtRisk, type EpochMs, formatMinor, type RoutingContext } from "@signalbox/core";
import type { Tx } from "@signalbox/database";
import { heldAt, type RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { loadErrorBudget } from "./error-budgets.ts";
import { rememberDowntime } from "./load-downtime.ts";
import { loadReportMonth } from "./month-of-report.ts";

/** What more downtime of a component uses up and costs, for rules. */
export interface ComponentStakes {
  budgetLeft: number | null;
  contract: RoutingContext["contract"];
}

/** Of components by their ids, as the month stands in the ledger before what is in hand. A month is counted for it, so that it
 *  is told only where a live rule asks; and nothing is where the ledger itself could not be counted. */
export async function loadStakes(
  tx: Tx,
  { routing, now }: { routing: RoutingSnapshot; now: EpochMs },
  componentIds: readonly number[],
): Promise<ReadonlyMap<number, ComponentStakes>> {
  const stakes = new Map<number, ComponentStakes>();
  if (!routing.asksStakes || componentIds.length === 0 || !canCount(routing, now)) return stakes;
  const month = await loadReportMonth(tx, null, now);
  const downtimeOf = rememberDowntime(tx, month);
  for (const id of new Set(componentIds)) {
    const component = routing.components.get(id);
    if (component === undefined) continue;
    const { key, targets, costs } = component;
    const found = await loadErrorBudget(tx, { key, target: heldAt(targets, now) }, month, downtimeOf);
    if (found === null) continue;
    const risk = creditAtRisk(found.crossings, heldAt(costs, now)?.currency ?? null);
    stakes.set(id, {
      budgetLeft: found.budget === null ? null : found.budget.leftMs / 1_000,
      contract:
        found.contracts === 0
          ? null
          : {
              creditAtRisk: risk === null ? 0 : Number(formatMinor(risk.minor, risk.currency)),
              currency: risk?.currency ?? null,
            },
    });
  }
  return stakes;
}

function canCount({ policies, calendars }: RoutingSnapshot, now: EpochMs): boolean {
  return (
    policies.some(({ from, to }) => from <= now && (to === null || now < to)) &&
    policies.every(({ serviceHours }) => serviceHours === null || calendars.has(serviceHours))
  );
}
