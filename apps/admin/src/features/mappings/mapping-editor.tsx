import { Alert, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { MappedEvent, MappingBody, MappingField, MappingSample } from "@signalbox/contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { AfterSaving } from "./after-saving.tsx";
import { FieldRow } from "./field-row.tsx";
import {
  allFields,
  emptyField,
  type FieldForm,
  type MappingForm,
  mainFields,
  toForm,
  toMapping,
} from "./mapping-form.ts";
import classes from "./mapping-page.module.css";
import { mappingQueries } from "./queries.ts";
import { SamplePane } from "./sample-pane.tsx";

interface Props {
  sourceKey: string;
  senderName: string;
  /** The version that was read; null: there was none. */
  readVersion: number | null;
  start: MappingBody;
  note: string;
  /** The delivery that it began from: it can be tried again once this is saved. */
  delivery?: string;
}

export function MappingEditor({ sourceKey, senderName, readVersion: latest, start, note: firstNote, delivery }: Props) {
  // What somebody else saves meanwhile must be a conflict, and not be replaced unseen.
  const [readVersion] = useState(latest);
  const [form, setForm] = useState<MappingForm>(() => toForm(start));
  const [chosen, choose] = useState(Math.max(0, (start.samples?.length ?? 0) - 1));
  const [focused, focus] = useState<MappingField>("type");
  const [note, setNote] = useState(firstNote);
  const mapping = toMapping(form);
  const [settled] = useDebouncedValue(mapping, 250);
  const trial = useQuery({ ...mappingQueries.trial(sourceKey, settled, chosen), placeholderData: keepPreviousData });
  const client = useQueryClient();
  const maySave = useMay("saveMapping");
  const save = useMutation({
    mutationFn: () =>
      api.saveMapping({ params: { key: sourceKey }, body: { mapping: { ...mapping }, version: readVersion, note } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
  const setField = (name: MappingField, field: FieldForm) =>
    setForm((before) => ({ ...before, fields: { ...before.fields, [name]: field } }));
  const setSample = (change: Partial<MappingSample>) =>
    setForm((before) => ({
      ...before,
      samples: before.samples.map((sample, index) => (index === chosen ? { ...sample, ...change } : sample)),
    }));
  const pick = (path: string) => {
    const field = form.fields[focused] ?? emptyField;
    setField(focused, {
      ...field,
      from: focused === "labels" ? `${field.from}\n${lastName(path)}: ${path}`.trim() : path,
    });
  };
  const result = trial.data;
  const isSettled = trial.isSuccess && !trial.isPlaceholderData && same(mapping, settled);
  const [showsAll, showAll] = useState(false);
  const shown = allFields.filter((name) => showsAll || mainFields.includes(name) || form.fields[name] !== undefined);
  if (save.data !== undefined) return <AfterSaving saved={save.data} sourceKey={sourceKey} delivery={delivery} />;
  return (
    <Stack gap="md">
      <div className={classes.sides}>
        <SamplePane
          sourceKey={sourceKey}
          samples={form.samples}
          chosen={chosen}
          onChoose={choose}
          onSamples={(samples, index) => {
            setForm((before) => ({ ...before, samples }));
            choose(index);
          }}
          onBody={(body) => setSample({ body })}
          values={result?.values ?? []}
          onPick={pick}
          picksFor={focused}
        />
        <Stack gap="xs" component="section" aria-label="Fields" className={classes.fields ?? ""}>
          <Title order={2}>The event</Title>
          <Text size="sm" c="dimmed">
            Each field is a JSON path ($.alert.id) or an expression in CEL (item.title + " on " + item.host). What is
            left empty is read by the code for {senderName}.
          </Text>
          <TextInput
            label="List of events"
            description="Where one body holds several: the path of their list, such as $.alerts"
            value={form.list}
            error={result?.problems.find(({ path }) => path === "list")?.message}
            onChange={(event) => {
              const list = event.currentTarget.value;
              setForm((before) => ({ ...before, list }));
            }}
          />
          {shown.map((name) => (
            <FieldRow
              key={name}
              name={name}
              field={form.fields[name] ?? emptyField}
              trial={result}
              focused={focused === name}
              onFocus={() => focus(name)}
              onChange={(field) => setField(name, field)}
            />
          ))}
          {showsAll ? null : (
            <Group>
              <Button variant="subtle" color="gray" onClick={() => showAll(true)}>
                Show the other fields
              </Button>
            </Group>
          )}
          <Outcome trial={result} />
          <Expected
            events={result?.events ?? []}
            differences={result?.differences ?? []}
            outcome={result?.outcome ?? "invalid"}
            settled={isSettled}
            onExpect={(expect) => setSample({ expect })}
          />
        </Stack>
      </div>
      {save.isError ? (
        <Alert color="red" variant="light" role="alert" title="It was not saved">
          {save.error.message}
        </Alert>
      ) : null}
      {maySave ? (
        <Group align="flex-end" gap="sm">
          <TextInput
            label="What changed, for the others"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            style={{ flex: "1 1 14rem", maxWidth: "28rem" }}
          />
          <Button
            variant="filled"
            disabled={!isSettled || result?.ok !== true}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            Save the mapping
          </Button>
          {isSettled && result?.ok === false ? (
            <Text size="sm" role="status">
              {whyNot(result.problems)}
            </Text>
          ) : null}
        </Group>
      ) : null}
    </Stack>
  );
}

function Outcome({
  trial,
}: {
  trial:
    | { outcome: string; reason: string | null; events: unknown[]; misfits: { field: string; detail: string }[] }
    | undefined;
}) {
  if (trial === undefined) return null;
  return (
    <Stack gap={2} role="status" aria-label="Result">
      {trial.outcome === "events" ? (
        <StateBadge
          state="processed"
          label={trial.events.length === 1 ? "one event" : `${trial.events.length} events; the first is shown`}
        />
      ) : trial.outcome === "ignored" ? (
        <StateBadge state="ignored" label={`ignored: ${trial.reason ?? ""}`} />
      ) : trial.outcome === "unreadable" ? (
        <StateBadge state="failed" label={`can't be read: ${trial.reason ?? ""}`} />
      ) : (
        <StateBadge state="waiting" label="add a sample on the left" />
      )}
      {trial.misfits.map(({ field, detail }) => (
        <StateBadge key={`${field} ${detail}`} state="drift" tone="wait" label={`${field} ${detail}`} />
      ))}
    </Stack>
  );
}

function Expected(props: {
  events: readonly MappedEvent[];
  differences: readonly string[];
  outcome: string;
  settled: boolean;
  onExpect: (events: MappedEvent[]) => void;
}) {
  const { events, differences, outcome, settled, onExpect } = props;
  if (outcome !== "events" && outcome !== "ignored") return null;
  if (differences.length === 0) return <StateBadge state="settled" label="as expected of this sample" />;
  return (
    <Group gap="sm">
      <Button disabled={!settled} onClick={() => onExpect([...events])}>
        This is right: expect it
      </Button>
      <Text size="sm" c="dimmed" className="foreign">
        {differences[0]}
      </Text>
    </Group>
  );
}

function whyNot(problems: readonly { path: string; message: string }[]): string {
  const [first] = problems;
  if (first === undefined) return "";
  return first.path.endsWith(".expect") ? "Say first that the result of each sample is right." : first.message;
}

function lastName(path: string): string {
  return /([\w-]+)(?:"\]|'\])?$/.exec(path)?.[1] ?? "label";
}

function same(one: MappingBody, other: MappingBody): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
