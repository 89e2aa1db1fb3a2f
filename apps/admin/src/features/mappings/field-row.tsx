import { ActionIcon, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type MappedEvent, type MappingField, type MappingTrial, mappingFields } from "@signalbox/contract";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { FieldForm } from "./mapping-form.ts";
import classes from "./mapping-page.module.css";

const meanings = {
  type: ["opened", "acknowledged", "updated", "resolved", "test", "ignored"],
  severity: ["critical", "high", "medium", "low", "info", "unknown"],
};

/** One field of the event: where it stands, and beside it what it gives or what is wrong. */
export function FieldRow(props: {
  name: MappingField;
  field: FieldForm;
  trial: MappingTrial | undefined;
  focused: boolean;
  onFocus: () => void;
  onChange: (field: FieldForm) => void;
}) {
  const { name, field, trial, onChange } = props;
  const { label, about, kind } = mappingFields[name];
  const own =
    trial?.problems.filter(({ path }) => path === `fields.${name}` || path.startsWith(`fields.${name}.`)) ?? [];
  const ofWords = own.filter(({ path }) => path.startsWith(`fields.${name}.words`));
  const error = own.find((problem) => !ofWords.includes(problem))?.message;
  const misfit = trial?.misfits.find((one) => one.about === name);
  const value = trial?.events[0] === undefined ? null : shownValue(name, trial.events[0]);
  return (
    <div className={classes.row} data-focused={props.focused || undefined}>
      <Stack gap={4}>
        <Textarea
          label={label}
          description={name === "labels" ? `${about}: name, colon, place on each line; or one place` : about}
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          classNames={{ input: "mono" }}
          error={error}
          value={field.from}
          onFocus={props.onFocus}
          onChange={(event) => onChange({ ...field, from: event.currentTarget.value })}
        />
        {kind === "type" || kind === "severity" ? (
          <Words
            label={label}
            table={field.words}
            meanings={meanings[kind]}
            problems={ofWords}
            onChange={(words) => onChange({ ...field, words })}
          />
        ) : null}
        {kind === "time" && field.from !== "" ? (
          <TextInput
            label={`Format of ${label.toLowerCase()}`}
            placeholder="left empty: unix times, ISO and its relatives are known"
            value={field.format}
            onChange={(event) => onChange({ ...field, format: event.currentTarget.value })}
          />
        ) : null}
      </Stack>
      <Text size="sm" component="div" className={`${classes.gives} foreign`} aria-label={`${label} gives`}>
        {misfit === undefined ? (
          (value ?? (
            <Text span inherit c="dimmed">
              –
            </Text>
          ))
        ) : (
          <Text span inherit c="red">
            {misfit.field} {misfit.detail}
          </Text>
        )}
      </Text>
    </div>
  );
}

function Words(props: {
  label: string;
  table: FieldForm["words"];
  meanings: readonly string[];
  problems: readonly { path: string; message: string }[];
  onChange: (table: FieldForm["words"]) => void;
}) {
  const { label, table, onChange } = props;
  const change = (at: number, next: Partial<FieldForm["words"][number]>) =>
    onChange(table.map((line, index) => (index === at ? { ...line, ...next } : line)));
  return (
    <Stack gap={4}>
      {table.map(({ word, meaning }, index) => (
        <Group key={index} gap={6} wrap="nowrap" align="flex-start">
          <TextInput
            aria-label={`Word ${index + 1} of ${label.toLowerCase()}`}
            placeholder="word"
            classNames={{ input: "mono" }}
            value={word}
            onChange={(event) => change(index, { word: event.currentTarget.value })}
            style={{ flex: "1 1 6rem" }}
          />
          <Select
            aria-label={`Meaning of ${word || "the word"}`}
            placeholder="means"
            data={[...props.meanings]}
            value={meaning === "" ? null : meaning}
            error={props.problems.find(({ path }) => path.endsWith(`.words.${word}`))?.message}
            allowDeselect={false}
            onChange={(next) => change(index, { meaning: next ?? "" })}
            style={{ flex: "1 1 7rem" }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Leave out ${word || "this word"}`}
            onClick={() => onChange(table.filter((_, at) => at !== index))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Add a word of ${label.toLowerCase()}`}
          onClick={() => onChange([...table, { word: "", meaning: "" }])}
        >
          <IconPlus size={14} />
        </ActionIcon>
        <Text size="xs" c="dimmed">
          what a word of the tool means
        </Text>
      </Group>
    </Stack>
  );
}

function shownValue(name: MappingField, event: MappedEvent): string | null {
  switch (name) {
    case "type":
    case "correlationKey":
    case "severity":
    case "summary":
    case "url":
      return event[name];
    case "monitorId":
      return event.monitor?.id ?? null;
    case "monitorName":
      return event.monitor?.name ?? null;
    case "startedAt":
      return event.type === "opened" ? event.occurredAt : event.startedAt;
    case "acknowledgedAt":
      return event.type === "acknowledged" ? event.occurredAt : null;
    case "resolvedAt":
      return event.type === "resolved" ? event.occurredAt : null;
    case "sentAt":
      return event.occurredAt;
    case "test":
      return event.type === "test" ? "yes" : "no";
    case "labels":
      return (
        Object.entries(event.labels)
          .map(([label, text]) => `${label}: ${text}`)
          .join("\n") || null
      );
    case "deliveryId":
      return null;
  }
}
