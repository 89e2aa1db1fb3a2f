import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

/** Sets the URL that is called each minute while all is well, or removes it. */
export function DeadMansSignal({
  host,
  opened,
  onClose,
}: {
  host: string | null;
  opened: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const save = useMutation({
    mutationFn: (next: string | null) => api.setDeadMansSignal({ body: { url: next } }),
    onSuccess: () => {
      setUrl("");
      onClose();
      return client.invalidateQueries({ queryKey: ["overview"] });
    },
    onError: tellFailed("Not saved"),
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Dead-man's signal">
      <Stack gap="sm">
        <Text size="sm">
          Signalbox calls this URL each minute while all that pages people is well. A service outside, which expects the
          call, pages somebody when it stays away. The URL is kept like a password and not shown again.
        </Text>
        <TextInput
          label="URL"
          placeholder="https://…"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          {host === null ? null : (
            <Button color="red" variant="subtle" onClick={() => save.mutate(null)} loading={save.isPending}>
              Remove
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!URL.canParse(url.trim())}
            loading={save.isPending}
            onClick={() => save.mutate(url.trim())}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
