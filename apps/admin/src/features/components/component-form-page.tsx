import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { useMay } from "../session/use-may.ts";
import { ComponentForm } from "./component-form.tsx";
import { componentQueries } from "./queries.ts";

const editRoute = getRouteApi("/frame/components/$key/edit");

export function NewComponentPage() {
  const mayMake = useMay("saveComponent");
  return (
    <>
      <PageHeader title="New component" note="a thing the business runs: its downtime costs money" />
      {mayMake ? (
        <Stack px="md" pb="xl">
          <ComponentForm stored={null} />
        </Stack>
      ) : (
        <Empty title="Your role does not make components">Somebody of ops or finance makes them.</Empty>
      )}
    </>
  );
}

/** What is this component, what does its downtime cost, and since when? */
export function EditComponentPage() {
  const { key } = editRoute.useParams();
  const mayChange = useMay("saveComponent");
  const component = useQuery({ ...componentQueries.one(key), refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader title={component.data?.name ?? key} />
      {mayChange ? (
        <Stack px="md" pb="xl">
          <QueryStates query={component}>
            {(stored) => <ComponentForm key={stored.revision} stored={stored} />}
          </QueryStates>
        </Stack>
      ) : (
        <Empty title="Your role does not change components">Somebody of ops or finance changes them.</Empty>
      )}
    </>
  );
}
