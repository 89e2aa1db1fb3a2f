import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { ActionDetail } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";

/** Does once more what opened or sent something, as something new. */
export function RunAgain({ action }: { action: ActionDetail }) {
  const may = useMay("runActionAgain");
  const [isAsking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (reason: string) => api.runActionAgain({ params: { id: action.id }, body: { reason } }),
    onSuccess() {
      notifications.show({ message: "It is ordered once more" });
      ask.close();
      return client.invalidateQueries({ queryKey: ["deliveries"] });
    },
    onError: tellFailed("It was not run again"),
  });
  const canBe = action.finishedAt !== null && (action.verb === "create" || action.verb === "send");
  if (!may || !canBe || action.kind === "remediate") return null;
  return (
    <>
      <Button size="compact-sm" onClick={ask.open}>
        Run again…
      </Button>
      <AskReason
        opened={isAsking}
        title={`Run this ${action.kind} again`}
        label="Why"
        confirm="Run again"
        loading={run.isPending}
        onClose={ask.close}
        onConfirm={run.mutate}
      >
        It goes out once more to {action.connection}, as something new: the other side can't tell it for a repeat. Where
        the answer was lost, retry it instead.
      </AskReason>
    </>
  );
}
