import { Alert, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Approval } from "@signalbox/contract";
import { api } from "../../lib/api.ts";
import classes from "./approval-page.module.css";
import { AskReason } from "./ask-reason.tsx";
import { useDecision } from "./use-decision.ts";

/** Yes with one thumb; no with a reason. Whoever comes too late, or may not, is told so here, where it stays to be read. */
export function Decide({ approval }: { approval: Approval }) {
  const [rejecting, ask] = useDisclosure(false);
  const params = { id: approval.id };
  const yes = useDecision(() => api.approve({ params, body: {} }), "It runs");
  const no = useDecision((reason: string) => api.reject({ params, body: { reason } }), "It does not run");
  const refused = yes.error ?? no.error;
  const isOver = approval.status !== "pending";
  if (isOver && !rejecting && refused === null) return null;
  if (approval.refusal !== null && !isOver) {
    return (
      <Alert color="gray" variant="light" title="You can't say yes to this">
        <Text size="sm">{approval.refusal}</Text>
      </Alert>
    );
  }
  return (
    <div className={classes.decide}>
      {refused === null ? null : (
        <Alert color="red" variant="light" mb="xs" role="alert">
          <Text size="sm">{refused.message}</Text>
        </Alert>
      )}
      <Group gap="sm" wrap="nowrap" display={isOver ? "none" : undefined}>
        <Button size="md" className={classes.button} onClick={ask.open}>
          No…
        </Button>
        <Button
          size="md"
          variant="filled"
          className={classes.button}
          loading={yes.isPending}
          onClick={() => yes.mutate("")}
        >
          Yes, run it
        </Button>
      </Group>
      <AskReason
        opened={rejecting}
        onClose={ask.close}
        title={`Don't run ${approval.runbook}`}
        label="Why not?"
        button="No, don't run it"
        isPending={no.isPending}
        onDecide={(reason) => no.mutate(reason, { onSettled: ask.close })}
      >
        The others see who said no, and why. It can be ordered again from the incident.
      </AskReason>
    </div>
  );
}
