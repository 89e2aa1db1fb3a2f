import { Stack, Title } from "@mantine/core";
import type { MappingVersion } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { mappingQueries } from "./queries.ts";

/** Who said what and when; each can be looked at and made to hold again. */
export function MappingVersions(props: { sourceKey: string; current: number; shown: number | undefined }) {
  const { sourceKey, current, shown } = props;
  const versions = useQuery(mappingQueries.versions(sourceKey));
  const columns: Column<MappingVersion>[] = [
    {
      key: "version",
      head: "Version",
      cell: (row) =>
        row.version === current ? (
          <Link to="/sources/$key/mapping" params={{ key: sourceKey }} search={{}}>
            Version {row.version}
          </Link>
        ) : (
          <Link to="/sources/$key/mapping" params={{ key: sourceKey }} search={{ version: row.version }}>
            Version {row.version}
          </Link>
        ),
    },
    {
      key: "state",
      head: "State",
      cell: (row) =>
        row.version === current ? (
          <StateBadge state="published" label="holds" />
        ) : (
          <StateBadge state="superseded" label={row.version === shown ? "shown above" : "was replaced"} />
        ),
    },
    { key: "author", head: "By", cell: (row) => <span className="foreign">{row.author}</span> },
    { key: "when", head: "When", cell: (row) => <Time at={row.createdAt} /> },
    { key: "note", head: "Note", lead: true, cell: (row) => <span className="foreign">{row.note}</span> },
  ];
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>Versions</Title>
      <QueryStates query={versions}>
        {({ items }) => (
          <RowTable inside label="Versions" rows={items} columns={columns} rowKey={(row) => String(row.version)} />
        )}
      </QueryStates>
    </Stack>
  );
}
