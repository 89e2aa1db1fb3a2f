import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ConditionGroup, printCondition, type RuleVocabulary } from "@signalbox/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { StateBadge } from "../../../components/state-badge.tsx";
import { ruleQueries } from "../queries.ts";
import { ConditionBuilder } from "./condition-builder.tsx";
import { ConditionText } from "./condition-text.tsx";
import { TriedEvents } from "./tried-events.tsx";

const always: ConditionGroup = { join: "all", not: false, items: [] };

/** A rule's condition, as lines or as text; tried on the last events while it is written. */
export function ConditionField(props: {
  when: string;
  on: readonly string[];
  vocabulary: RuleVocabulary;
  /** The event that values and previews are shown for; null: the newest. */
  event: string | null;
  onEvent: (event: string) => void;
  onChange: (when: string) => void;
}) {
  const { when, on, vocabulary, onChange } = props;
  const [asked] = useDebouncedValue(when, 200);
  const tried = useQuery({ ...ruleQueries.tried(asked, on), placeholderData: keepPreviousData });
  // The builder keeps what is being built: half a line prints as something that could not be read back.
  const [built, setBuilt] = useState<ConditionGroup | null>(null);
  const [wantsText, setWantsText] = useState(false);
  const isCurrent = asked === when && tried.data !== undefined && !tried.isPlaceholderData;
  const read = isCurrent ? (tried.data.tree as unknown as ConditionGroup | null) : null;
  const tree = built !== null && printCondition(built) === when ? built : when === "" ? always : read;
  const showsText = wantsText || (tree === null && isCurrent);
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Text size="sm" fw={500}>
          When
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="How the condition is shown"
          data={[
            { value: "visual", label: "visual", disabled: isCurrent && tree === null },
            { value: "text", label: "expression" },
          ]}
          value={showsText ? "text" : "visual"}
          onChange={(chosen) => setWantsText(chosen === "text")}
        />
        {isCurrent && tree === null && tried.data.problems.length === 0 ? (
          <Text size="xs" c="dimmed">
            The visual builder can't show all of this condition, so it stays as text.
          </Text>
        ) : null}
      </Group>
      {showsText ? (
        <ConditionText
          value={when}
          problems={isCurrent ? tried.data.problems : []}
          vocabulary={vocabulary}
          onChange={onChange}
        />
      ) : tree === null ? (
        <StateBadge state="reading" tone="progress" />
      ) : (
        <>
          <ConditionBuilder
            group={tree}
            vocabulary={vocabulary}
            onChange={(group) => {
              setBuilt(group);
              onChange(printCondition(group));
            }}
          />
          <Text className="mono foreign" c="dimmed">
            {when === "" ? "always" : when}
          </Text>
        </>
      )}
      {isCurrent
        ? tried.data.problems.map(({ message, start }) => (
            <Group key={`${start}-${message}`} gap="xs" wrap="nowrap" role="status">
              <StateBadge state="error" tone="act" label={start === null ? "mistake" : `at ${start + 1}`} />
              <Text size="sm">{message}</Text>
            </Group>
          ))
        : null}
      <TriedEvents
        events={tried.data?.events ?? null}
        isAlways={when === ""}
        chosen={props.event}
        onChoose={props.onEvent}
      />
    </Stack>
  );
}
