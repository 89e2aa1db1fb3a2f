import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Failure } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AskReason } from "../../components/ask-reason.tsx";
import { MakeMapping } from "../../components/make-mapping.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { sessionQueries } from "../session/queries.ts";
import { useMay } from "../session/use-may.ts";
import { deliveryToMap } from "./delivery-to-map.ts";
import classes from "./failures-page.module.css";
import { eventSetAside, SetAsideEvent } from "./set-aside-event.tsx";

/** What a person may do about an open failure. */
export function FailureActions({ failure }: { failure: Failure }) {
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const me = useQuery(sessionQueries.me()).data;
  const params = { id: failure.id };
  const holder = failure.acknowledgedBy;
  // Whatever came back, somebody else may have been quicker: what stands now is shown.
  const after = {
    onSettled: () => client.invalidateQueries({ queryKey: ["failures"] }),
    onError: tellFailed("That did not work"),
  };
  const retry = useMutation({ mutationFn: () => api.retryFailure({ params }), ...after });
  const take = useMutation({
    mutationFn: () => api.acknowledgeFailure({ params, body: holder === null ? {} : { insteadOf: holder } }),
    ...after,
  });
  const handBack = useMutation({ mutationFn: () => api.handBackFailure({ params }), ...after });
  const settle = useMutation({
    mutationFn: (reason: string) => api.settleFailure({ params, body: { reason } }),
    ...after,
    onSuccess: ask.close,
  });
  const mayRetry = useMay("retryFailure");
  const mayTake = useMay("acknowledgeFailure");
  const maySettle = useMay("settleFailure");
  const isMine = holder !== null && holder === me?.email;
  const event = eventSetAside(failure);
  const mayMap = useMay("saveMapping");
  const mappable = deliveryToMap(failure);
  return (
    <Group gap="xs" className={classes.actions ?? ""}>
      {failure.canRetry && mayRetry ? (
        <Button onClick={() => retry.mutate()} loading={retry.isPending}>
          Retry
        </Button>
      ) : null}
      {mayTake && isMine ? (
        <Button onClick={() => handBack.mutate()} loading={handBack.isPending}>
          Hand back
        </Button>
      ) : null}
      {mayTake && !isMine ? (
        <Button onClick={() => take.mutate()} loading={take.isPending}>
          {holder === null ? "Take over" : "Take over from them"}
        </Button>
      ) : null}
      {mayMap && mappable !== null ? <MakeMapping {...mappable} /> : null}
      {event === null ? null : <SetAsideEvent event={event} />}
      {event === null && maySettle ? <Button onClick={ask.open}>Settle…</Button> : null}
      <AskReason
        opened={asking}
        title="Settle by hand"
        label="What was done about it, or why it is skipped"
        confirm="Settle"
        loading={settle.isPending}
        onClose={ask.close}
        onConfirm={(reason) => settle.mutate(reason)}
      >
        {failure.reason}
      </AskReason>
    </Group>
  );
}
