import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { sessionQueries } from "../session/queries.ts";
import { EnvironmentForm } from "./environment-form.tsx";
import { settingQueries } from "./queries.ts";
import { RetentionForm } from "./retention-form.tsx";

/** What holds for the whole installation. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" note="what holds for the whole installation" />
      <Stack gap="xl" px="md" pb="md" maw={720}>
        <QueryStates query={useQuery(sessionQueries.settings())}>
          {({ environment }) => <EnvironmentForm environment={environment} />}
        </QueryStates>
        <QueryStates query={useQuery(settingQueries.retention())}>
          {(retention) => <RetentionForm retention={retention} />}
        </QueryStates>
      </Stack>
    </>
  );
}
