import { Group, Select, Stack, Text } from "@mantine/core";
import type { TriedEvent } from "@signalbox/contract";
import { IconCheck, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { ClauseValues } from "../../../components/clause-values.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { relativeTime } from "../../../lib/format-time.ts";
import { useNow } from "../../../lib/use-now.ts";

/** What a condition says of the last events, and of one of them part by part. */
export function TriedEvents(props: {
  /** Null: not known yet. */
  events: readonly TriedEvent[] | null;
  isAlways: boolean;
  chosen: string | null;
  onChoose: (eventId: string) => void;
}) {
  const { events, chosen, onChoose } = props;
  const now = useNow();
  const newest = events?.[0]?.eventId;
  useEffect(() => {
    if (chosen === null && newest !== undefined) onChoose(newest);
  }, [chosen, newest, onChoose]);
  if (events === null) return <StateBadge state="trying" tone="progress" label="trying it on the last events" />;
  const shown = events.find(({ eventId }) => eventId === chosen) ?? events[0];
  if (shown === undefined) {
    return (
      <Text size="sm" c="dimmed">
        No event of these changes has come yet to try it on.
      </Text>
    );
  }
  const held = events.filter(({ outcome }) => outcome === "true").length;
  return (
    <Stack gap={4}>
      <Group gap="sm" align="flex-end">
        <Select
          label={`Try on the last ${events.length} events: ${held} match`}
          size="xs"
          maw="100%"
          w={460}
          searchable
          allowDeselect={false}
          data={events.map(({ eventId, title, change, at, outcome }) => ({
            value: eventId,
            label: `${outcome === "true" ? "✔" : "✖"} ${title} · ${change} ${relativeTime(at, now)}`,
          }))}
          value={shown.eventId}
          onChange={(value) => value !== null && onChoose(value)}
        />
        {shown.incidentId === null ? null : (
          <Link to="/incidents/$id" params={{ id: shown.incidentId }} search={{}}>
            its incident
          </Link>
        )}
      </Group>
      <Group gap="xs">
        {shown.outcome === "true" ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
        <Text size="sm">
          {shown.outcome === "true"
            ? props.isAlways
              ? "It has no condition: it fires."
              : "It would fire."
            : shown.reason === null
              ? "It would not fire."
              : `It would not fire: ${shown.reason}.`}
        </Text>
      </Group>
      {shown.clauses.map((clause) => (
        <ClauseValues key={clause.source} clause={clause} />
      ))}
    </Stack>
  );
}
