import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { tellFailed } from "../lib/tell-failed.ts";
import { AskReason } from "./ask-reason.tsx";

const lengths = [
  { value: "30", label: "30 min" },
  { value: "120", label: "2 h" },
  { value: "480", label: "8 h" },
  { value: "1440", label: "1 day" },
];

/** Asks for how long and why, then lets nobody be paged for a monitor. */
export function MuteMonitor(props: {
  opened: boolean;
  source: string;
  monitor: { id: string; name: string };
  onClose: () => void;
}) {
  const { source, monitor, onClose } = props;
  const [minutes, setMinutes] = useState("120");
  const client = useQueryClient();
  const mute = useMutation({
    mutationFn: (reason: string) =>
      api.muteMonitor({ body: { source, monitor: monitor.id, minutes: Number(minutes), reason } }),
    onSuccess: () => {
      onClose();
      return Promise.all(["incidents", "monitors"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
    onError: tellFailed("It was not muted"),
  });
  return (
    <AskReason
      opened={props.opened}
      title="Mute this monitor"
      label="Why"
      confirm="Mute"
      loading={mute.isPending}
      onClose={onClose}
      onConfirm={(reason) => mute.mutate(reason)}
    >
      <Stack gap="xs">
        <Text size="sm">
          Nobody is paged for <b className="foreign">{monitor.name || monitor.id}</b>; tickets go on. It ends by itself,
          and what still is down then is paged.
        </Text>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="For how long"
          data={lengths}
          value={minutes}
          onChange={setMinutes}
        />
      </Stack>
    </AskReason>
  );
}

/** Ends a mute before its time. */
export function useLiftMute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.liftMute({ params: { id } }),
    onSettled: () => Promise.all(["incidents", "monitors"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
    onError: tellFailed("It is still muted"),
  });
}
