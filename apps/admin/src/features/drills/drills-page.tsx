import { Button } from "@mantine/core";
import type { Drill } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { runTones, sayMisses, saySchedule, saySeconds, wayWords } from "./drill-words.ts";
import { drillQueries } from "./queries.ts";

const columns: Column<Drill>[] = [
  { key: "name", head: "Drill", lead: true, cell: (row) => <b>{row.name}</b> },
  { key: "way", head: "How", wideOnly: true, cell: (row) => wayWords[row.way] },
  {
    key: "last",
    head: "Last run",
    named: true,
    cell: ({ lastRun }) =>
      lastRun === null ? (
        "never"
      ) : (
        <>
          <StateBadge state={lastRun.state} tone={runTones[lastRun.state]} /> <Time at={lastRun.startedAt} />
        </>
      ),
  },
  { key: "p50", head: "p50", numeric: true, named: true, cell: (row) => saySeconds(row.figures.openedP50Ms) },
  { key: "p99", head: "p99", numeric: true, named: true, cell: (row) => saySeconds(row.figures.openedP99Ms) },
  { key: "misses", head: "90 days", named: true, cell: (row) => sayMisses(row.figures) },
  { key: "schedule", head: "Runs", wideOnly: true, cell: (row) => saySchedule(row.schedule) },
];

/** Does the way from the monitoring tool to the ticket work, and how fast? */
export function DrillsPage() {
  const drills = useQuery(drillQueries.all());
  const mayMake = useMay("saveDrill");
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Drills" note="the way from the monitoring tool to the ticket, tried for real">
        {mayMake ? (
          <Button variant="filled" renderRoot={(props) => <Link to="/drills/new" {...props} />}>
            New drill…
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={drills}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No drills">
              A drill raises an outage of its own and watches what becomes of it: delivery, incident, ticket opened,
              ticket closed, each with its time. It reaches a test project of your desk, and no person, no rule and no
              ledger.
            </Empty>
          ) : (
            <RowTable
              label="Drills"
              rows={items}
              columns={columns}
              rowKey={(row) => row.key}
              onOpen={(row) => void navigate({ to: "/drills/$key", params: { key: row.key } })}
            />
          )
        }
      </QueryStates>
    </>
  );
}
