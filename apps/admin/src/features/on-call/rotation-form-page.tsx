import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { useMay } from "../session/use-may.ts";
import { onCallQueries } from "./queries.ts";
import { RotationForm } from "./rotation-form.tsx";

const editRoute = getRouteApi("/frame/on-call/$key/edit");

export function NewRotationPage() {
  const teams = useQuery(onCallQueries.allTeams());
  const mayMake = useMay("saveRotation");
  return (
    <>
      <PageHeader title="New rotation" note="people who take turns in being on call" />
      {mayMake ? (
        <Stack px="md" pb="xl">
          <QueryStates query={teams}>{({ items }) => <RotationForm stored={null} teams={items} />}</QueryStates>
        </Stack>
      ) : (
        <Empty title="Your role does not make rotations">Somebody of ops makes them; an admin can change roles.</Empty>
      )}
    </>
  );
}

export function EditRotationPage() {
  const { key } = editRoute.useParams();
  const [from] = useState(() => new Date().toISOString());
  const rotation = useQuery({
    ...onCallQueries.rotation(key, from, 1),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  const teams = useQuery(onCallQueries.allTeams());
  return (
    <>
      <PageHeader title={`Change ${rotation.data?.name ?? key}`} />
      <Stack px="md" pb="xl">
        <QueryStates query={teams}>
          {({ items }) => (
            <QueryStates query={rotation}>
              {(stored) => <RotationForm key={stored.revision} stored={stored} teams={items} />}
            </QueryStates>
          )}
        </QueryStates>
      </Stack>
    </>
  );
}
