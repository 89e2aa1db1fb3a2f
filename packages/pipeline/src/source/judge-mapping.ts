import { explainIssues, wordIssue } from "@signalbox/contract";
import type { MappingBody } from "@signalbox/core";
import { checkMapping, compileMapping, type MappingProblem, mappingSchema, type Sender } from "@signalbox/senders";

/** What is wrong with a mapping of a source as it is written; its samples are tried too. */
export function judgeMapping(
  sender: Sender,
  mapping: unknown,
  settings: Readonly<Record<string, unknown>>,
): MappingProblem[] {
  const read = mappingSchema.safeParse(mapping, { error: wordIssue });
  if (read.success) return checkMapping(sender, read.data, settings);
  return explainIssues(read.error.issues, mapping).map(({ path, message }) => ({ path: [...path], message }));
}

/** The part of an unfinished mapping that can be tried: without the fields that are wrong, and without words that nobody has
 *  said the meaning of yet. */
export function usablePart(mapping: Readonly<Record<string, unknown>>): Pick<MappingBody, "list" | "fields"> {
  const given = (mapping.fields ?? {}) as Record<string, unknown>;
  const fields = Object.entries(given).map(([name, field]) => [name, withoutOpenWords(field)] as const);
  const usable = fields.filter(([name, field]) => isUsable({ fields: { [name]: field } }));
  const list = isUsable({ list: mapping.list, fields: {} }) ? { list: mapping.list as string } : {};
  return { ...list, fields: Object.fromEntries(usable) };
}

function isUsable(mapping: unknown): boolean {
  const read = mappingSchema.safeParse(mapping);
  return read.success && compileMapping(read.data).outcome === "compiled";
}

function withoutOpenWords(field: unknown): unknown {
  if (typeof field !== "object" || field === null || !("words" in field)) return field;
  const { words, ...rest } = field as { words: unknown };
  if (typeof words !== "object" || words === null) return field;
  const said = Object.entries(words).filter(([, meaning]) => meaning !== "");
  return said.length === 0 ? rest : { ...rest, words: Object.fromEntries(said) };
}
