import { Title } from "@mantine/core";
import type { ComponentBudget } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { sayMonth } from "../ledger/months.ts";
import { slaQueries } from "./queries.ts";
import { sayAvailability, sayCrossing, sayLeft, standing } from "./sla-words.ts";

/** How much downtime each component still bears this month, and what more would cost. */
export function ErrorBudgets() {
  const budgets = useQuery(slaQueries.budgets());
  return (
    <QueryStates query={budgets}>
      {({ items, period }) => {
        const rows = items.filter(({ budget, crossings }) => budget !== null || crossings.length > 0);
        if (rows.length === 0) return null;
        return (
          <section>
            <Title order={2} px="md" pt="lg" pb="xs">
              Error budgets, {sayMonth(period)}
            </Title>
            <RowTable label="Error budgets" rows={rows} rowKey={(row) => row.component.key} columns={columns} />
          </section>
        );
      }}
    </QueryStates>
  );
}

const columns = [
  {
    key: "component",
    head: "Component",
    wraps: true,
    cell: ({ component }: ComponentBudget) => <b>{component.name}</b>,
  },
  {
    key: "standing",
    head: "Standing",
    cell: ({ budget, agreedSeconds }: ComponentBudget) => {
      if (budget === null) return "–";
      const met = agreedSeconds === "0" ? null : !budget.leftSeconds.startsWith("-");
      const { tone, label } = standing({ met, budget });
      return <StateBadge state={label} tone={tone} label={label} />;
    },
  },
  {
    key: "target",
    head: "SLA target",
    numeric: true,
    named: true,
    cell: ({ target }: ComponentBudget) => (target === null ? "–" : `${target} %`),
  },
  {
    key: "availability",
    head: "Comes to",
    numeric: true,
    named: true,
    cell: ({ availability }: ComponentBudget) => sayAvailability(availability),
  },
  {
    key: "left",
    head: "Budget",
    numeric: true,
    named: true,
    cell: ({ budget }: ComponentBudget) => (budget === null ? "–" : sayLeft(budget.leftSeconds)),
  },
  {
    key: "burn",
    head: "Burn",
    numeric: true,
    named: true,
    cell: ({ budget }: ComponentBudget) => (budget?.burn == null ? "–" : `${budget.burn} ×`),
  },
  {
    key: "exhausted",
    head: "Used up",
    named: true,
    cell: ({ budget }: ComponentBudget) => (budget?.exhaustedAt == null ? "–" : <Time at={budget.exhaustedAt} />),
  },
  {
    key: "crossings",
    head: "More downtime",
    wraps: true,
    named: true,
    cell: ({ crossings }: ComponentBudget) => crossings.map(sayCrossing).join("; ") || "–",
  },
];
