import { Button, Text } from "@mantine/core";
import type { Delivery } from "@signalbox/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useMatch, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect, FilterText } from "../../components/filter-bar.tsx";
import { ListWithDetail } from "../../components/list-with-detail.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { sourceQueries } from "../sources/queries.ts";
import { deliveryQueries } from "./queries.ts";
import type { DeliverySearch } from "./search-params.ts";

const route = getRouteApi("/frame/deliveries");

const columns: Column<Delivery>[] = [
  { key: "received", head: "Received", cell: (row) => <Time at={row.receivedAt} /> },
  {
    key: "source",
    head: "Source",
    cell: (row) => (
      <Link to="/sources/$key" params={{ key: row.source }} className="plain">
        {row.source}
      </Link>
    ),
  },
  { key: "type", head: "Type", cell: (row) => row.type },
  {
    key: "what",
    head: "What",
    lead: true,
    cell: (row) => (
      <Link to="/deliveries/$id" params={{ id: row.id }} search={true} className="plain foreign">
        {row.summary || row.reason || <span className="mono">{row.deliveryId}</span>}
        {row.events > 1 ? <Text component="span" c="dimmed" size="xs">{` and ${row.events - 1} more`}</Text> : null}
      </Link>
    ),
  },
  { key: "state", head: "State", cell: (row) => <StateBadge state={row.state} /> },
  { key: "id", head: "Sender's id", wideOnly: true, cell: (row) => <SenderId id={row.deliveryId} /> },
  {
    key: "repeats",
    head: "Repeats",
    numeric: true,
    wideOnly: true,
    cell: (row) =>
      row.conflict ? <StateBadge state="failed" label={`${row.duplicates}, other body`} /> : row.duplicates || "–",
  },
];

function SenderId({ id }: { id: string }) {
  return (
    <span className="mono foreign" title={id}>
      {id.length > 32 ? `${id.slice(0, 31)}…` : id}
    </span>
  );
}

export function DeliveriesPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const deliveries = useInfiniteQuery(deliveryQueries.list(filterOf(search)));
  const detail = useMatch({ from: "/frame/deliveries/$id", shouldThrow: false });
  const filter = (change: DeliverySearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <ListWithDetail
      open={detail !== undefined}
      onClose={() => void navigate({ to: "/deliveries", search: true })}
      list={
        <>
          <PageHeader title="Deliveries" note="each request as it arrived, newest first" />
          <DeliveryFilters search={search} onChange={filter} />
          <QueryStates query={deliveries}>
            {(data) => {
              const rows = data.pages.flatMap((page) => page.items);
              const more = deliveries.hasNextPage
                ? { onMore: () => void deliveries.fetchNextPage(), loading: deliveries.isFetchingNextPage }
                : undefined;
              if (rows.length === 0 && more !== undefined)
                return <NoneYet scanned={data.pages.reduce((sum, page) => sum + (page.scanned ?? 0), 0)} {...more} />;
              if (rows.length === 0)
                return <NoDeliveries filtered={Object.values(search).some((value) => value !== undefined)} />;
              return (
                <RowTable
                  label="Deliveries"
                  rows={rows}
                  columns={columns}
                  rowKey={(row) => row.id}
                  selected={detail?.params.id}
                  onOpen={(row) => void navigate({ to: "/deliveries/$id", params: { id: row.id }, search: true })}
                  more={more}
                />
              );
            }}
          </QueryStates>
        </>
      }
    />
  );
}

function DeliveryFilters({ search, onChange }: { search: DeliverySearch; onChange: (change: DeliverySearch) => void }) {
  const sources = useQuery(sourceQueries.all());
  return (
    <FilterBar onClear={() => onChange(nothing)} values={search}>
      <FilterText label="Search" placeholder="an id, or words" value={search.q} onChange={(q) => onChange({ q })} />
      <FilterSelect
        label="Source"
        value={search.source}
        options={sources.data?.items.map((source) => source.key) ?? []}
        onChange={(source) =>
          onChange(source === undefined ? { source, path: undefined, value: undefined } : { source })
        }
      />
      <FilterSelect
        label="State"
        value={search.state}
        options={["received", "processed", "ignored", "failed"]}
        onChange={(state) => onChange({ state: state as DeliverySearch["state"] })}
      />
      {search.source === undefined ? null : (
        <>
          <FilterText
            label="Path in the body"
            placeholder="$.data.monitor.id"
            value={search.path}
            onChange={(path) => onChange({ path })}
          />
          <FilterText
            label="Value at the path"
            placeholder="value there"
            value={search.value}
            onChange={(value) => onChange({ value })}
          />
        </>
      )}
    </FilterBar>
  );
}

const nothing: DeliverySearch = {
  source: undefined,
  state: undefined,
  q: undefined,
  path: undefined,
  value: undefined,
};

// Bodies are read for a path and its value, of one source: a half of it asks for nothing.
function filterOf({ path, value, ...others }: DeliverySearch): DeliverySearch {
  return path === undefined || value === undefined || others.source === undefined ? others : { ...others, path, value };
}

function NoneYet({ scanned, onMore, loading }: { scanned: number; onMore: () => void; loading: boolean }) {
  return (
    <Empty title={`None of the ${scanned} newest bodies holds that`}>
      <Button onClick={onMore} loading={loading}>
        Read on
      </Button>
    </Empty>
  );
}

function NoDeliveries({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="Nothing fits these filters">Clear them to see all deliveries.</Empty>;
  return (
    <Empty title="No deliveries yet">
      Waiting for the first one. <Link to="/sources/connect">Connect your monitoring tool</Link>, or send a test event
      from a <Link to="/sources">source</Link>; it appears here by itself.
    </Empty>
  );
}
