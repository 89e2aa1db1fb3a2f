import { AskReason } from "../../components/ask-reason.tsx";
import type { IncidentActs } from "./use-incident-acts.ts";

/** A note for those who come after. */
export function WriteNote(props: { opened: boolean; onClose: () => void; acts: IncidentActs }) {
  const { note } = props.acts;
  return (
    <AskReason
      opened={props.opened}
      title="Write a note"
      label="Note"
      confirm="Write it"
      loading={note.isPending}
      onClose={props.onClose}
      onConfirm={(text) => note.mutate(text, { onSuccess: props.onClose })}
    >
      It stands in the timeline, with your name and the time. It goes nowhere else.
    </AskReason>
  );
}
