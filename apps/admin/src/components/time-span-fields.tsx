import { Group, TextInput } from "@mantine/core";
import { localZone } from "../lib/local-time.ts";

interface Span {
  from: string;
  to: string;
}

/** From and to in the reader's zone, which stands beside them; says where the end comes before the beginning. */
export function TimeSpanFields(props: { span: Span; isInOrder: boolean; onChange: (span: Span) => void }) {
  const { span, isInOrder, onChange } = props;
  return (
    <Group grow mt="xs" align="flex-start">
      <TextInput
        type="datetime-local"
        label="From"
        description={localZone()}
        required
        value={span.from}
        onChange={(event) => onChange({ ...span, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="To"
        description={localZone()}
        required
        value={span.to}
        error={isInOrder ? null : "It ends before it begins."}
        onChange={(event) => onChange({ ...span, to: event.currentTarget.value })}
      />
    </Group>
  );
}
