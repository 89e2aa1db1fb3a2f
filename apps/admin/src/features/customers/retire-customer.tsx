import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Customer } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

export function RetireCustomer({ customer }: { customer: Customer }) {
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const retire = useMutation({
    mutationFn: () => api.retireCustomer({ params: { key: customer.key } }),
    onError: tellFailed("Nothing was changed"),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["customers"] });
      await navigate({ to: "/customers" });
    },
  });
  return (
    <>
      <Button size="sm" onClick={ask.open}>
        Retire…
      </Button>
      <Modal opened={asking} onClose={ask.close} title={`Retire ${customer.name}`}>
        <Stack gap="sm">
          <Text size="sm">
            It gets no reports from now on. Reports of months that were closed stay. Where only a contract ends, write
            its last day under Until instead.
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
