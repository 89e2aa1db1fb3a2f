import { Checkbox, NumberInput, PasswordInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import type { FormField } from "@signalbox/contract";
import type { AuthValue, FieldValue, SecretValue } from "./form-values.ts";

interface Props {
  field: FormField;
  /** Shown where the field is empty and has no placeholder of its own. */
  example: string | null;
  value: FieldValue;
  error: string | undefined;
  onChange: (value: FieldValue) => void;
}

/** One field of the form of a connection, as its kind describes it. */
export function FormFieldInput({ field, example, value, error, onChange }: Props) {
  const shared = {
    label: field.label,
    description: field.help,
    error,
    required: field.required,
    placeholder: field.placeholder ?? example ?? undefined,
  };
  switch (field.type) {
    case "auth":
      return <AuthInput field={field} value={value as AuthValue} error={error} onChange={onChange} />;
    case "secret": {
      const secret = value as SecretValue;
      return (
        <PasswordInput
          {...shared}
          placeholder={secret.kept ? keptWords : shared.placeholder}
          required={field.required && !secret.kept}
          autoComplete="new-password"
          value={secret.typed}
          onChange={(event) => onChange({ ...secret, typed: event.currentTarget.value })}
        />
      );
    }
    case "flag":
      return (
        <Checkbox
          label={field.label}
          description={field.help}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={field.options}
          clearable={!field.required}
          value={String(value) || null}
          onChange={(chosen) => onChange(chosen ?? "")}
        />
      );
    case "number":
      return <NumberInput {...shared} value={String(value)} onChange={(number) => onChange(String(number))} />;
    case "json":
    case "template":
    case "text":
    case "list":
    case "pairs":
      return (
        <Textarea
          {...shared}
          description={[field.help, isToldAlready(field) ? null : layout[field.type]].filter(Boolean).join(" ")}
          autosize
          minRows={field.type === "json" ? 4 : 2}
          maxRows={18}
          spellCheck={field.type === "text"}
          classNames={field.type === "text" ? {} : { input: "mono" }}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "line":
    case "url":
    case "duration":
      return <TextInput {...shared} value={String(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

const keptWords = "stored; leave it empty to keep it";
const layout = {
  list: "One on each line.",
  pairs: "One on each line: name, colon, value.",
  json: "As JSON.",
  template: null,
  text: null,
};

function isToldAlready(field: FormField): boolean {
  return field.type === "json" && /JSON/.test(field.help ?? "");
}

function AuthInput({ field, value, error, onChange }: Omit<Props, "value" | "example"> & { value: AuthValue }) {
  const allowed = field.options.length > 0 ? field.options : defaultWays;
  const ways = field.required ? allowed : [{ value: "none", label: "None" }, ...allowed];
  return (
    <Stack gap="xs">
      <Select
        label={field.label}
        description={field.help}
        error={error}
        required={field.required}
        allowDeselect={false}
        data={ways}
        value={value.way}
        onChange={(way) => onChange({ ...value, way: (way ?? "none") as AuthValue["way"], kept: false, name: "" })}
      />
      {value.way === "basic" || value.way === "header" ? (
        <TextInput
          label={value.way === "basic" ? "User name" : "Name of the header"}
          required
          autoComplete="off"
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        />
      ) : null}
      {value.way === "oauth2" ? (
        <>
          <TextInput
            label="Token address"
            description="Where a token is asked for, by POST."
            required
            value={value.tokenUrl ?? ""}
            onChange={(event) => onChange({ ...value, tokenUrl: event.currentTarget.value })}
          />
          <TextInput
            label="Client id"
            required
            autoComplete="off"
            value={value.name}
            onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
          />
          <TextInput
            label="Scope"
            description="Where the server asks for one; several with a space between them."
            value={value.scope ?? ""}
            onChange={(event) => onChange({ ...value, scope: event.currentTarget.value })}
          />
          <Checkbox
            label="Id and secret in the body"
            description="Only where the server does not take them in the header, as ServiceNow."
            checked={value.isInBody === true}
            onChange={(event) => onChange({ ...value, isInBody: event.currentTarget.checked })}
          />
        </>
      ) : null}
      {value.way === "none" ? null : (
        <PasswordInput
          label={
            { bearer: "Token", basic: "Password", header: "Value of the header", oauth2: "Client secret" }[value.way]
          }
          placeholder={value.kept ? keptWords : ""}
          required={!value.kept}
          autoComplete="new-password"
          value={value.typed}
          onChange={(event) => onChange({ ...value, typed: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

const defaultWays = [
  { value: "bearer", label: "Bearer token" },
  { value: "basic", label: "User name and password" },
  { value: "header", label: "A header of its own" },
  { value: "oauth2", label: "OAuth 2 client credentials" },
];
