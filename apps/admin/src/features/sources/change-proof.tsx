import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { ApiError, type Source } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { authOfTexts, type ProofField, proofWays, textsOfAuth, topicFields } from "./proof-fields.ts";
import { sourceQueries } from "./queries.ts";

/** The form of how a source proves itself, where that is not its tool's own way. */
export function ChangeProof({ source, onClose }: { source: Source; onClose: () => void }) {
  const [scheme, setScheme] = useState(() => String(source.auth.scheme ?? ""));
  const [texts, setTexts] = useState(() => textsOfAuth(source.auth));
  const senders = useQuery(sourceQueries.senders());
  const client = useQueryClient();
  const way = proofWays.find((one) => one.scheme === scheme) ?? proofWays[0]!;
  const hasTopics = senders.data?.items.find(({ key }) => key === source.sender)?.scheme === "sns";
  const fields = scheme === "" && hasTopics ? topicFields : way.fields;
  const save = useMutation({
    mutationFn: () =>
      api.updateSource({
        params: { key: source.key },
        body: { revision: source.revision, auth: authOfTexts(scheme, fields, texts) },
      }),
    onSuccess() {
      onClose();
      return client.invalidateQueries({ queryKey: ["sources"] });
    },
  });
  const problems = save.error instanceof ApiError ? (save.error.problem?.errors ?? []) : [];
  const problemOf = (name: string) =>
    problems.find(({ path }) => path === `body.auth.${name}` || path.startsWith(`body.auth.${name}.`))?.message;
  const isPlaced = fields.some(({ name }) => problemOf(name) !== undefined);
  return (
    <Modal opened onClose={onClose} title={`How ${source.name} proves itself`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <Select
            label="By"
            data={proofWays.map(({ scheme: value, label }) => ({ value: value || "usual", label }))}
            value={scheme || "usual"}
            onChange={(value) => {
              save.reset();
              setScheme(value === "usual" || value === null ? "" : value);
            }}
            allowDeselect={false}
          />
          <Text size="sm">{way.about}</Text>
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={texts[field.name] ?? ""}
              error={problemOf(field.name)}
              onChange={(value) => setTexts((all) => ({ ...all, [field.name]: value }))}
            />
          ))}
          <Text size="xs" c="dimmed">
            It holds from the next delivery on. What your tool sends by the old way is refused then.
          </Text>
          {save.error === null ? null : (
            <Alert color="red" variant="light" role="alert" title="It was not saved">
              <Text size="sm">{isPlaced ? "See the fields that are marked." : save.error.message}</Text>
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

function FieldInput(props: {
  field: ProofField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { field, value, error, onChange } = props;
  const common = { label: field.label, description: field.hint, error, required: field.required === true };
  if (typeof field.kind !== "string") {
    const data = field.kind.map(([choice, label]) => ({ value: choice, label }));
    return (
      <Select
        {...common}
        data={data}
        value={value === "" ? null : value}
        placeholder={`as usual: ${field.kind[0]?.[1]}`}
        clearable
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  const typed = {
    ...common,
    value,
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return field.kind === "list" ? (
    <Textarea {...typed} autosize minRows={2} classNames={{ input: "mono" }} />
  ) : (
    <TextInput {...typed} inputMode={field.kind === "number" ? "numeric" : "text"} />
  );
}
