import { Alert, Button, Group, Text } from "@mantine/core";
import type { MappingDetail } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";

/** What comes next: what could not be read is tried again with what was said. */
export function AfterSaving(props: { saved: MappingDetail; sourceKey: string; delivery: string | undefined }) {
  const { saved, sourceKey, delivery } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const mayRetry = useMay("retryDelivery");
  const retry = useMutation({
    mutationFn: (id: string) => api.retryDelivery({ params: { id } }),
    onSuccess: async (_, id) => {
      await client.invalidateQueries({ queryKey: ["deliveries"] });
      await navigate({ to: "/deliveries/$id", params: { id } });
    },
    onError: tellFailed("It was not tried again"),
  });
  return (
    <Alert color="green" variant="light" role="status" title={`Version ${saved.version} holds`}>
      <Text size="sm">
        What comes from now on is read by it. What failed before stays as it is until it is tried again.
      </Text>
      <Group gap="sm" mt="sm">
        {delivery !== undefined && mayRetry ? (
          <Button variant="filled" loading={retry.isPending} onClick={() => retry.mutate(delivery)}>
            Retry the delivery
          </Button>
        ) : null}
        <Link to="/failures" search={{ status: "open", source: sourceKey }}>
          Failures of {sourceKey}
        </Link>
        <Link to="/sources/$key/mapping" params={{ key: sourceKey }} search={{}} reloadDocument>
          Look at the mapping
        </Link>
      </Group>
    </Alert>
  );
}
