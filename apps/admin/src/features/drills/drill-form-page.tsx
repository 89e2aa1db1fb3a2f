import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { useMay } from "../session/use-may.ts";
import { DrillForm } from "./drill-form.tsx";
import { drillQueries } from "./queries.ts";

const editRoute = getRouteApi("/frame/drills/$key/edit");

export function NewDrillPage() {
  return (
    <>
      <PageHeader title="New drill" note="an outage of its own, from the source to a test project of the desk" />
      <ForOps>
        <DrillForm stored={null} />
      </ForOps>
    </>
  );
}

export function EditDrillPage() {
  const { key } = editRoute.useParams();
  const drill = useQuery({ ...drillQueries.one(key), refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader title={`Change ${drill.data?.name ?? key}`} />
      <ForOps>
        <QueryStates query={drill}>{(stored) => <DrillForm key={stored.revision} stored={stored} />}</QueryStates>
      </ForOps>
    </>
  );
}

function ForOps({ children }: { children: React.ReactNode }) {
  const may = useMay("saveDrill");
  if (!may) return <Empty title="Your role does not change drills">Ops and admins do.</Empty>;
  return (
    <Stack px="md" pb="xl">
      {children}
    </Stack>
  );
}
