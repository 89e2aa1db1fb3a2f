import type { ComponentBudget } from "@signalbox/contract";
import { availabilityText, type EpochMs, exactSeconds, formatMinor, type Period, trimDecimal } from "@signalbox/core";
import { type ComponentNow, type Database, readConsistently } from "@signalbox/database";
import { seconds, showBudget } from "./build-report.ts";
import { loadErrorBudget } from "./error-budgets.ts";
import { rememberDowntime } from "./load-downtime.ts";
import { loadReportMonth } from "./month-of-report.ts";

/** Budgets of components in a month, in their order. */
export async function listErrorBudgets(
  deps: { db: Pick<Database, "transaction">; now(): EpochMs },
  components: readonly Pick<ComponentNow, "key" | "slaTarget">[],
  period: Period,
): Promise<ComponentBudget[]> {
  return deps.db.transaction(async (tx) => {
    await readConsistently(tx);
    const month = await loadReportMonth(tx, period, deps.now());
    const downtimeOf = rememberDowntime(tx, month);
    const { decimals } = month.policy;
    const shown: ComponentBudget[] = [];
    for (const { key, slaTarget } of components) {
      const found = await loadErrorBudget(tx, { key, target: slaTarget }, month, downtimeOf);
      if (found === null) continue;
      shown.push({
        component: { key, name: found.downtime.name },
        target: slaTarget,
        agreedSeconds: seconds(found.time.agreedMs),
        downSeconds: exactSeconds(found.time.downMillionths),
        availability: availabilityText(found.time, decimals),
        availabilityToDate: availabilityText(found.toDate, decimals),
        budget: found.budget === null ? null : showBudget(found.budget),
        crossings: found.crossings.map(({ below, leftMs, contracts, credit }) => ({
          below: trimDecimal(below),
          leftSeconds: seconds(leftMs),
          contracts,
          credit: credit.map(({ currency, minor }) => ({ currency, amount: formatMinor(minor, currency) })),
        })),
      });
    }
    return shown;
  });
}
