import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Splunk itself knows no end: the word is a field that the search adds, and without it an alert opens. */
const types: Record<string, EventType> = { opened: "opened", updated: "updated", resolved: "resolved", test: "test" };
const word = "result.signalbox_event";

export function normaliseSplunk(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readResult);
}

function readResult(fields: FieldReader) {
  const search = fields.text("result.signalbox_search", "search_name");
  const host = fields.text(["result", "host"]);
  const name = search === null || host === null ? search : `${search} on ${host}`;
  const isPlain = fields.value(word) === undefined;
  return readOneEvent(
    fields,
    isPlain ? { path: "search_name", words: openedBy(fields) } : { path: word, words: types },
    { path: "search_name", text: name },
    () => ({
      occurredAt: fields.time("result._time"),
      monitor: search === null ? null : { id: search, name: search },
      severity: fields.severity("result.severity"),
      summary: fields.text("search_name"),
      url: fields.link("results_link"),
      labels: readLabels(fields),
    }),
  );
}

/** Whatever its search is called, it opens. */
function openedBy(fields: FieldReader): Record<string, EventType> {
  const name = fields.text("search_name")?.trim().toLowerCase();
  return name === undefined ? {} : { [name]: "opened" };
}

/** A field of a result is a text or a list of texts. */
function* readLabels(fields: FieldReader): Generator<[string, string | null]> {
  yield ["app", fields.text("app")];
  yield ["owner", fields.text("owner")];
  for (const name of fields.keys("result")) {
    if (name === "_time" || name === "signalbox_event" || name === "signalbox_search") continue;
    const value = fields.value(["result", name]);
    if (Array.isArray(value)) yield [name, value.filter((text) => typeof text === "string").join(", ") || null];
    else yield [name, fields.text(["result", name])];
  }
}
