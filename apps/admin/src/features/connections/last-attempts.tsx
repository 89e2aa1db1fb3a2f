import { Text, Title } from "@mantine/core";
import type { Attempt } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { connectionQueries } from "./queries.ts";

const columns: Column<Attempt>[] = [
  { key: "at", head: "Started", cell: (row) => <Time at={row.startedAt} /> },
  { key: "step", head: "Step", cell: (row) => row.step },
  { key: "outcome", head: "Outcome", cell: (row) => <StateBadge state={row.outcome ?? "running"} /> },
  { key: "status", head: "Answer", cell: (row) => row.responseStatus },
  { key: "reason", head: "Reason", wraps: true, cell: (row) => (row.outcome === "delivered" ? null : row.reason) },
  {
    key: "took",
    head: "Took",
    numeric: true,
    cell: (row) => (row.durationMs === null ? null : `${Math.round(row.durationMs)} ms`),
  },
  {
    key: "incident",
    head: "Incident",
    cell: (row) =>
      row.incidentId === null ? null : (
        <Link to="/incidents/$id" params={{ id: row.incidentId }}>
          incident
        </Link>
      ),
  },
];

export function LastAttempts({ connection }: { connection: string }) {
  const attempts = useQuery(connectionQueries.attempts(connection));
  return (
    <section>
      <Title order={2}>Last attempts</Title>
      <QueryStates query={attempts}>
        {(page) =>
          page.items.length === 0 ? (
            <Text size="sm">It was not called yet.</Text>
          ) : (
            <RowTable
              inside
              label="Attempts"
              rows={page.items}
              columns={columns}
              rowKey={(row) => `${row.actionId}-${row.number}`}
            />
          )
        }
      </QueryStates>
    </section>
  );
}
