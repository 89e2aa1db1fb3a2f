import { Alert, Button, Group, Text } from "@mantine/core";
import type { RuleSetDetail } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { Time } from "../../components/time.tsx";

/** What somebody else did to the draft or to the live rules while it is edited here. Null: nothing. */
export function DraftStanding(props: {
  /** As it is stored now; null: there is none. */
  draft: RuleSetDetail | null;
  /** What is edited here was read or saved with this revision; null: there was none. */
  revision: number | null;
  live: RuleSetDetail;
  /** The live version that the draft began from. */
  beganFrom: number | null;
  onLoad: () => void;
}) {
  const { draft, revision, live, beganFrom } = props;
  if ((draft?.revision ?? null) !== revision) {
    return (
      <Alert color="yellow" variant="light" role="alert" title={draftWords(draft)}>
        <Group justify="space-between">
          <Text size="sm">
            {draft === null
              ? "What you see here can't be saved over it."
              : "Saving yours would undo theirs, so it is refused. Keep what you wrote somewhere, then load theirs and bring it in."}
          </Text>
          <Button onClick={props.onLoad}>{draft === null ? "Load what is live" : "Load theirs"}</Button>
        </Group>
      </Alert>
    );
  }
  if (beganFrom === null || live.number === null || beganFrom === live.number) return null;
  return (
    <Alert color="yellow" variant="light" title={`v${live.number} was published since this draft was begun`}>
      <Text size="sm">
        {live.author} published it <Time at={live.publishedAt} />. Publishing the draft takes its place:{" "}
        <Link to="/rules/versions/$number" params={{ number: String(live.number) }}>
          look at what it changed
        </Link>{" "}
        and bring that in.
      </Text>
    </Alert>
  );
}

function draftWords(draft: RuleSetDetail | null): string {
  if (draft === null) return "The draft was published or thrown away meanwhile";
  return `${draft.author} saved the draft meanwhile`;
}
