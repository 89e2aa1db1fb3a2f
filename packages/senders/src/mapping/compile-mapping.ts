import {
  compileJsonPath,
  createExpressionCompiler,
  isJsonPath,
  type JsonExpression,
  type MappingBody,
  type MappingField,
  mappingFields,
  type Place,
  type Places,
} from "@signalbox/core";
import { readEmbedded } from "../payload/read-embedded.ts";
import { mappingSchema } from "./mapping-schema.ts";
import { type CompiledTimeFormat, compileTimeFormat } from "./time-format.ts";

/** One place in a payload. */
export type Reading =
  | { by: "path"; source: string; read: (item: unknown) => Place[] }
  | { by: "expression"; source: string; expression: JsonExpression };

export interface CompiledField {
  /** The first that holds something counts; empty: where the sender's own code reads it. */
  places: readonly Reading[];
  /** In lower case. */
  words: ReadonlyMap<string, string>;
  format: CompiledTimeFormat | null;
  /** Of `labels`, where each has a place of its own. */
  named: readonly (readonly [name: string, places: readonly Reading[]])[];
}

/** A mapping, ready to read deliveries with. Pure data and functions that never throw. */
export interface CompiledMapping {
  list: { source: string; read: (payload: unknown) => Place[] } | null;
  fields: ReadonlyMap<MappingField, CompiledField>;
  /** It says all that an event needs: the sender's own code is not asked where it can't read a payload. */
  readsAlone: boolean;
}

/** `path` leads into the mapping, such as `["fields", "type", "from"]`. */
export interface MappingProblem {
  path: (string | number)[];
  message: string;
}

export type CompileMappingOutcome =
  | { outcome: "compiled"; mapping: CompiledMapping }
  | { outcome: "invalid"; problems: MappingProblem[] };

const compileExpression = createExpressionCompiler({
  names: { item: "dyn", body: "dyn", headers: "map<string, string>" },
  charactersMax: 1_000,
  loopsMax: 1,
});

/** Paths go on into a text that holds JSON. The last one is remembered: a dozen fields may stand in one text of a megabyte. */
let opened: { text: string; value: unknown } | null = null;
function openText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (opened?.text !== value) opened = { text: value, value: readEmbedded(value) };
  return opened.value;
}

/** Reads the paths, expressions and formats of a mapping whose shape is right. Never throws. */
export function compileMapping(body: Pick<MappingBody, "list" | "fields">): CompileMappingOutcome {
  const problems: MappingProblem[] = [];
  const fields = new Map<MappingField, CompiledField>();
  for (const name of Object.keys(mappingFields) as MappingField[]) {
    const given = body.fields[name];
    if (given !== undefined) fields.set(name, compileField(name, given, problems));
  }
  const list = body.list === undefined ? null : { source: body.list, read: compileJsonPath(body.list, openText) };
  if (problems.length > 0) return { outcome: "invalid", problems };
  const says = (name: MappingField) => (fields.get(name)?.places.length ?? 0) > 0;
  return { outcome: "compiled", mapping: { list, fields, readsAlone: says("type") && says("correlationKey") } };
}

/** The same for what is stored, maybe by another version. Never throws. */
export function compileStoredMapping(stored: unknown): CompileMappingOutcome {
  const read = mappingSchema.safeParse(stored);
  if (read.success) return compileMapping(read.data);
  const problems = read.error.issues.map(({ path, message }) => ({ path: path as (string | number)[], message }));
  return { outcome: "invalid", problems };
}

function compileField(
  name: MappingField,
  given: NonNullable<MappingBody["fields"][MappingField]>,
  problems: MappingProblem[],
): CompiledField {
  const path = ["fields", name];
  const blank: CompiledField = { places: [], words: new Map(), format: null, named: [] };
  if (typeof given === "string" || Array.isArray(given)) {
    return { ...blank, places: compilePlaces(given, path, problems) };
  }
  if (name === "labels") {
    const entries = Object.entries(given as Record<string, Places>);
    const named = entries.map(([label, places]) => {
      return [label, compilePlaces(places, [...path, label], problems)] as const;
    });
    return { ...blank, named };
  }
  const { from, words, format } = given as { from?: Places; words?: Record<string, string>; format?: string };
  if (from === undefined && Object.keys(words ?? {}).length === 0) {
    problems.push({ path, message: "say where it stands, or what words mean, or leave it out" });
  }
  return {
    ...blank,
    places: from === undefined ? [] : compilePlaces(from, [...path, "from"], problems),
    words: new Map(Object.entries(words ?? {}).map(([word, meaning]) => [word.trim().toLowerCase(), meaning])),
    format: format === undefined ? null : compileFormat(format, [...path, "format"], problems),
  };
}

function compilePlaces(places: Places, path: (string | number)[], problems: MappingProblem[]): Reading[] {
  const list = typeof places === "string" ? [places] : places;
  return list.flatMap((source, index) => {
    const at = typeof places === "string" ? path : [...path, index];
    const read = compilePlace(source.trim());
    if ("by" in read) return [read];
    problems.push({ path: at, message: read.message });
    return [];
  });
}

function compilePlace(source: string): Reading | { message: string } {
  if (source.startsWith("$")) {
    if (isJsonPath(source)) return { by: "path", source, read: compileJsonPath(source, openText) };
    return { message: `this is no JSON path: write $.alert.id, $.items[0].id, $.items[*].id or $["a b"]` };
  }
  const made = compileExpression(source);
  if (made.outcome === "compiled") return { by: "expression", source, expression: made.expression };
  const [problem] = made.problems;
  const place = problem?.range == null ? "" : ` (at character ${problem.range.start + 1})`;
  return { message: `this expression can't be read: ${problem?.message ?? "it is empty"}${place}` };
}

function compileFormat(
  format: string,
  path: (string | number)[],
  problems: MappingProblem[],
): CompiledTimeFormat | null {
  const made = compileTimeFormat(format);
  if (made.outcome === "compiled") return made.format;
  problems.push({ path, message: made.reason });
  return null;
}
