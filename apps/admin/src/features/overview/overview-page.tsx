import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { incidentColumns } from "../incidents/incident-columns.tsx";
import { incidentQueries } from "../incidents/queries.ts";
import { useMay } from "../session/use-may.ts";
import { sourceQueries } from "../sources/queries.ts";
import { sourceColumns } from "../sources/source-columns.tsx";
import { Figures } from "./figures.tsx";
import { OwnHealth } from "./own-health.tsx";

/** Is all well? */
export function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" />
      <Stack gap="lg" pb="xl">
        <Figures />
        <Unresolved />
        <OwnHealth />
        <Sources />
      </Stack>
    </>
  );
}

function Unresolved() {
  const incidents = useQuery(incidentQueries.unresolved());
  const navigate = useNavigate();
  return (
    <section>
      <Title order={2} px="md">
        Unresolved incidents
      </Title>
      <Unrouted />
      <QueryStates query={incidents}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="Nothing is down">What a source reports as opened appears here by itself.</Empty>
          ) : (
            <RowTable
              label="Unresolved incidents"
              rows={page.items}
              columns={incidentColumns}
              rowKey={(row) => row.id}
              onOpen={(row) => void navigate({ to: "/incidents/$id", params: { id: row.id } })}
            />
          )
        }
      </QueryStates>
    </section>
  );
}

// What nobody ordered anything for is seen here, or by nobody.
function Unrouted() {
  const unrouted = useQuery(incidentQueries.unrouted());
  const count = unrouted.data?.items.length ?? 0;
  if (count === 0) return null;
  const more = unrouted.data?.nextCursor == null ? "" : "+";
  return (
    <Text size="sm" px="md">
      <StateBadge
        state="unrouted"
        tone="wait"
        label={`${count}${more} unrouted: no rule took them, nothing was ordered.`}
      />{" "}
      <Link to="/incidents" search={{ status: "unresolved", unrouted: "true" }}>
        Look at them
      </Link>
    </Text>
  );
}

function Sources() {
  const sources = useQuery(sourceQueries.all());
  const mayConnect = useMay("createSource");
  const navigate = useNavigate();
  return (
    <section>
      <Title order={2} px="md">
        Sources
      </Title>
      <QueryStates query={sources}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No monitoring tool is connected">
              {mayConnect ? <Link to="/sources/connect">Connect one</Link> : "Somebody of ops connects one"}: it takes a
              URL and a secret.
            </Empty>
          ) : (
            <RowTable
              label="Sources"
              rows={page.items}
              rowKey={(row) => row.key}
              onOpen={(row) => void navigate({ to: "/sources/$key", params: { key: row.key } })}
              columns={sourceColumns}
            />
          )
        }
      </QueryStates>
    </section>
  );
}
