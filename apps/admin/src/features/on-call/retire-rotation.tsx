import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Rotation } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

/** Takes a rotation out of use, where no team's on-call is by it. */
export function RetireRotation({ rotation }: { rotation: Pick<Rotation, "key" | "name"> }) {
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const retire = useMutation({
    mutationFn: () => api.retireRotation({ params: { key: rotation.key } }),
    onError: tellFailed("It is still in use"),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["on-call"] });
      await navigate({ to: "/on-call" });
    },
  });
  return (
    <>
      <Button size="sm" onClick={ask.open}>
        Retire…
      </Button>
      <Modal opened={asking} onClose={ask.close} title={`Retire ${rotation.name}`}>
        <Stack gap="sm">
          <Text size="sm">
            It says for nobody who is on call any more. Its overrides stay in the journal. A team whose on-call it is
            gets another one first.
          </Text>
          <Group justify="flex-end">
            <Button onClick={ask.close}>Keep it</Button>
            <Button variant="filled" loading={retire.isPending} onClick={() => retire.mutate()}>
              Retire it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
