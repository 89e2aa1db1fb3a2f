import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ConnectionDetail } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** Takes a connection out of use, after saying what that means. */
export function RetireConnection({ connection }: { connection: ConnectionDetail }) {
  const { key, name, openObligations } = connection;
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const retire = useMutation({
    mutationFn: () => api.retireConnection({ params: { key } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["connections"] });
      ask.close();
    },
  });
  return (
    <>
      <Button onClick={ask.open}>Retire…</Button>
      <Modal opened={asking} onClose={ask.close} title={`Retire ${name}?`}>
        <Stack gap="sm">
          <Text size="sm">
            Nothing new is sent there. What it did stays on record.{" "}
            {openObligations === 0
              ? "Nothing is open there."
              : `${openObligations} ${openObligations === 1 ? "is" : "are"} open there, and still closed through it when the incident ends: keep its credentials working until then.`}
          </Text>
          {retire.error === null ? null : (
            <Alert color="red" variant="light" role="alert">
              {retire.error.message}
            </Alert>
          )}
          <Group>
            <Button variant="filled" color="red" size="sm" onClick={() => retire.mutate()} loading={retire.isPending}>
              Retire it
            </Button>
            <Button size="sm" onClick={ask.close}>
              Keep it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
