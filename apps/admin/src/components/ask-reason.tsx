import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** Asks why before something is done that others will ask about. Stays open when it fails: nothing typed is lost. */
export function AskReason(props: {
  opened: boolean;
  title: string;
  /** What will happen. */
  children: ReactNode;
  label: string;
  confirm: string;
  /** What else must be chosen is. */
  ready?: boolean;
  loading: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const [reason, setReason] = useState("");
  const isReady = reason.trim() !== "" && props.ready !== false;
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) props.onConfirm(reason.trim());
        }}
      >
        <Stack gap="sm">
          <Text size="sm" component="div">
            {props.children}
          </Text>
          <Textarea
            label={props.label}
            required
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button onClick={props.onClose}>Cancel</Button>
            <Button type="submit" variant="filled" disabled={!isReady} loading={props.loading}>
              {props.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
