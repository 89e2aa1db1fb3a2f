import {
  type BudgetForecast,
  type Crossing,
  clipComponent,
  crossingsOf,
  forecastBudget,
  type Percentage,
  type ServiceTime,
  type Stake,
  serviceTime,
  standingOf,
} from "@signalbox/core";
import { listContractsOf, type Tx } from "@signalbox/database";
import { contractTerms } from "./contract-terms.ts";
import type { DowntimeOf, NamedDowntime } from "./load-downtime.ts";
import type { ReportMonth } from "./month-of-report.ts";

/** How much more downtime a component bears in a month, and what contracts make of it. */
export interface ErrorBudget {
  downtime: NamedDowntime;
  /** If it stays quiet. */
  time: ServiceTime;
  toDate: ServiceTime;
  /** Null where the component has no target of its own. */
  budget: BudgetForecast | null;
  crossings: Crossing[];
  /** How many name the component in this month. */
  contracts: number;
}

/** The one function that tells it, to pages and to rules. Null where there is no such component. */
export async function loadErrorBudget(
  tx: Tx,
  component: { key: string; target: Percentage | null },
  month: ReportMonth,
  downtimeOf: DowntimeOf,
): Promise<ErrorBudget | null> {
  const { key, target } = component;
  const [downtime] = await downtimeOf([key]);
  if (downtime === undefined) return null;
  const stakes: Stake[] = [];
  for (const row of await listContractsOf(tx, [key], month)) {
    const terms = contractTerms(row);
    const standing = standingOf(terms, month, await downtimeOf(terms.components), month.now);
    if (standing !== null) stakes.push({ terms, standing });
  }
  const passed = { from: month.from, to: Math.min(month.to, Math.max(month.from, month.now)) };
  const sofar = clipComponent(downtime, passed);
  const time = serviceTime(downtime.agreed, downtime.down);
  return {
    downtime,
    time,
    toDate: serviceTime(sofar.agreed, sofar.down),
    budget: target === null ? null : forecastBudget(target, downtime.agreed, time.downMillionths, month.now),
    crossings: crossingsOf(downtime, stakes),
    contracts: stakes.length,
  };
}
