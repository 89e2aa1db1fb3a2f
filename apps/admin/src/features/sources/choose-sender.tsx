import { Group, Radio, ScrollArea, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { SenderInfo } from "@signalbox/contract";
import { useState } from "react";
import { StateBadge } from "../../components/state-badge.tsx";

/** The list of monitoring tools, narrowed down by what is typed. What fits none of them goes to "any other tool". */
export function ChooseSender(props: {
  senders: readonly SenderInfo[];
  value: string;
  onChange: (sender: string) => void;
}) {
  const [words, setWords] = useState("");
  const wanted = words.trim().toLowerCase();
  const found = props.senders.filter(({ key, name }) => `${name} ${key}`.toLowerCase().includes(wanted));
  return (
    <Stack gap="xs">
      <TextInput
        label="Find your tool"
        placeholder={`one of ${props.senders.length}`}
        maw={360}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Radio.Group label="1. Which tool sends?" value={props.value} onChange={props.onChange}>
        <ScrollArea.Autosize mah={300} type="auto" offsetScrollbars mt={6}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={6} verticalSpacing={6} p={2}>
            {found.map((sender) => (
              <Radio
                key={sender.key}
                value={sender.key}
                color="gray"
                label={
                  <Group gap="sm" component="span">
                    {sender.name}
                    <StateBadge
                      state="proof"
                      tone={sender.signs ? "settled" : "wait"}
                      label={sender.signs ? "signs" : "does not sign"}
                    />
                  </Group>
                }
              />
            ))}
          </SimpleGrid>
        </ScrollArea.Autosize>
      </Radio.Group>
      {found.length === 0 ? (
        <Text size="sm">
          No tool of that name is known. Choose “Any other tool”: it takes any JSON, a form or a query.
        </Text>
      ) : null}
    </Stack>
  );
}
