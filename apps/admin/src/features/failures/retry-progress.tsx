import { Button, Group, Progress, Text } from "@mantine/core";
import type { FailureRetry } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useNow } from "../../lib/use-now.ts";
import { useMay } from "../session/use-may.ts";
import { failureQueries } from "./queries.ts";

const shownForMs = 2 * 60_000;

/** Retries of many that are under way, or ended just now. */
export function RetryProgress() {
  const now = useNow();
  const retries = useQuery({
    ...failureQueries.retries(),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 1_000 : false),
  });
  const shown = retries.data?.items.filter(
    ({ finishedAt }) => finishedAt === null || Date.parse(finishedAt) > now - shownForMs,
  );
  return shown?.map((retry) => <OneRetry key={retry.id} retry={retry} />) ?? null;
}

function isUnderWay({ finishedAt }: FailureRetry): boolean {
  return finishedAt === null;
}

function OneRetry({ retry }: { retry: FailureRetry }) {
  const client = useQueryClient();
  const mayStop = useMay("stopFailureRetry");
  const stop = useMutation({
    mutationFn: () => api.stopFailureRetry({ params: { id: retry.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["failures"] }),
    onError: tellFailed("That did not work"),
  });
  const { total, done, retried, askedBy, stoppedBy } = retry;
  const over = done - retried;
  return (
    <Group px="md" py={6} gap="sm" role="status">
      <Progress value={(done / Math.max(1, total)) * 100} w={120} aria-label="Tried again" color="blue" />
      <Text size="sm">
        {`${done} of ${total} tried again, asked for by ${askedBy}`}
        {over > 0 ? ` (${over} had ended meanwhile)` : ""}
        {stoppedBy === null ? (isUnderWay(retry) ? "" : ": done") : `: stopped by ${stoppedBy}`}
      </Text>
      {isUnderWay(retry) && mayStop ? (
        <Button size="compact-sm" onClick={() => stop.mutate()} loading={stop.isPending}>
          Stop
        </Button>
      ) : null}
    </Group>
  );
}
