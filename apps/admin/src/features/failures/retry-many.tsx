import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryStates } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { failureQueries } from "./queries.ts";
import { type FailureSearch, filterOf } from "./search-params.ts";

/** Shows what would be tried again, then lets it begin. */
export function RetryMany({
  search,
  opened,
  onClose,
}: {
  search: FailureSearch;
  opened: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const preview = useQuery({ ...failureQueries.retryPreview(search), enabled: opened });
  const start = useMutation({
    mutationFn: (expected: number) => api.startFailureRetry({ body: { ...filterOf(search, Date.now()), expected } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["failures"] }),
    onError: tellFailed("That did not work"),
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Retry all of these">
      <QueryStates query={preview}>
        {(plan) => (
          <Stack gap="sm">
            <Text>
              {plan.items === 0
                ? "There is nothing to try again among these."
                : `${counted(plan.failures, "failure")}: ${told(plan)} will be tried again, at most ${plan.perSecond} a second. That takes ${lasting(plan.items, plan.perSecond)}.`}
            </Text>
            {plan.isCut ? <Text>There are more: begin again when this is done.</Text> : null}
            {plan.others > 0 ? (
              <Text size="sm" c="dimmed">
                {counted(plan.others, "other failure")} can't be tried again: look at them one by one.
              </Text>
            ) : null}
            <Group justify="flex-end">
              <Button onClick={onClose}>Cancel</Button>
              <Button
                variant="filled"
                disabled={plan.items === 0}
                loading={start.isPending}
                onClick={() => start.mutate(plan.items)}
                data-autofocus
              >
                Retry {plan.items > 0 ? plan.items : ""}
              </Button>
            </Group>
          </Stack>
        )}
      </QueryStates>
    </Modal>
  );
}

function counted(count: number, what: string, many = `${what}s`): string {
  return `${count} ${count === 1 ? what : many}`;
}

function told(plan: { actions: number; deliveries: number; connections: number }): string {
  const parts = [
    plan.actions > 0 ? counted(plan.actions, "action") : null,
    plan.deliveries > 0 ? counted(plan.deliveries, "delivery", "deliveries") : null,
    plan.connections > 0 ? `all that waits for ${counted(plan.connections, "paused connection")}` : null,
  ].filter((part) => part !== null);
  return parts.join(", ");
}

function lasting(items: number, perSecond: number): string {
  const seconds = Math.ceil(items / perSecond);
  if (seconds <= 2) return "a moment";
  return seconds < 120 ? `about ${seconds} seconds` : `about ${Math.round(seconds / 60)} minutes`;
}
