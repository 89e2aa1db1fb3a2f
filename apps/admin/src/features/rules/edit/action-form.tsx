import { ActionIcon, Checkbox, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { RuleVocabulary } from "@signalbox/contract";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { fieldText, readFieldText } from "./action-field-text.ts";
import classes from "./action-form.module.css";
import { ActionPreview } from "./action-preview.tsx";
import { type EditedAction, withField } from "./rule-model.ts";

/** One action: which kind, carried out by which connection, with which fields; and what that gives for an event. */
export function ActionForm(props: {
  action: EditedAction;
  vocabulary: RuleVocabulary;
  event: string | null;
  onChange: (action: EditedAction) => void;
  onRemove: () => void;
}) {
  const { action, vocabulary, onChange } = props;
  const [kind, fields] = Object.entries(action)[0] ?? ["ticket", {}];
  const spec = vocabulary.actions.find((one) => one.kind === kind);
  const able = vocabulary.connections.filter((one) => one.actions.includes(kind)).map(({ key }) => key);
  const connection = String(fields.connection ?? "");
  const served = vocabulary.connections.find(({ key }) => key === connection)?.servedBy ?? [];
  const set = (name: string, value: unknown) => onChange({ [kind]: withField(fields, name, value) });
  return (
    <Stack gap="xs" className={classes.action} role="group" aria-label={`Action ${kind}`}>
      <Group gap="xs" align="flex-end">
        <Select
          label="Order"
          size="xs"
          w={140}
          allowDeselect={false}
          data={vocabulary.actions.map((one) => one.kind)}
          value={kind}
          onChange={(chosen) => {
            const fits = vocabulary.connections.find((one) => one.actions.includes(chosen ?? ""));
            if (chosen !== null && chosen !== kind) onChange({ [chosen]: { connection: fits?.key ?? "" } });
          }}
        />
        <Select
          label="by"
          size="xs"
          w={200}
          allowDeselect={false}
          placeholder={able.length === 0 ? `no connection can do ${kind}` : "connection"}
          error={connection === "" || able.includes(connection) ? null : "it can't do that"}
          data={connection === "" || able.includes(connection) ? able : [connection, ...able]}
          value={connection || null}
          onChange={(chosen) => set("connection", chosen ?? "")}
        />
        <ActionIcon variant="subtle" color="gray" aria-label="Remove the action" onClick={props.onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </Group>
      {kind === "message" && served.length > 0 ? (
        <Text size="sm" role="note">
          {served.map(({ tool, source }) => `${tool} (source ${source})`).join(", ")} can post there by itself: use
          that, it works while Signalbox is away. Keep this for what it can't say.
        </Text>
      ) : null}
      <div className={classes.fields}>
        {flagsLast(spec?.fields ?? []).map((field) => (
          <Field
            key={`${kind} ${field.name}`}
            field={field}
            value={fields[field.name]}
            onChange={(value) => set(field.name, value)}
          />
        ))}
        <TextInput
          label="only when"
          size="xs"
          classNames={{ input: "mono" }}
          placeholder="always"
          value={String(fields.when ?? "")}
          onChange={(event) => set("when", event.currentTarget.value)}
        />
        {spec?.groups ? (
          <Checkbox
            size="xs"
            label="one for all incidents of the component's outage"
            checked={fields.groupBy === "component"}
            onChange={(event) => set("groupBy", event.currentTarget.checked ? "component" : undefined)}
          />
        ) : null}
        {spec?.opens ? (
          <TextInput
            label="slot"
            size="xs"
            placeholder={kind === "page" ? "the team" : "default"}
            value={String(fields.slot ?? "")}
            onChange={(event) => set("slot", event.currentTarget.value)}
          />
        ) : null}
      </div>
      {props.event === null || connection === "" ? null : <ActionPreview action={action} event={props.event} />}
    </Stack>
  );
}

function flagsLast(fields: readonly FieldSpec[]): FieldSpec[] {
  return fields.toSorted((one, other) => Number(one.shape === "flag") - Number(other.shape === "flag"));
}

type FieldSpec = RuleVocabulary["actions"][number]["fields"][number];

const labels: Record<string, string> = {
  escalateAfter: "goes on to the next after",
  draftFor: "draft first, for",
  always: "also when it is over before it was sent",
  updateText: "text of an update",
  resolveText: "text when it is over",
  comment: "comment on an update",
  form: "body as a form",
};

function Field({ field, value, onChange }: { field: FieldSpec; value: unknown; onChange: (value: unknown) => void }) {
  const [text, setText] = useState(() => fieldText(field.shape, value));
  const [problem, setProblem] = useState<string | null>(null);
  const label = labels[field.name] ?? field.name;
  const write = (written: string) => {
    setText(written);
    const read = readFieldText(field.shape, written);
    setProblem("problem" in read ? read.problem : null);
    if ("value" in read) onChange(read.value);
  };
  const shared = { label, size: "xs" as const, required: field.required, error: problem, value: text };
  switch (field.shape) {
    case "flag":
      return (
        <Checkbox
          size="xs"
          label={label}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked || undefined)}
        />
      );
    case "method":
      return (
        <Select
          label={label}
          size="xs"
          clearable
          data={["GET", "POST", "PUT", "PATCH", "DELETE"]}
          value={text || null}
          onChange={(chosen) => write(chosen ?? "")}
        />
      );
    case "key":
    case "duration":
      return (
        <TextInput
          {...shared}
          placeholder={field.shape === "duration" ? "such as 5m" : ""}
          onChange={(event) => write(event.currentTarget.value)}
        />
      );
    default:
      return (
        <Textarea
          {...shared}
          placeholder={hints[field.shape]}
          autosize
          minRows={1}
          maxRows={12}
          classNames={{ input: "mono" }}
          onChange={(event) => write(event.currentTarget.value)}
        />
      );
  }
}

const hints: Record<string, string> = {
  "by-tier": "one for all, or by tier, each on a line: 1: urgent",
  templates: "one on each line, as name: text",
  tree: "JSON",
};

/** Names that a template can say, for those who write one. */
export function TemplateNames({ vocabulary }: { vocabulary: RuleVocabulary }) {
  return (
    <details>
      <summary>
        <Text span size="xs" c="dimmed">
          what {"{{ … }}"} can name
        </Text>
      </summary>
      <Text className="mono" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {vocabulary.templates.join(" · ")}
      </Text>
    </details>
  );
}
