import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { Difference } from "./difference.tsx";
import { ruleQueries } from "./queries.ts";

/** Makes an earlier version live again, after a look at what that changes. */
export function RestoreVersion({ number, live }: { number: string; live: number }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [note, setNote] = useState("");
  const difference = useQuery({ ...ruleQueries.changes(number, String(live)), enabled: opened });
  const client = useQueryClient();
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: () => api.restoreRuleSet({ params: { number }, body: { over: live, note } }),
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: ["rule-sets"] });
      await navigate({ to: "/rules", search: {} });
    },
    onError: () => client.invalidateQueries({ queryKey: ["rule-sets"] }),
  });
  return (
    <>
      <Button onClick={open}>Go back to v{number}…</Button>
      <Modal opened={opened} onClose={close} title={`Make v${number} live again, as v${live + 1}?`} size="lg">
        <Stack gap="sm">
          <Text size="sm">This is what changes of v{live}, which is live. The draft stays as it is.</Text>
          <QueryStates query={difference}>
            {(found) => <Difference difference={found} same={`v${number} says the same as v${live}.`} />}
          </QueryStates>
          <TextInput
            label="Why, for the others"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
          />
          {restore.isError ? (
            <Alert color="red" variant="light" role="alert" title="It was not made live">
              {restore.error.message}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button onClick={close}>Cancel</Button>
            <Button variant="filled" loading={restore.isPending} onClick={() => restore.mutate()}>
              Make it live
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
