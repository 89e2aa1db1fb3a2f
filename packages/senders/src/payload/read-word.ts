import { type FieldReader, type Path, quote } from "./field-reader.ts";

export type WordOutcome<Meaning> = { outcome: "known"; meaning: Meaning } | { outcome: "unknown"; detail: string };

/** What a status word means by a table with lower-case words; a new word is never guessed at. */
export function readWord<Meaning>(
  fields: FieldReader,
  path: Path,
  words: Record<string, Meaning>,
): WordOutcome<Meaning> {
  const word = fields.text(path);
  if (word === null) return { outcome: "unknown", detail: "is missing" };
  const key = word.trim().toLowerCase();
  if (Object.hasOwn(words, key)) return { outcome: "known", meaning: words[key]! };
  return { outcome: "unknown", detail: `holds a word that is not known: ${quote(word)}` };
}
