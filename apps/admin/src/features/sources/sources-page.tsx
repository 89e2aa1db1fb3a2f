import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useMatch, useNavigate } from "@tanstack/react-router";
import { ListWithDetail } from "../../components/list-with-detail.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { useMay } from "../session/use-may.ts";
import { sourceQueries } from "./queries.ts";
import { sourceColumns } from "./source-columns.tsx";

export function SourcesPage() {
  const sources = useQuery(sourceQueries.all());
  const navigate = useNavigate();
  const mayCreate = useMay("createSource");
  const detail = useMatch({ from: "/frame/sources/$key", shouldThrow: false });
  return (
    <ListWithDetail
      open={detail !== undefined}
      onClose={() => void navigate({ to: "/sources" })}
      list={
        <>
          <PageHeader title="Sources" note="a webhook URL for each monitoring tool">
            {mayCreate ? (
              <Button renderRoot={(props) => <Link to="/sources/connect" {...props} />} variant="filled">
                Connect a tool
              </Button>
            ) : null}
          </PageHeader>
          <QueryStates query={sources}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title="No monitoring tool is connected">
                  {mayCreate ? <Link to="/sources/connect">Connect one</Link> : "Somebody of ops connects one"}: it
                  takes a URL and a secret.
                </Empty>
              ) : (
                <RowTable
                  label="Sources"
                  rows={page.items}
                  rowKey={(row) => row.key}
                  selected={detail?.params.key}
                  onOpen={(row) => void navigate({ to: "/sources/$key", params: { key: row.key } })}
                  columns={sourceColumns}
                />
              )
            }
          </QueryStates>
        </>
      }
    />
  );
}
