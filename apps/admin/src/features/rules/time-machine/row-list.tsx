import { Text } from "@mantine/core";
import type { TimeMachineRow, TimeMachineRun } from "@signalbox/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect } from "../../../components/filter-bar.tsx";
import { QueryStates } from "../../../components/page-states.tsx";
import { type Column, RowTable } from "../../../components/row-table.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { Stamp } from "../../../components/time.tsx";
import { timeMachineQueries } from "./queries.ts";
import { RowWhy } from "./row-why.tsx";

const route = getRouteApi("/frame/rules/time-machine");
const kinds = ["ticket", "page", "status-post", "message", "http", "remediate"] as const;
const rowsKept = 10_000;

/** Each ticket, page and post that differs; a row opens its reason. */
export function RowList({ run, differences }: { run: TimeMachineRun; differences: number }) {
  const { outcome, kind, night, row } = route.useSearch();
  const rows = useInfiniteQuery(timeMachineQueries.rows(run.id, { outcome, kind, night }));
  const navigate = useNavigate();
  const set = (changed: Record<string, string | number | undefined>) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...changed }), replace: true });
  return (
    <>
      <FilterBar
        values={{ outcome, kind, night }}
        onClear={() => set({ outcome: undefined, kind: undefined, night: undefined })}
      >
        <FilterSelect
          label="Difference"
          value={outcome}
          options={["gained", "lost", "changed"]}
          onChange={(value) => set({ outcome: value })}
        />
        <FilterSelect label="Kind" value={kind} options={kinds} onChange={(value) => set({ kind: value })} />
        <FilterSelect
          label="Time"
          value={night}
          options={[
            { value: "true", label: "at night" },
            { value: "false", label: "by day" },
          ]}
          onChange={(value) => set({ night: value })}
        />
      </FilterBar>
      <QueryStates query={rows}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Text size="sm">No row is so.</Text>;
          return (
            <RowTable
              inside
              label="What differs"
              rows={items}
              columns={columns}
              rowKey={({ number }) => String(number)}
              selected={row === undefined ? undefined : String(row)}
              onOpen={({ number }) => set({ row: number })}
              more={
                rows.hasNextPage
                  ? { onMore: () => void rows.fetchNextPage(), loading: rows.isFetchingNextPage }
                  : undefined
              }
            />
          );
        }}
      </QueryStates>
      {differences > rowsKept ? (
        <Text size="sm" c="dimmed">
          The first {rowsKept.toLocaleString("en-GB")} of {differences.toLocaleString("en-GB")} are listed; all are
          counted.
        </Text>
      ) : null}
      {row === undefined ? null : <RowWhy run={run.id} number={row} onClose={() => set({ row: undefined })} />}
    </>
  );
}

const tones = { gained: "progress", lost: "quiet", changed: "wait" } as const;

const columns: Column<TimeMachineRow>[] = [
  {
    key: "outcome",
    head: "Difference",
    cell: ({ outcome }) => <StateBadge state={outcome} tone={tones[outcome]} label={outcome} />,
  },
  { key: "at", head: "At", cell: ({ at }) => <Stamp at={at} /> },
  {
    key: "what",
    head: "What",
    cell: ({ kind, connection, isNight }) => (
      <>
        {kind} → <span className="foreign">{connection}</span>
        {isNight ? ", at night" : ""}
      </>
    ),
  },
  {
    key: "incident",
    head: "Incident",
    lead: true,
    cell: ({ incidentId, incident }) => (
      <Link to="/incidents/$id" params={{ id: incidentId }} className="foreign">
        {incident ?? "an incident that is no longer kept"}
      </Link>
    ),
  },
  { key: "reason", head: "Reason", wraps: true, cell: ({ reason }) => <span className="foreign">{reason}</span> },
];
