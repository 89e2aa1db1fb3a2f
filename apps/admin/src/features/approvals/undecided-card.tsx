import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WaitingForPerson } from "@signalbox/contract";
import { useState } from "react";
import { ActionLine } from "../../components/action-list.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { AskReason } from "./ask-reason.tsx";
import { useDecision } from "./use-decision.ts";

/** A call whose answer was lost, to a system that can't be asked: a person looks there and says what happened. */
export function UndecidedCard({ waiting }: { waiting: WaitingForPerson }) {
  const [asking, setAsking] = useState<"done" | "cancelled" | null>(null);
  const [externalId, setExternalId] = useState("");
  const [sure, askAgain] = useDisclosure(false);
  const { action } = waiting;
  const params = { id: waiting.id };
  const settle = useDecision(
    (reason: string) =>
      api.settleAction({
        params,
        body: { as: asking ?? "done", reason, ...(externalId.trim() === "" ? {} : { externalId: externalId.trim() }) },
      }),
    "Noted",
  );
  const retry = useDecision(() => api.retryAction({ params }), "It is sent again");
  const may = { settle: useMay("settleAction"), retry: useMay("retryAction") };
  const isRemediation = action.kind === "remediate";
  const thing = isRemediation ? "remediation" : action.kind.replace("-", " ");
  return (
    <>
      <ActionLine action={action} />
      <Text size="sm">
        {isRemediation
          ? "Look where it runs: has it run? It is never run again by itself."
          : `Look in ${action.connection ?? "the outside system"}: is the ${thing} there?`}
      </Text>
      <Group gap="xs">
        {may.settle ? (
          <Button onClick={() => setAsking("done")}>{isRemediation ? "It has run…" : "It is there…"}</Button>
        ) : null}
        {may.retry ? (
          <Button onClick={askAgain.open}>
            {isRemediation ? "It has not: order it again…" : "It is not: send again…"}
          </Button>
        ) : null}
        {may.settle ? (
          <Button onClick={() => setAsking("cancelled")}>
            {isRemediation ? "It is not needed…" : "It is not, and is not needed…"}
          </Button>
        ) : null}
      </Group>
      <AskReason
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={
          asking === "done" ? `The ${thing} ${isRemediation ? "has run" : "is there"}` : `The ${thing} is not needed`
        }
        label="What did you see?"
        button="Note it"
        isPending={settle.isPending}
        onDecide={(reason) => settle.mutate(reason, { onSuccess: () => setAsking(null) })}
      >
        {asking === "done" && !isRemediation ? (
          <TextInput
            label="Its number or id there"
            description="With it, Signalbox closes it when all is over."
            value={externalId}
            onChange={(event) => setExternalId(event.currentTarget.value)}
          />
        ) : null}
      </AskReason>
      <AskReason
        opened={sure}
        onClose={askAgain.close}
        title={isRemediation ? "Order the remediation again" : `Send the ${thing} again`}
        button={isRemediation ? "Order it again" : "Send again"}
        isPending={retry.isPending}
        onDecide={() => retry.mutate("", { onSuccess: askAgain.close })}
      >
        {isRemediation
          ? "It waits for the yes of somebody else. If it has run after all, it will have run twice."
          : "If it is there after all, there will be two."}
      </AskReason>
    </>
  );
}
