import { Title } from "@mantine/core";
import type { RuleSet } from "@signalbox/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { ruleQueries } from "./queries.ts";

/** Every version that was ever live, newest first. */
export function VersionsTable() {
  const versions = useInfiniteQuery(ruleQueries.versions());
  const navigate = useNavigate();
  const rows = versions.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  return (
    <section>
      <Title order={2}>Versions</Title>
      <RowTable
        inside
        label="Versions"
        rows={rows}
        columns={columns}
        rowKey={(version) => String(version.number)}
        onOpen={({ number }) => void navigate({ to: "/rules/versions/$number", params: { number: String(number) } })}
        more={
          versions.hasNextPage
            ? { onMore: () => void versions.fetchNextPage(), loading: versions.isFetchingNextPage }
            : undefined
        }
      />
    </section>
  );
}

const columns: Column<RuleSet>[] = [
  {
    key: "number",
    head: "Version",
    cell: ({ number }) => (
      <Link to="/rules/versions/$number" params={{ number: String(number) }}>
        v{number}
      </Link>
    ),
  },
  {
    key: "state",
    head: "State",
    cell: (version) => (
      <StateBadge state={version.state} label={version.state === "published" ? "live" : version.state} />
    ),
  },
  { key: "rules", head: "Rules", cell: (version) => (version.rules === 1 ? "1 rule" : `${version.rules} rules`) },
  { key: "author", head: "Author", cell: (version) => version.author },
  { key: "at", head: "Published", cell: (version) => <Time at={version.publishedAt} /> },
  { key: "note", head: "Note", wraps: true, cell: (version) => version.note },
];
