import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Asks before something is decided, with a reason where `label` is given. */
export function AskReason(props: {
  opened: boolean;
  onClose: () => void;
  title: string;
  label?: string;
  button: string;
  isPending: boolean;
  onDecide: (reason: string) => void;
  children: ReactNode;
}) {
  const { opened, onClose, title, label, button, isPending, onDecide, children } = props;
  const [reason, setReason] = useState("");
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack gap="sm">
        {typeof children === "string" ? <Text size="sm">{children}</Text> : children}
        {label === undefined ? null : (
          <Textarea
            label={label}
            required
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={label !== undefined && reason.trim() === ""}
            loading={isPending}
            onClick={() => onDecide(reason.trim())}
          >
            {button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
