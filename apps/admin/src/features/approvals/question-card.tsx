import { Button, Code, Group, Text } from "@mantine/core";
import type { WaitingForPerson } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { Time } from "../../components/time.tsx";

/** A remediation that waits for a yes: what would run, and the way to the page where it is decided. */
export function QuestionCard({ waiting }: { waiting: WaitingForPerson }) {
  const { approval } = waiting;
  if (approval === null) return null;
  return (
    <>
      <Text size="sm">
        Run {approval.runbook}
        {approval.component === null ? "" : ` for ${approval.component}`}? The time to decide is up{" "}
        <Time at={approval.expiresAt} />.
      </Text>
      <Code block className="foreign" fz="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {approval.what}
      </Code>
      <Group gap="xs">
        <Button
          variant="filled"
          renderRoot={(props) => <Link to="/approvals/$id" params={{ id: approval.id }} {...props} />}
        >
          Look and decide
        </Button>
      </Group>
    </>
  );
}
