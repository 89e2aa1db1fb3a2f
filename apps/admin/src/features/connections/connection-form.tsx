import { Alert, Button, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { ApiError, type ConnectionDetail, type ConnectionKindInfo, type FormField } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { safeLink } from "../../lib/safe-link.ts";
import { useMay } from "../session/use-may.ts";
import { FormFieldInput } from "./form-field-input.tsx";
import { configOf, type FieldValue, type FormValues, valuesOf } from "./form-values.ts";
import { ServedAlready } from "./served-already.tsx";
import { TestResult } from "./test-result.tsx";

const keyForm = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Makes a connection of this kind, or changes the one that is given. */
export function ConnectionForm({ kind, stored }: { kind: ConnectionKindInfo; stored: ConnectionDetail | null }) {
  const before = stored?.config ?? kind.example;
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.name ?? "");
  const [values, setValues] = useState<FormValues>(() =>
    stored === null ? emptied(valuesOf(kind.form, before)) : valuesOf(kind.form, before),
  );
  const [problems, setProblems] = useState<Record<string, string>>({});
  const mayTest = useMay("testConnection");
  const client = useQueryClient();
  const navigate = useNavigate();

  const hasKey = keyForm.test(key);
  const settings = (found: Record<string, string>) => {
    const read = configOf(kind.form, values, stored?.config ?? {});
    Object.assign(found, read.problems);
    setProblems(found);
    if (Object.keys(found).length > 0) throw new Error("Some fields can't be read: see there.");
    return { name: name.trim() || key || kind.name, kind: kind.key, config: read.config };
  };
  const onError = (error: Error) => setProblems((known) => ({ ...known, ...fieldProblems(error) }));
  const test = useMutation({
    mutationFn: async () =>
      api.testConnection({ params: { key: hasKey ? key : "unsaved" }, body: { settings: settings({}) } }),
    onError,
  });
  const save = useMutation({
    async mutationFn() {
      const body = settings(hasKey ? {} : { key: "Lower-case letters, digits, - and _" });
      return api.saveConnection({ params: { key }, body: { ...body, revision: stored?.revision ?? 0 } });
    },
    onError,
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["connections"] });
      await navigate({ to: "/connections/$key", params: { key } });
    },
  });
  const set = (path: string, value: FieldValue) => {
    setValues((all) => ({ ...all, [path]: value }));
    setProblems(({ [path]: _mended, ...others }) => others);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md" maw={720}>
        {kind.nativeAs === null ? null : <ServedAlready nativeAs={kind.nativeAs} system={kind.name} />}
        <KindGuide kind={kind} />
        <TextInput
          label="A short name for rules and the config file"
          description={stored === null ? "Such as desk. It can't be changed later." : "It can't be changed."}
          placeholder="desk"
          required
          disabled={stored !== null}
          maw={360}
          value={key}
          error={problems.key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          label="Name for people"
          placeholder={kind.name}
          maw={360}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind.form.map((field) => (
          <FormFieldInput
            key={field.path}
            field={field}
            example={exampleOf(kind, field)}
            value={values[field.path] ?? ""}
            error={problemOf(problems, field.path)}
            onChange={(value) => set(field.path, value)}
          />
        ))}
        <TestResult test={test.data} error={test.error} />
        {save.error === null ? null : (
          <Alert color="red" variant="light" role="alert" title="It was not saved">
            <Text size="sm">{save.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={save.isPending}>
            {stored === null ? "Make the connection" : "Save"}
          </Button>
          {mayTest ? (
            <Button
              size="sm"
              onClick={() => test.mutate()}
              loading={test.isPending}
              title="A harmless call with what stands here; nothing is saved"
            >
              Test these settings
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

function KindGuide({ kind }: { kind: ConnectionKindInfo }) {
  const source = safeLink(kind.source);
  return (
    <Stack gap={6}>
      <Text size="sm">{kind.about}</Text>
      {kind.credentials.length === 0 ? null : (
        <List size="sm" type="ordered">
          {kind.credentials.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm">Rights that it needs: {kind.rights}</Text>
      {kind.traps.map((trap) => (
        <Text key={trap} size="sm" c="dimmed">
          <WithCode text={trap} />
        </Text>
      ))}
      <Text size="sm" c="dimmed">
        {proofWords[kind.proof]}{" "}
        {source === null ? null : (
          <a href={source} target="_blank" rel="noreferrer">
            documentation
          </a>
        )}
        {kind.unproven.length > 0 && `. Not checked so: ${kind.unproven.map((step) => stepWords[step]).join(", ")}.`}
      </Text>
    </Stack>
  );
}

/** A sentence with `names` of fields in it. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <span key={`${place}-${part}`} className="mono">
        {part}
      </span>
    ),
  );
}

const stepWords = {
  find: "looking up",
  create: "opening",
  update: "commenting",
  close: "closing",
  reopen: "opening again",
  read: "looking whether it is closed",
  send: "sending",
};

const proofWords = {
  "published-sample": "Its calls equal what the system's makers publish:",
  tried: "Tried against the real system, written from its",
  unproven: "Not yet tried against a real system: test it before you rely on it. Written from the",
};

/** What could stand in a field of several lines; null where the kind gives none. */
function exampleOf(kind: ConnectionKindInfo, field: FormField): string | null {
  if (!["pairs", "list", "json"].includes(field.type)) return null;
  return String(valuesOf([field], kind.example)[field.path]) || null;
}

// The example shows what can stand there; templates are a good beginning, names and addresses are one's own.
function emptied(values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => {
      if (typeof value === "object") {
        // The name of a header is the system's, that of a user is one's own.
        const own = "way" in value && value.way === "basic" ? { name: "" } : {};
        return [path, { ...value, ...own, kept: false, typed: "" }];
      }
      const isTemplate = typeof value === "string" && value.trimStart().startsWith("{");
      return [path, typeof value === "boolean" || isTemplate ? value : ""];
    }),
  );
}

/** `body.config.auth.bearer` is a problem of the field `auth`. */
function fieldProblems(error: Error): Record<string, string> {
  const told = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(told.map(({ path, message }) => [path.replace(/^body\.(config\.)?/, ""), message]));
}

function problemOf(problems: Record<string, string>, path: string): string | undefined {
  const found = Object.keys(problems).find((place) => place === path || place.startsWith(`${path}.`));
  return found === undefined ? undefined : problems[found];
}
