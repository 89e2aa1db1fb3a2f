import { Alert, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { ApiError, type Source, sourceDefaults } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { changeOfSource, type SettingValues, valuesOfSource } from "./setting-values.ts";

type TextField = Exclude<keyof SettingValues, "allowGet" | "firstSend">;

/** The form of a source. An empty field means: as usual, which stands in it in grey. */
export function ChangeSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const [before] = useState(() => valuesOfSource(source));
  const [values, setValues] = useState(before);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      api.updateSource({
        params: { key: source.key },
        body: { revision: source.revision, ...changeOfSource(before, values, sourceDefaults.flapping) },
      }),
    onSuccess() {
      onClose();
      return client.invalidateQueries({ queryKey: ["sources"] });
    },
  });
  const problems = problemsOf(save.error);
  const field = (name: TextField, place: string) => ({
    value: values[name],
    error: problems.find(({ path }) => path === place || path.startsWith(`${place}.`))?.message,
    onChange(event: { currentTarget: { value: string } }) {
      const { value } = event.currentTarget;
      setValues((all) => ({ ...all, [name]: value }));
    },
  });
  const flag = (name: "allowGet" | "firstSend") => ({
    checked: values[name],
    onChange(event: { currentTarget: { checked: boolean } }) {
      const { checked } = event.currentTarget;
      setValues((all) => ({ ...all, [name]: checked }));
    },
  });
  const { flapping } = sourceDefaults;
  return (
    <Modal opened onClose={onClose} title={`Settings of ${source.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="xs" c="dimmed">
            Lengths of time are written as 60s, 5m, 24h or 7d. An empty field means: as usual.
          </Text>
          <TextInput label="Name for people" required {...field("name", "name")} />
          <TextInput
            label="A test event at least every"
            description="A missing one becomes a failure. Left empty: any delivery within 7d is proof enough."
            {...field("expectTestEvery", "settings.expectTestEvery")}
          />
          <TextInput
            label="Opens again within"
            description="An outage that begins so soon after the last is the same incident."
            placeholder={sourceDefaults.reopenWindow}
            {...field("reopenWindow", "settings.reopenWindow")}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Flapping: openings"
              inputMode="numeric"
              placeholder={String(flapping.opens)}
              {...field("flappingOpens", "settings.flapping.opens")}
            />
            <TextInput
              label="within"
              placeholder={flapping.within}
              {...field("flappingWithin", "settings.flapping.within")}
            />
          </Group>
          <TextInput
            label="Stale after so long a silence"
            description="An unresolved incident that nothing is heard of for so long is asked about. Left empty: nobody is asked."
            {...field("staleAfter", "settings.staleAfter")}
          />
          <Textarea
            label="Taken only from these networks"
            description="One on each line, such as 203.0.113.0/24. Left empty: from anywhere."
            autosize
            minRows={2}
            spellCheck={false}
            classNames={{ input: "mono" }}
            {...field("networks", "networks")}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Deliveries per second"
              inputMode="numeric"
              placeholder="any"
              {...field("perSecond", "settings.rateLimit")}
            />
            <TextInput
              label="KiB per body"
              inputMode="numeric"
              placeholder="1024"
              {...field("bodyKibMax", "settings.bodyBytesMax")}
            />
          </Group>
          <TextInput
            label="Time zone of times without one"
            placeholder="UTC"
            {...field("timeZone", "settings.timeZone")}
          />
          {source.sendsByGet || values.allowGet ? (
            <Checkbox label="Take GET too" description="Its query is the body then." {...flag("allowGet")} />
          ) : null}
          <Checkbox
            label="Retries carry the signed time of the first try"
            description="A signed time may be 4 days old then. Only for a tool that is refused because of it."
            {...flag("firstSend")}
          />
          {save.error === null ? null : (
            <Alert color="red" variant="light" role="alert" title="It was not saved">
              <Text size="sm">{problems.length === 0 ? save.error.message : "See the fields that are marked."}</Text>
            </Alert>
          )}
          <Group justify="flex-end">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function problemsOf(error: Error | null): { path: string; message: string }[] {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return told.map(({ path, message }) => ({ path: path.replace(/^body\./, ""), message }));
}
