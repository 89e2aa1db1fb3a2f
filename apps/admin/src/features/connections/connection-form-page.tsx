import { Radio, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import classes from "./connection-form-page.module.css";
import { connectionQueries } from "./queries.ts";

const editRoute = getRouteApi("/frame/connections/$key/edit");

/** From "which system?" to a connection that was tested, on one page. */
export function NewConnectionPage() {
  const kinds = useQuery(connectionQueries.kinds());
  const [chosen, choose] = useState<string | null>(null);
  return (
    <>
      <PageHeader title="New connection" note="an outside system that Signalbox calls" />
      <Stack gap="lg" px="md" pb="xl">
        <QueryStates query={kinds}>
          {({ items }) => {
            const kind = items.find((one) => one.key === chosen);
            return (
              <>
                <Radio.Group label="Which system?" value={chosen} onChange={choose}>
                  <div className={classes.kinds}>
                    {items.map((one) => (
                      <Radio key={one.key} value={one.key} color="gray" label={one.name} />
                    ))}
                  </div>
                </Radio.Group>
                {kind === undefined ? null : <ConnectionForm key={kind.key} kind={kind} stored={null} />}
              </>
            );
          }}
        </QueryStates>
      </Stack>
    </>
  );
}

export function EditConnectionPage() {
  const { key } = editRoute.useParams();
  const connection = useQuery({ ...connectionQueries.one(key), refetchOnWindowFocus: false });
  const kinds = useQuery(connectionQueries.kinds());
  return (
    <>
      <PageHeader title={`Change ${connection.data?.name ?? key}`} />
      <Stack gap="lg" px="md" pb="xl">
        <QueryStates query={kinds}>
          {({ items }) => (
            <QueryStates query={connection}>
              {(stored) => {
                const kind = items.find((one) => one.key === stored.kind);
                return kind === undefined ? (
                  <Empty title="This kind is not known">This version of Signalbox has no kind “{stored.kind}”.</Empty>
                ) : (
                  <ConnectionForm key={stored.revision} kind={kind} stored={stored} />
                );
              }}
            </QueryStates>
          )}
        </QueryStates>
      </Stack>
    </>
  );
}
