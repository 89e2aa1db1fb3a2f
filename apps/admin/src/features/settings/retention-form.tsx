import { Button, Group, List, NumberInput, Stack, Text, Title } from "@mantine/core";
import type { RetentionInfo } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";

const fields = [
  ["bodiesMonths", "Bodies of deliveries", "Without its body a delivery can't be read, searched or replayed."],
  ["attemptsMonths", "Calls to the outside", "Without them nobody sees what was sent and what was answered."],
  ["eventsMonths", "Events", "Without them nobody can tell why a rule did something."],
] as const;

/** How long what is large is kept. What goes is gone: the field says what ends with it. */
export function RetentionForm({ retention }: { retention: RetentionInfo }) {
  const may = useMay("setRetention");
  const { held, ...stored } = retention;
  const [months, setMonths] = useState(stored);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.setRetention({ body: months }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["settings", "retention"] }),
    onError: tellFailed("It was not changed"),
  });
  const isShorter = fields.some(([name]) => months[name] < stored[name]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Title order={2}>How long things are kept</Title>
        <Text size="sm">
          In whole months. Ids of deliveries, incidents, the journal and the ledger are kept for ever.
        </Text>
        {fields.map(([name, label, ends]) => (
          <NumberInput
            key={name}
            label={label}
            description={ends}
            min={1}
            max={1_200}
            allowDecimal={false}
            suffix=" months"
            maw={420}
            w="100%"
            readOnly={!may}
            value={months[name]}
            onChange={(value) => setMonths((all) => ({ ...all, [name]: Number(value) || 1 }))}
          />
        ))}
        {isShorter ? (
          <Text size="sm" c="red" role="alert">
            Months that are past it are dropped within a day, and nothing brings them back but a backup.
          </Text>
        ) : null}
        {may ? (
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save how long
            </Button>
            {save.isSuccess && !isShorter ? <Text size="sm">Saved.</Text> : null}
          </Group>
        ) : null}
        {held.length === 0 ? null : (
          <>
            <Text size="sm">Past their time and still there:</Text>
            <List size="sm">
              {held.map(({ table, month, why }) => (
                <List.Item key={`${table} ${month}`}>
                  {table.replace("_", " ")} of {month.slice(0, 4)}-{month.slice(4)}: {why}
                </List.Item>
              ))}
            </List>
          </>
        )}
      </Stack>
    </form>
  );
}
