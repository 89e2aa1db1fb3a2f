import { Text } from "@mantine/core";
import type { JournalEntry } from "@signalbox/contract";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { SubjectLink } from "../../components/subject-link.tsx";
import { Stamp } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";

const journal = infiniteQueryOptions({
  queryKey: ["journal"],
  queryFn: ({ pageParam, signal }) => api.listJournal({ query: { limit: 100, cursor: pageParam } }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

const columns: Column<JournalEntry>[] = [
  { key: "at", head: "When", cell: (row) => <Stamp at={row.at} /> },
  {
    key: "who",
    head: "Who",
    cell: (row) => (
      <>
        {row.actor}
        {row.actorKind === "person" ? null : (
          <Text component="span" size="xs" c="dimmed">
            {" "}
            {row.actorKind}
          </Text>
        )}
      </>
    ),
  },
  {
    key: "what",
    head: "What",
    lead: true,
    cell: (row) => (
      <>
        {row.verb}
        <span
          className="mono foreign"
          title={detailsText(row.details)}
          style={{ color: "var(--mantine-color-dimmed)" }}
        >
          {"  "}
          {detailsText(row.details)}
        </span>
      </>
    ),
  },
  { key: "subject", head: "On", cell: (row) => <SubjectLink kind={row.subjectKind} subject={row.subject} /> },
];

/** What happened, and who or what did it. */
export function AuditPage() {
  const entries = useInfiniteQuery(journal);
  return (
    <>
      <PageHeader title="Audit" note="the journal: written once, never changed" />
      <QueryStates query={entries}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          if (rows.length === 0) return <Empty title="Nothing happened yet" />;
          return (
            <RowTable
              label="Journal"
              rows={rows}
              rowKey={(row) => row.id}
              columns={columns}
              more={
                entries.hasNextPage
                  ? { onMore: () => void entries.fetchNextPage(), loading: entries.isFetchingNextPage }
                  : undefined
              }
            />
          );
        }}
      </QueryStates>
    </>
  );
}

function detailsText(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
