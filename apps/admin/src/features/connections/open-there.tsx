import { Title } from "@mantine/core";
import type { Obligation } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { safeLink } from "../../lib/safe-link.ts";
import { connectionQueries } from "./queries.ts";

const columns: Column<Obligation>[] = [
  { key: "opened", head: "Opened", cell: (row) => <Time at={row.openedAt} /> },
  { key: "kind", head: "Kind", cell: (row) => row.kind.replace("-", " ") },
  { key: "id", head: "There", lead: true, cell: (row) => <OutsideId row={row} /> },
  {
    key: "hand",
    head: "By hand",
    cell: (row) =>
      row.closedOutsideAt === null ? null : <StateBadge state="by-hand" tone="act" label="closed there by hand" />,
  },
  {
    key: "incident",
    head: "Incident",
    cell: (row) => (
      <Link to="/incidents/$id" params={{ id: row.incidentId }}>
        incident
      </Link>
    ),
  },
];

function OutsideId({ row }: { row: Obligation }) {
  const name = row.externalId ?? "not opened yet";
  const link = row.externalUrl === null ? null : safeLink(row.externalUrl);
  if (link === null) return name;
  return (
    <a href={link} target="_blank" rel="noreferrer">
      {name}
    </a>
  );
}

/** What Signalbox opened there and must close. */
export function OpenThere({ connection }: { connection: string }) {
  const open = useQuery(connectionQueries.open(connection));
  return (
    <section>
      <Title order={2}>Open there</Title>
      <QueryStates query={open}>
        {(page) => <RowTable inside label="Open there" rows={page.items} columns={columns} rowKey={(row) => row.id} />}
      </QueryStates>
    </section>
  );
}
