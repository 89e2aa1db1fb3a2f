import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { tellFailed } from "../lib/tell-failed.ts";

/** The button that takes something out of use, after a look at what comes of it, and goes back to its list.
 *  @param props.children what comes of it
 *  @param props.failed heads what the server says where it refuses
 *  @param props.queryKey of all that shows it */
export function RetireObject(props: {
  name: string;
  children: ReactNode;
  failed: string;
  queryKey: string;
  list: "/customers" | "/drills" | "/on-call";
  retire(): Promise<unknown>;
}) {
  const [asking, ask] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const retire = useMutation({
    mutationFn: props.retire,
    onError: tellFailed(props.failed),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: [props.queryKey] });
      await navigate({ to: props.list });
    },
  });
  return (
    <>
      <Button size="sm" onClick={ask.open}>
        Retire…
      </Button>
      <Modal opened={asking} onClose={ask.close} title={`Retire ${props.name}`}>
        <Stack gap="sm">
          <Text size="sm">{props.children}</Text>
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
