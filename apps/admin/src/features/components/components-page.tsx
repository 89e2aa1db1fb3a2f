import { Button, Text } from "@mantine/core";
import type { Component } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { useMay } from "../session/use-may.ts";
import { ErrorBudgets } from "../sla/error-budgets.tsx";
import { componentQueries } from "./queries.ts";

export function ComponentsPage() {
  const components = useQuery(componentQueries.all());
  const mayChange = useMay("saveComponent");
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Components" note="what the business runs, with tier, owner and cost as they hold now">
        {mayChange ? (
          <Button variant="filled" renderRoot={(props) => <Link to="/components/new" {...props} />}>
            New component…
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={components}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No components">
              Make one here, or name them under <span className="mono">components:</span> in the config file: downtime
              without one has no cost.
            </Empty>
          ) : (
            <RowTable
              label="Components"
              rows={page.items}
              rowKey={(row) => row.key}
              {...(mayChange && {
                onOpen: (row: Component) => void navigate({ to: "/components/$key/edit", params: { key: row.key } }),
              })}
              columns={[
                { key: "name", head: "Component", wraps: true, cell: (row) => <b>{row.name}</b> },
                { key: "tier", head: "Tier", numeric: true, named: true, cell: (row) => row.tier ?? "–" },
                { key: "team", head: "Team", cell: (row) => row.team ?? "–" },
                {
                  key: "cost",
                  head: "Cost a minute",
                  numeric: true,
                  named: true,
                  cell: (row) => (row.cost === null ? "–" : `${row.cost.currency} ${formatAmount(row.cost.perMinute)}`),
                },
                {
                  key: "sla",
                  head: "SLA target",
                  numeric: true,
                  named: true,
                  cell: (row) => (row.slaTarget === null ? "–" : `${row.slaTarget} %`),
                },
                {
                  key: "monitors",
                  head: "Monitors",
                  wraps: true,
                  named: true,
                  cell: (row) => row.monitors.map((monitor) => `${monitor.source}: ${monitor.match}`).join(", ") || "–",
                },
              ]}
            />
          )
        }
      </QueryStates>
      <ErrorBudgets />
      <UnmappedMonitors />
    </>
  );
}

function UnmappedMonitors() {
  const monitors = useQuery(componentQueries.unmapped());
  const count = monitors.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <Text size="sm" px="md" mt="lg">
      <StateBadge
        state="unmapped"
        tone="wait"
        label={`${count}${monitors.data?.nextCursor ? "+" : ""} monitors were seen that belong to no component: their downtime has no cost.`}
      />{" "}
      <Link to="/monitors">Map them</Link>
    </Text>
  );
}
