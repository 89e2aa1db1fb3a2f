import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { sessionQueries } from "../session/queries.ts";
import { useMay } from "../session/use-may.ts";

/** Stops every call to the outside at once, with a reason, or lets them go on. */
export function PauseAll() {
  const settings = useQuery(sessionQueries.settings());
  const may = useMay("switchOutbound");
  const [asking, ask] = useDisclosure(false);
  const outbound = settings.data?.outbound;
  if (outbound === undefined || !may || outbound.by === "SIGNALBOX_OUTBOUND") return null;
  const verb = outbound.enabled ? "Pause all calls" : "Let calls go on";
  return (
    <>
      <Button onClick={ask.open}>{verb}…</Button>
      <Modal opened={asking} onClose={ask.close} title={verb}>
        <SwitchForm pausing={outbound.enabled} verb={verb} waiting={outbound.waiting} onDone={ask.close} />
      </Modal>
    </>
  );
}

function SwitchForm(props: { pausing: boolean; verb: string; waiting: number; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => api.switchOutbound({ body: { enabled: !props.pausing, reason } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["settings"] });
      props.onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          {props.pausing
            ? "No ticket, page, post, mail or look-up leaves Signalbox until somebody lets them go on. Nothing is lost: everything waits."
            : `${props.waiting === 1 ? "1 action waits" : `${props.waiting} actions wait`}. They are sent one after the other, pages first.`}
        </Text>
        <TextInput
          label="Why?"
          description="Stands in the banner and in the audit log"
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {change.error === null ? null : (
          <Alert color="red" variant="light" role="alert">
            {change.error.message}
          </Alert>
        )}
        <Group>
          <Button
            type="submit"
            variant="filled"
            size="sm"
            {...(props.pausing ? { color: "red" } : {})}
            loading={change.isPending}
          >
            {props.verb}
          </Button>
          <Button size="sm" onClick={props.onDone}>
            Leave it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
