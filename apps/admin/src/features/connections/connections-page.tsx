import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useMatch, useNavigate } from "@tanstack/react-router";
import { ListWithDetail } from "../../components/list-with-detail.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { useMay } from "../session/use-may.ts";
import { ConnectionHealth } from "./connection-health.tsx";
import { PauseAll } from "./pause-all.tsx";
import { connectionQueries } from "./queries.ts";

export function ConnectionsPage() {
  const connections = useQuery(connectionQueries.all());
  const navigate = useNavigate();
  const mayMake = useMay("saveConnection");
  const detail = useMatch({ from: "/frame/connections/$key", shouldThrow: false });
  return (
    <ListWithDetail
      open={detail !== undefined}
      onClose={() => void navigate({ to: "/connections" })}
      list={
        <>
          <PageHeader title="Connections" note="outside systems that Signalbox calls">
            <PauseAll />
            {mayMake ? (
              <Button component={Link} to="/connections/new">
                New connection
              </Button>
            ) : null}
          </PageHeader>
          <QueryStates query={connections}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title="No connections">
                  Make one here, or name a ticket desk or a pager under <span className="mono">connections:</span> in
                  the config file and apply it.
                </Empty>
              ) : (
                <RowTable
                  label="Connections"
                  rows={page.items}
                  rowKey={(row) => row.key}
                  selected={detail?.params.key}
                  onOpen={(row) => void navigate({ to: "/connections/$key", params: { key: row.key } })}
                  columns={[
                    {
                      key: "name",
                      head: "Connection",
                      lead: true,
                      cell: (row) => (
                        <Link to="/connections/$key" params={{ key: row.key }} className="plain">
                          {row.name}
                        </Link>
                      ),
                    },
                    { key: "kind", head: "Kind", cell: (row) => row.kind },
                    { key: "health", head: "Health", cell: (row) => <ConnectionHealth health={row.health} /> },
                    { key: "grade", head: "Grade", named: true, cell: (row) => row.grade ?? "–" },
                    { key: "open", head: "Open", numeric: true, named: true, cell: (row) => row.openObligations },
                    {
                      key: "waiting",
                      head: "Waiting",
                      numeric: true,
                      named: true,
                      cell: (row) => row.waitingActions,
                    },
                  ]}
                />
              )
            }
          </QueryStates>
        </>
      }
    />
  );
}
