import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { SenderRequestShown } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CopyText } from "../../components/copy-text.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { sourceQueries } from "./queries.ts";

/** What the tool asks of a person: a topic to confirm, a text to copy back. Nothing is shown where it asks nothing. */
export function SenderRequests({ source }: { source: string }) {
  const requests = useQuery(sourceQueries.requests(source));
  if (requests.data === undefined || requests.data.items.length === 0) return null;
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>What the tool asks</Title>
      {requests.data.items.map((request) => (
        <Asked key={request.deliveryId} source={source} request={request} />
      ))}
    </Stack>
  );
}

function Asked({ source, request }: { source: string; request: SenderRequestShown }) {
  if (request.kind === "token") {
    return (
      <Alert color="gray" variant="light" title="Copy this back into the tool">
        <Stack gap={4}>
          <CopyText text={request.subject} label="the token" />
          <Text size="xs" c="dimmed">
            Its test asked for it <Time at={request.receivedAt} />.
          </Text>
        </Stack>
      </Alert>
    );
  }
  if (request.answeredAt !== null) {
    return (
      <Text size="sm">
        {request.answeredBy} let <span className="mono">{request.subject}</span> send here{" "}
        <Time at={request.answeredAt} />.
      </Text>
    );
  }
  return <Unanswered source={source} request={request} />;
}

function Unanswered({ source, request }: { source: string; request: SenderRequestShown }) {
  const may = useMay("confirmSubscription");
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => api.confirmSubscription({ params: { key: source, id: request.deliveryId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
    onError: (error) => notifications.show({ color: "red", title: "It was not confirmed", message: error.message }),
  });
  const isNew = request.kind === "subscription";
  return (
    <Alert
      color={isNew ? "yellow" : "red"}
      variant="light"
      title={
        isNew ? "A topic asks whether it may send here" : "A topic sends nothing here any more: it was unsubscribed"
      }
    >
      <Stack gap="xs">
        <Text size="sm" className="mono" style={{ overflowWrap: "anywhere" }}>
          {request.subject}
        </Text>
        <Text size="sm">
          {isNew
            ? "Any AWS account can ask. Confirm it only where the account and the topic are yours."
            : "If nobody meant that, let it send again."}{" "}
          It came <Time at={request.receivedAt} /> (
          <Link to="/deliveries/$id" params={{ id: request.deliveryId }}>
            the delivery
          </Link>
          ).
        </Text>
        {may ? (
          <Group>
            <Button variant="filled" onClick={() => confirm.mutate()} loading={confirm.isPending}>
              {isNew ? "Confirm this topic" : "Let it send again"}
            </Button>
          </Group>
        ) : (
          <Text size="sm">Somebody of ops confirms it.</Text>
        )}
      </Stack>
    </Alert>
  );
}
