import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Source } from "@signalbox/contract";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";

/** A sample of this sender, signed and stamped now, through the source's real URL. */
export function SendTest({ source }: { source: Pick<Source, "key"> }) {
  const may = useMay("sendTestEvent");
  const send = useMutation({
    mutationFn: () => api.sendTestEvent({ params: { key: source.key }, body: { kind: "test" } }),
  });
  if (!may) return null;
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>Does it work?</Title>
      <Button onClick={() => send.mutate()} loading={send.isPending}>
        Send a signed test event
      </Button>
      {send.data === undefined ? null : (
        <Group gap="sm">
          <StateBadge
            state="answer"
            tone={send.data.status === 200 ? "settled" : "act"}
            label={`answered ${send.data.status} in ${Math.round(send.data.durationMs)} ms`}
          />
          {send.data.deliveryId === null ? (
            <Text size="sm">{send.data.answer}</Text>
          ) : (
            <Link to="/deliveries/$id" params={{ id: send.data.deliveryId }}>
              see the delivery
            </Link>
          )}
        </Group>
      )}
      {send.isError ? (
        <Text c="red" size="sm">
          {send.error.message}
        </Text>
      ) : null}
      <Text size="xs" c="dimmed">
        A test event opens no incident and pages nobody.
      </Text>
    </Stack>
  );
}
