import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Drill } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

export function RetireDrill({ drill }: { drill: Drill }) {
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const retire = useMutation({
    mutationFn: () => api.retireDrill({ params: { key: drill.key } }),
    onError: tellFailed("Nothing was changed"),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["drills"] });
      await navigate({ to: "/drills" });
    },
  });
  return (
    <>
      <Button size="sm" onClick={ask.open}>
        Retire…
      </Button>
      <Modal opened={asking} onClose={ask.close} title={`Retire ${drill.name}`}>
        <Stack gap="sm">
          <Text size="sm">
            It is not run any more, and its runs stay.
            {drill.way === "page"
              ? " Its page is gone, and what its monitor reports is real from then on: end the monitor in your tool first."
              : null}
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
