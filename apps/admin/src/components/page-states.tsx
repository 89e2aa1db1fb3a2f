import { Alert, Button, Center, Skeleton, Stack, Text, Title } from "@mantine/core";
import { ApiError } from "@signalbox/contract";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** Draws a query's states on purpose: loading, failed (with retry) and full; emptiness is the page's own. */
export function QueryStates<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.isPending) return <Loading />;
  if (query.error instanceof ApiError && query.error.status === 404) return <Empty title={query.error.message} />;
  if (query.data === undefined) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {children(query.data)}
    </>
  );
}

export function Loading() {
  return (
    <Stack gap={6} p="md" aria-busy="true" aria-label="Loading">
      {["a", "b", "c", "d", "e", "f"].map((line) => (
        <Skeleton key={line} height={22} />
      ))}
    </Stack>
  );
}

function Failed({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <Alert color="red" variant="light" m="md" title="This could not be loaded" role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error?.message ?? "The reason is not known."}</Text>
        <Button onClick={onRetry}>Try again</Button>
      </Stack>
    </Alert>
  );
}

/** Teaches: what would stand here, and what to do so that it does. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Center p="xl">
      <Stack gap="xs" align="center" maw={560} ta="center">
        <Title order={2}>{title}</Title>
        <Text c="dimmed" component="div" size="sm">
          {children}
        </Text>
      </Stack>
    </Center>
  );
}
