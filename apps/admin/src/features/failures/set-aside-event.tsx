import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Failure } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";

/** The event that a failure set aside for a person: its id, and whether it must be told when the outage began. */
export function eventSetAside({ details }: Pick<Failure, "details">): { id: string; needsStart: boolean } | null {
  const { eventId, apply, needsStart } = details;
  return apply === "acceptEvent" && typeof eventId === "string"
    ? { id: eventId, needsStart: needsStart === true }
    : null;
}

/** It is real, or it is skipped: either ends the failure. */
export function SetAsideEvent({ event }: { event: { id: string; needsStart: boolean } }) {
  const [applying, apply] = useDisclosure(false);
  const [skipping, skip] = useDisclosure(false);
  const client = useQueryClient();
  const after = {
    onSettled: () =>
      Promise.all(["failures", "events", "incidents"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
    onError: tellFailed("That did not work"),
  };
  const params = { id: event.id };
  const accept = useMutation({
    mutationFn: (body: { reason: string; startedAt?: string }) => api.acceptEvent({ params, body }),
    ...after,
    onSuccess: apply.close,
  });
  const leave = useMutation({
    mutationFn: (reason: string) => api.skipEvent({ params, body: { reason } }),
    ...after,
    onSuccess: skip.close,
  });
  const mayApply = useMay("acceptEvent");
  const maySkip = useMay("skipEvent");
  return (
    <>
      {mayApply ? <Button onClick={apply.open}>It is real…</Button> : null}
      {maySkip ? <Button onClick={skip.open}>Skip…</Button> : null}
      <Apply
        opened={applying}
        needsStart={event.needsStart}
        loading={accept.isPending}
        onClose={apply.close}
        onConfirm={(body) => accept.mutate(body)}
      />
      <AskReason
        opened={skipping}
        title="Skip it"
        label="Why it is skipped"
        confirm="Skip"
        loading={leave.isPending}
        onClose={skip.close}
        onConfirm={(reason) => leave.mutate(reason)}
      >
        It stays without effect: no incident, no page, no downtime.
      </AskReason>
    </>
  );
}

function Apply(props: {
  opened: boolean;
  needsStart: boolean;
  loading: boolean;
  onClose: () => void;
  onConfirm: (body: { reason: string; startedAt?: string }) => void;
}) {
  const [reason, setReason] = useState("");
  const [began, setBegan] = useState("");
  const startedAt = began === "" ? null : new Date(began);
  const isReady = reason.trim() !== "" && (!props.needsStart || startedAt !== null);
  const confirm = () =>
    props.onConfirm({ reason: reason.trim(), ...(startedAt === null ? {} : { startedAt: startedAt.toISOString() }) });
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="It is real">
      <Stack gap="sm">
        <Text size="sm">
          {props.needsStart
            ? "The outage counts from the time that you give to the time that was reported. Nobody is paged: it is over."
            : "It acts as if it had just been told: its incident opens, and the rules are asked."}
        </Text>
        {props.needsStart ? (
          <TextInput
            type="datetime-local"
            label="When the outage began (your time)"
            required
            value={began}
            onChange={(event) => setBegan(event.currentTarget.value)}
          />
        ) : null}
        <Textarea
          label="How you know"
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="filled" disabled={!isReady} loading={props.loading} onClick={confirm}>
            Apply it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
