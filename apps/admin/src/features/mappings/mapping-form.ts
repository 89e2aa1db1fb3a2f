import {
  type MappingBody,
  type MappingField,
  type MappingSample,
  mappingFields,
  type Places,
} from "@signalbox/contract";

/** A mapping as the editor holds it: each field as people type it. */
export interface MappingForm {
  list: string;
  fields: Partial<Record<MappingField, FieldForm>>;
  samples: MappingSample[];
}

export interface FieldForm {
  /** One place on each line; of labels, `name: place` on each line or the place of an object. */
  from: string;
  words: { word: string; meaning: string }[];
  format: string;
}

export const emptyField: FieldForm = { from: "", words: [], format: "" };
export const allFields = Object.keys(mappingFields) as MappingField[];
/** Those that every mapping of a payload needs, in view from the beginning. */
export const mainFields: readonly MappingField[] = ["type", "correlationKey", "severity", "summary", "monitorId"];

export function toForm(mapping: MappingBody): MappingForm {
  const fields = allFields.flatMap((name) => {
    const field = mapping.fields[name];
    return field === undefined ? [] : [[name, toFieldForm(name, field)] as const];
  });
  return { list: mapping.list ?? "", fields: Object.fromEntries(fields), samples: mapping.samples ?? [] };
}

function toFieldForm(name: MappingField, field: NonNullable<MappingBody["fields"][MappingField]>): FieldForm {
  if (typeof field === "string" || Array.isArray(field)) return { ...emptyField, from: lines(field) };
  if (name === "labels") {
    const named = Object.entries(field as Record<string, Places>);
    return { ...emptyField, from: named.map(([label, place]) => `${label}: ${[place].flat().join(" | ")}`).join("\n") };
  }
  const { from, words, format } = field as { from?: Places; words?: Record<string, string>; format?: string };
  return {
    from: from === undefined ? "" : lines(from),
    words: Object.entries(words ?? {}).map(([word, meaning]) => ({ word, meaning })),
    format: format ?? "",
  };
}

function lines(places: Places): string {
  return [places].flat().join("\n");
}

/** The mapping that a form stands for. What is not finished stays in it: the server says what is wrong. */
export function toMapping(form: MappingForm): MappingBody {
  const fields = allFields.flatMap((name) => {
    const field = form.fields[name];
    const written = field === undefined ? undefined : writeField(name, field);
    return written === undefined ? [] : [[name, written]];
  });
  return {
    ...(form.list.trim() === "" ? {} : { list: form.list.trim() }),
    fields: Object.fromEntries(fields),
    ...(form.samples.length === 0 ? {} : { samples: form.samples }),
  };
}

function writeField(name: MappingField, { from, words, format }: FieldForm): unknown {
  const places = from
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (name === "labels") return writeLabels(places);
  const written = places.length === 0 ? undefined : places.length === 1 ? places[0] : places;
  const table = words.filter(({ word }) => word !== "").map(({ word, meaning }) => [word, meaning]);
  if (table.length > 0)
    return { ...(written === undefined ? {} : { from: written }), words: Object.fromEntries(table) };
  if (written === undefined || format.trim() === "") return written;
  return { from: written, format: format.trim() };
}

function writeLabels(places: readonly string[]): unknown {
  if (places.length === 0) return undefined;
  const named = places.map((line) => /^([^:$\s][^:]*?)\s*:\s*(.+)$/.exec(line));
  if (named.some((found) => found === null)) return places.length === 1 ? places[0] : [...places];
  return Object.fromEntries(
    named.map((found) => {
      const alternatives = found![2]!.split(" | ");
      return [found![1]!, alternatives.length === 1 ? alternatives[0] : alternatives];
    }),
  );
}
