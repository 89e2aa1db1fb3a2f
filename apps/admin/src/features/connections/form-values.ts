import type { FormField } from "@signalbox/contract";

/** What a form holds for one field, before it becomes configuration. */
export type FieldValue = string | boolean | AuthValue | SecretValue;

/** `kept`: one is stored and stays unless another is typed. */
export interface SecretValue {
  typed: string;
  kept: boolean;
}
export interface AuthValue extends SecretValue {
  way: "none" | "bearer" | "basic" | "header" | "oauth2";
  /** Of the way `basic`: the user; of `header`: the header; of `oauth2`: the client's id. */
  name: string;
  /** Of the way `oauth2`. */
  tokenUrl?: string;
  scope?: string;
  isInBody?: boolean;
}

export type FormValues = Record<string, FieldValue>;
type Config = Record<string, unknown>;

/** The values of a form for a stored configuration; a new one has empty fields. */
export function valuesOf(form: readonly FormField[], config: Config): FormValues {
  return Object.fromEntries(form.map((field) => [field.path, toValue(field, readPath(config, field.path))]));
}

/** The configuration that a form stands for, over the one that it was opened with: what the form has no field for stays.
 *  `problems` are fields whose text can't be read, by path. */
export function configOf(
  form: readonly FormField[],
  values: FormValues,
  before: Config,
): { config: Config; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  let config = before;
  for (const field of form) {
    const read = fromValue(field, values[field.path]);
    if ("problem" in read) problems[field.path] = read.problem;
    else config = writePath(config, field.path.split("."), asStored(read.value, readPath(before, field.path)));
  }
  return { config, problems };
}

// A form knows texts: a number that nobody touched stays one, or each edit would differ from the config file.
function asStored(value: unknown, stored: unknown): unknown {
  if (typeof stored === "number" && value === String(stored)) return stored;
  if (!isPlain(value) || !isPlain(stored)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asStored(one, stored[name])]));
}

function isPlain(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toValue(field: FormField, stored: unknown): FieldValue {
  switch (field.type) {
    case "flag":
      return stored === true;
    case "secret":
      return { typed: "", kept: stored !== undefined };
    case "auth":
      return toAuth(stored);
    case "json":
      return stored === undefined ? "" : JSON.stringify(stored, null, 2);
    case "list":
      return Array.isArray(stored) ? stored.join("\n") : "";
    case "pairs":
      return Object.entries((stored ?? {}) as Config)
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join("\n");
    default:
      return stored === undefined || stored === null ? "" : String(stored);
  }
}

function toAuth(stored: unknown): AuthValue {
  const auth = (stored ?? {}) as {
    bearer?: unknown;
    basic?: { username?: string };
    header?: { name?: string };
    oauth2?: { tokenUrl?: string; clientId?: string; scope?: string; credentialsIn?: string };
  };
  if (auth.bearer !== undefined) return { way: "bearer", name: "", typed: "", kept: true };
  if (auth.basic !== undefined) return { way: "basic", name: auth.basic.username ?? "", typed: "", kept: true };
  if (auth.header !== undefined) return { way: "header", name: auth.header.name ?? "", typed: "", kept: true };
  if (auth.oauth2 !== undefined) {
    const { tokenUrl = "", clientId = "", scope = "", credentialsIn } = auth.oauth2;
    return {
      way: "oauth2",
      name: clientId,
      tokenUrl,
      scope,
      isInBody: credentialsIn === "body",
      typed: "",
      kept: true,
    };
  }
  return { way: "none", name: "", typed: "", kept: false };
}

type Read = { value: unknown } | { problem: string };
const leftOut: Read = { value: undefined };

function fromValue(field: FormField, value: FieldValue | undefined): Read {
  if (field.type === "auth") return fromAuth(value as AuthValue);
  if (field.type === "secret") return { value: secretOf(value as SecretValue) };
  if (field.type === "flag") return value === true ? { value: true } : leftOut;
  const text = String(value ?? "");
  if (text.trim() === "") return leftOut;
  switch (field.type) {
    case "number":
      return /^-?\d+$/.test(text.trim()) ? { value: Number(text) } : { problem: "a whole number" };
    case "list":
      return { value: linesOf(text) };
    case "pairs":
      return pairsOf(text);
    case "json":
      return readJson(text);
    default:
      return { value: text };
  }
}

function fromAuth({ way, name, tokenUrl = "", scope = "", isInBody = false, ...secret }: AuthValue): Read {
  const given = secretOf(secret) ?? { value: "" };
  switch (way) {
    case "none":
      return leftOut;
    case "bearer":
      return { value: { bearer: given } };
    case "basic":
      return { value: { basic: { username: name, password: given } } };
    case "header":
      return { value: { header: { name, value: given } } };
    case "oauth2": {
      const client = { tokenUrl, clientId: name, clientSecret: given };
      const more = { ...(scope.trim() === "" ? {} : { scope }), ...(isInBody ? { credentialsIn: "body" } : {}) };
      return { value: { oauth2: { ...client, ...more } } };
    }
  }
}

function secretOf({ typed, kept }: SecretValue): { value: string } | { kept: true } | undefined {
  if (typed !== "") return { value: typed };
  return kept ? { kept: true } : undefined;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function pairsOf(text: string): Read {
  const lines = linesOf(text).map((line) => /^([^:]+):\s*(.*)$/.exec(line));
  if (lines.includes(null)) return { problem: "each line is a name, a colon and a value" };
  return { value: Object.fromEntries(lines.map((line) => [line![1]!.trim(), line![2]!])) };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `this is no JSON: ${error instanceof Error ? error.message : "it can't be read"}` };
  }
}

function readPath(config: Config, path: string): unknown {
  let at: unknown = config;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Config)[name];
  }
  return at;
}

function writePath(config: Config, [name, ...rest]: string[], value: unknown): Config {
  const { [name!]: inside, ...others } = config;
  if (rest.length === 0) return value === undefined ? others : { ...others, [name!]: value };
  const group = typeof inside === "object" && inside !== null ? (inside as Config) : {};
  const written = writePath(group, rest, value);
  // A group that the form emptied is left out: an empty one is refused.
  return Object.keys(written).length === 0 ? others : { ...others, [name!]: written };
}
