import { isJsonPath, type MappingBody, type MappingField, mappingFields, severities } from "@signalbox/core";
import { z } from "zod";

const placeMax = 1_000;
const wordsMax = 200;
/** Of one sample, in characters. */
const sampleCharactersMax = 262_144;
const samplesMax = 20;

const place = z
  .string({ error: "a place is a text: a JSON path such as $.alert.id, or an expression such as item.host" })
  .trim()
  .min(1, "say where it stands, or leave the field out")
  .max(placeMax, `at most ${placeMax} characters`);
const places = z.union([place, z.array(place).min(1, "name at least one place").max(8, "at most 8 places")], {
  error: "a place is a text such as $.alert.id, or a list of such",
});

const eventTypes = ["opened", "acknowledged", "updated", "resolved", "test"] as const;
const meanings = [...eventTypes, "ignored"] as const;

function tableOf<Word extends string>(words: readonly Word[]) {
  const meaning = z.enum(words as [Word, ...Word[]], { error: `say what it means: one of ${words.join(", ")}` });
  return z
    .record(z.string().min(1).max(256), meaning, { error: "words are written as word: meaning" })
    .refine((table) => Object.keys(table).length <= wordsMax, `at most ${wordsMax} words`);
}

function withWords<Word extends string>(words: readonly Word[]) {
  const shape = { from: places.exactOptional(), words: tableOf(words).exactOptional() };
  return z.union([places, z.strictObject(shape)], { error: "write a place, or {from: a place, words: {…}}" });
}

const time = z.union([places, z.strictObject({ from: places, format: z.string().min(1).max(64).exactOptional() })], {
  error: "write a place, or {from: a place, format: DD.MM.YYYY HH:mm:ss}",
});
const labels = z.union([places, z.record(z.string().min(1).max(256), places)], {
  error: "write the place of an object, or name: place for each label",
});

const schemaOfKind = {
  type: withWords(meanings),
  severity: withWords(severities),
  text: places,
  flag: places,
  time,
  labels,
};

const fields = z.strictObject(
  Object.fromEntries(
    (Object.keys(mappingFields) as MappingField[]).map((name) => [
      name,
      schemaOfKind[mappingFields[name].kind].exactOptional(),
    ]),
  ),
);

const instant = z.iso.datetime({ offset: true, error: "a time is written as 2026-11-20T08:14:58Z" });
const expectedEvent = z.strictObject({
  type: z.enum(eventTypes).exactOptional(),
  correlationKey: z.string().exactOptional(),
  occurredAt: instant.nullable().exactOptional(),
  startedAt: instant.nullable().exactOptional(),
  monitor: z.strictObject({ id: z.string(), name: z.string() }).nullable().exactOptional(),
  severity: z.enum(severities).exactOptional(),
  summary: z.string().exactOptional(),
  url: z.string().nullable().exactOptional(),
  labels: z.record(z.string(), z.string()).exactOptional(),
});

const sample = z.strictObject({
  name: z.string().trim().min(1).max(100).exactOptional(),
  body: z.string().max(sampleCharactersMax, `a sample has at most ${sampleCharactersMax} characters: shorten it`),
  query: z.string().max(4_096).exactOptional(),
  headers: z.record(z.string(), z.string().max(8_192)).exactOptional(),
  receivedAt: instant.exactOptional(),
  expect: z.array(expectedEvent).max(100),
});

/** The shape of a mapping; whether its paths, expressions and formats can be read is for `compileMapping` to say. */
export const mappingSchema = z.strictObject({
  list: z.string().refine(isJsonPath, "the list is named by a JSON path, such as $.alerts").exactOptional(),
  fields,
  samples: z.array(sample).max(samplesMax, `at most ${samplesMax} samples`).exactOptional(),
}) as unknown as z.ZodType<MappingBody>;
