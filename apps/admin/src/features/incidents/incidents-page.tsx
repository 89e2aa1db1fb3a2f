import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useMatch, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect, FilterText } from "../../components/filter-bar.tsx";
import { ListWithDetail } from "../../components/list-with-detail.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { incidentColumns } from "./incident-columns.tsx";
import { OpenByHand } from "./open-by-hand.tsx";
import { incidentQueries } from "./queries.ts";
import type { IncidentSearch } from "./search-params.ts";

const route = getRouteApi("/frame/incidents");

export function IncidentsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const incidents = useInfiniteQuery(incidentQueries.list(search));
  const detail = useMatch({ from: "/frame/incidents/$id", shouldThrow: false });
  const filter = (change: IncidentSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <ListWithDetail
      open={detail !== undefined}
      onClose={() => void navigate({ to: "/incidents", search: true })}
      list={
        <>
          <PageHeader title="Incidents" note="newest first">
            <OpenByHand />
          </PageHeader>
          <FilterBar
            values={search}
            onClear={() =>
              filter({
                status: undefined,
                severity: undefined,
                component: undefined,
                source: undefined,
                unrouted: undefined,
                q: undefined,
              })
            }
          >
            <FilterText label="Search" placeholder="title or key" value={search.q} onChange={(q) => filter({ q })} />
            <FilterSelect
              label="Status"
              value={search.status}
              options={["unresolved", "open", "acknowledged", "resolved"]}
              onChange={(status) => filter({ status: status as IncidentSearch["status"] })}
            />
            <FilterSelect
              label="Severity"
              value={search.severity}
              options={["critical", "high", "medium", "low", "info", "unknown"]}
              onChange={(severity) => filter({ severity: severity as IncidentSearch["severity"] })}
            />
            <FilterSelect
              label="Rules"
              value={search.unrouted}
              options={[{ value: "true", label: "unrouted" }]}
              onChange={(unrouted) => filter({ unrouted: unrouted as IncidentSearch["unrouted"] })}
            />
          </FilterBar>
          <QueryStates query={incidents}>
            {(data) => {
              const rows = data.pages.flatMap((page) => page.items);
              if (rows.length === 0)
                return <NoIncidents filtered={Object.values(search).some((value) => value !== undefined)} />;
              return (
                <RowTable
                  label="Incidents"
                  rows={rows}
                  columns={incidentColumns}
                  rowKey={(row) => row.id}
                  selected={detail?.params.id}
                  onOpen={(row) => void navigate({ to: "/incidents/$id", params: { id: row.id }, search: true })}
                  more={
                    incidents.hasNextPage
                      ? { onMore: () => void incidents.fetchNextPage(), loading: incidents.isFetchingNextPage }
                      : undefined
                  }
                />
              );
            }}
          </QueryStates>
        </>
      }
    />
  );
}

function NoIncidents({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="Nothing fits these filters">Clear them to see all incidents.</Empty>;
  return (
    <Empty title="No incidents">
      Nothing has gone wrong yet. What a <Link to="/sources">source</Link> reports as opened appears here by itself.
    </Empty>
  );
}
