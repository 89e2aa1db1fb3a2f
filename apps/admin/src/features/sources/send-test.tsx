import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Source } from "@signalbox/contract";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";

/** What a test by the button does not prove. */
const testNotes: Readonly<Record<string, string>> = {
  jwt: " Its token is signed with a key of Signalbox's own: send one from your tool too, to see that the issuer's keys are found.",
  sns: " It is signed with a key of Signalbox's own: send one from your topic too, to see that Amazon's certificate is found.",
};

/** A sample of this sender, signed and stamped now, through the source's real URL; where only the tool can prove itself, how
 *  to have the tool send it. */
export function SendTest({ source }: { source: Pick<Source, "key" | "scheme"> }) {
  if (source.scheme === "mtls") return <TestByTool />;
  return <TestByButton source={source} />;
}

function TestByTool() {
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>Does it work?</Title>
      <Text size="sm">
        Signalbox can't send the test itself: your proxy lets in who has the key of the tool's certificate, and
        Signalbox does not have it. Send a test from your tool, or run the curl line beside the webhook URL where the
        certificate and its key are. What is refused stands with its reason under <b>Refused lately</b>.
      </Text>
    </Stack>
  );
}

function TestByButton({ source }: { source: Pick<Source, "key" | "scheme"> }) {
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
        A test event opens no incident and pages nobody.{testNotes[source.scheme] ?? ""}
      </Text>
    </Stack>
  );
}
