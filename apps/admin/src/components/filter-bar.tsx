import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";

/** Filters in a row; they live in the URL, so the page only says what changed. */
export function FilterBar(props: { values: Record<string, unknown>; onClear: () => void; children: ReactNode }) {
  const active = Object.values(props.values).some((value) => value !== undefined);
  return (
    <Group gap="xs" px="md" pb="xs" role="search">
      {props.children}
      {active ? (
        <Button variant="subtle" color="gray" onClick={props.onClear} px="xs">
          Clear
        </Button>
      ) : null}
    </Group>
  );
}

export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: readonly (string | { value: string; label: string })[];
  onChange: (value: string | undefined) => void;
  /** One always holds: it can be changed, not cleared. */
  required?: boolean;
}) {
  return (
    <Select
      aria-label={props.label}
      placeholder={props.label}
      data={[...props.options]}
      value={props.value ?? null}
      onChange={(value) => props.onChange(value ?? undefined)}
      clearable={!props.required}
      allowDeselect={!props.required}
      style={{ flex: "1 1 6.5rem", maxWidth: "10.5rem" }}
    />
  );
}

export function FilterText(props: {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(props.value ?? "");
  useEffect(() => setText(props.value ?? ""), [props.value]);
  const report = useDebouncedCallback(
    (value: string) => props.onChange(value.trim() === "" ? undefined : value.trim()),
    300,
  );
  return (
    <TextInput
      aria-label={props.label}
      placeholder={props.placeholder}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        report(event.currentTarget.value);
      }}
      style={{ flex: "1 1 8rem", maxWidth: "14rem" }}
    />
  );
}

/** A day, `2026-11-15`. */
export function FilterDate(props: {
  label: string;
  /** The last that can be chosen. */
  max: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <TextInput
      type="date"
      aria-label={props.label}
      max={props.max}
      value={props.value ?? ""}
      onChange={(event) => props.onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
      leftSection={
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {props.label}
        </Text>
      }
      leftSectionWidth={`${props.label.length * 0.45 + 1}rem`}
    />
  );
}
