import type { ComponentBudget, SlaReport } from "@signalbox/contract";
import { type EpochMs, periodOf, periodSpan, policyInForce } from "@signalbox/core";
import { findCustomer, listComponents, listCustomers, loadPolicies } from "@signalbox/database";
import { listErrorBudgets, loadSlaReports } from "@signalbox/pipeline";
import { z } from "zod";
import type { ServerDeps } from "../server-deps.ts";
import { type Handlers, notFound } from "./handlers.ts";
import { hidesCost } from "./hides-cost.ts";
import { pageOfRows } from "./page-of-rows.ts";

export function slaReportHandlers(deps: ServerDeps): Pick<Handlers, "listSlaReports" | "listErrorBudgets"> {
  const { read } = deps.db;
  const findMonth = async (named: string | undefined) => {
    const now = deps.now();
    const { timeZone } = policyInForce(await loadPolicies(read), now);
    const period = named ?? periodOf(now, timeZone);
    return { period, at: within(periodSpan(period, timeZone), now) };
  };
  return {
    async listSlaReports({ query }, call) {
      const { customer, period, limit, cursor } = query;
      const show = hidesCost(call) ? withoutMoney : (report: SlaReport) => report;
      if (customer !== undefined) {
        const row = await findCustomer(read, customer);
        if (row === null) throw notFound("customer");
        const reports = await loadSlaReports(deps, [row], period ?? null);
        return { items: reports.map(show), nextCursor: null };
      }
      return pageOfRows(
        { limit, cursor },
        {
          key: z.string(),
          fetch: async (page) =>
            loadSlaReports(deps, await listCustomers(read, { retired: false }, page), period ?? null),
          keyOf: (report) => report.customer.key,
          item: show,
        },
      );
    },

    async listErrorBudgets({ query }, call) {
      const { component, limit, cursor } = query;
      const { period, at } = await findMonth(query.period);
      const show = hidesCost(call) ? withoutCredit : (budget: ComponentBudget) => budget;
      const page = await pageOfRows(
        { limit, cursor },
        {
          key: z.string(),
          fetch: async (rows) =>
            listErrorBudgets(
              deps,
              await listComponents(read, { key: component, retired: false, now: at }, rows),
              period,
            ),
          keyOf: (budget) => budget.component.key,
          item: show,
        },
      );
      return { ...page, period };
    },
  };
}

/** Settings are those of now, of a month that is over those of its end. */
function within(month: { from: EpochMs; to: EpochMs }, now: EpochMs): EpochMs {
  return Math.min(Math.max(now, month.from), month.to - 1);
}

function withoutMoney(report: SlaReport): SlaReport {
  return {
    ...report,
    contracts: report.contracts.map((contract) => ({
      ...contract,
      credit: contract.credit === null ? null : { ...contract.credit, money: null },
      next: contract.next === null ? null : { ...contract.next, money: null },
    })),
  };
}

function withoutCredit(budget: ComponentBudget): ComponentBudget {
  return { ...budget, crossings: budget.crossings.map((crossing) => ({ ...crossing, credit: [] })) };
}
