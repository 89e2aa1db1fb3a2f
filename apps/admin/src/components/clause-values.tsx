import { Group, Text } from "@mantine/core";
import type { Decision } from "@signalbox/contract";
import { IconCheck, IconX } from "@tabler/icons-react";

/** One part of a condition: whether it held, and the values that it looked at. */
export function ClauseValues({ clause }: { clause: Decision["rules"][number]["clauses"][number] }) {
  const held = clause.outcome === "true";
  return (
    <Group gap="xs" pl="lg" wrap="nowrap" align="flex-start">
      {held ? <IconCheck size={14} aria-label="true" /> : <IconX size={14} aria-label={clause.outcome} />}
      <Text size="sm" component="span" className="foreign">
        <span className="mono">{clause.source}</span>
        {clause.values.length === 0 ? null : (
          <Text span inherit c="dimmed">
            {" "}
            {clause.values
              .map(({ name, value, missing }) => `${name} is ${missing ? "missing" : JSON.stringify(value)}`)
              .join(", ")}
          </Text>
        )}
      </Text>
    </Group>
  );
}
