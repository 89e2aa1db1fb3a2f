import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Monitor } from "@signalbox/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect, FilterText } from "../../components/filter-bar.tsx";
import { MuteMonitor, useLiftMute } from "../../components/mute-monitor.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { MapTo } from "./map-to.tsx";
import { monitorQueries } from "./queries.ts";
import type { MonitorSearch } from "./search-params.ts";

const route = getRouteApi("/frame/monitors");

/** What do the tools watch, and which of it belongs to nothing? */
export function MonitorsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const monitors = useInfiniteQuery(monitorQueries.list(search));
  const filter = (change: MonitorSearch) =>
    void navigate({ to: "/monitors", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHeader title="Monitors" note="as the tools name them; without a component their downtime has no cost" />
      <FilterBar values={search} onClear={() => filter({ mapped: undefined, source: undefined, q: undefined })}>
        <FilterText label="Search" placeholder="name or id" value={search.q} onChange={(q) => filter({ q })} />
        <FilterSelect
          label="Which"
          required
          value={search.mapped ?? "no"}
          options={[
            { value: "no", label: "of no component" },
            { value: "yes", label: "mapped" },
            { value: "all", label: "all" },
          ]}
          onChange={(mapped) => filter({ mapped: mapped === "yes" || mapped === "all" ? mapped : undefined })}
        />
      </FilterBar>
      <QueryStates query={monitors}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          if (rows.length === 0) return <NoMonitors search={search} />;
          return (
            <RowTable
              label="Monitors"
              rows={rows}
              rowKey={(row) => `${row.source} ${row.id}`}
              columns={columns}
              more={
                monitors.hasNextPage
                  ? { onMore: () => void monitors.fetchNextPage(), loading: monitors.isFetchingNextPage }
                  : undefined
              }
            />
          );
        }}
      </QueryStates>
    </>
  );
}

const columns: Column<Monitor>[] = [
  { key: "name", head: "Monitor", lead: true, cell: (row) => <b className="foreign">{row.name}</b> },
  {
    key: "id",
    head: "Id",
    wideOnly: true,
    cell: (row) => (row.id === row.name ? null : <span className="mono foreign">{row.id}</span>),
  },
  { key: "source", head: "Source", cell: (row) => row.source },
  {
    key: "component",
    head: "Component",
    cell: (row) => row.component ?? <StateBadge state="unmapped" tone="wait" />,
  },
  { key: "incidents", head: "Incidents", numeric: true, named: true, cell: (row) => row.incidents },
  {
    key: "down",
    head: "Now",
    cell: (row) => (row.unresolvedIncidents === 0 ? null : <StateBadge state="open" label="down" />),
  },
  { key: "seen", head: "Last seen", named: true, cell: (row) => <Time at={row.lastSeenAt} /> },
  { key: "acts", head: "", cell: (row) => <Acts monitor={row} /> },
];

function Acts({ monitor }: { monitor: Monitor }) {
  const mayMap = useMay("mapMonitor");
  const mayMute = useMay("muteMonitor");
  const [muting, mute] = useDisclosure(false);
  const lift = useLiftMute();
  const { muteId } = monitor;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {muteId === null ? null : (
        <span>
          <StateBadge state="muted" tone="wait" /> ends <Time at={monitor.mutedUntil} />
        </span>
      )}
      {mayMute && muteId !== null ? (
        <Button onClick={() => lift.mutate(muteId)} loading={lift.isPending}>
          Unmute
        </Button>
      ) : null}
      {mayMute && muteId === null ? (
        <Button onClick={mute.open} aria-label={`Mute ${monitor.name}`}>
          Mute…
        </Button>
      ) : null}
      {mayMap && monitor.component === null ? <MapTo monitor={monitor} /> : null}
      {muting ? <MuteMonitor opened source={monitor.source} monitor={monitor} onClose={mute.close} /> : null}
    </Group>
  );
}

function NoMonitors({ search }: { search: MonitorSearch }) {
  if (search.q !== undefined || search.source !== undefined) {
    return <Empty title="Nothing fits these filters">Clear them to see all.</Empty>;
  }
  if (search.mapped === undefined) {
    return (
      <Empty title="Every monitor belongs to a component">A new one that fits no mapping appears here by itself.</Empty>
    );
  }
  return <Empty title="No monitors">What a source reports about appears here by itself.</Empty>;
}
