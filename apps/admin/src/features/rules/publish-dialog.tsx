import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { Difference } from "./difference.tsx";
import { ruleQueries } from "./queries.ts";

/** Shows exactly what publishing the saved draft changes, and asks for a word about it. */
export function PublishDialog(props: {
  /** Number of the live version. */
  live: number;
  /** Of the draft that was saved. */
  revision: number;
  loading: boolean;
  onClose: () => void;
  onPublish: (note: string) => void;
}) {
  const { live, revision, onClose } = props;
  const [note, setNote] = useState("");
  const difference = useQuery(ruleQueries.draftChanges(revision, live));
  return (
    <Modal opened onClose={onClose} title={`Publish as v${live + 1}?`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          It decides every event from now on, in place of v{live}. What is open is closed as before, whatever the rules
          say.
        </Text>
        <QueryStates query={difference}>
          {(found) => <Difference difference={found} same={`Nothing differs from v${live}.`} />}
        </QueryStates>
        <TextInput
          label="What changed, for the others"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" loading={props.loading} onClick={() => props.onPublish(note)}>
            Publish
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
