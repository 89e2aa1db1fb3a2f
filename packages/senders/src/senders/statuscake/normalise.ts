import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = { down: "opened", up: "resolved" };

/** It tells no time: the receipt counts. */
export function normaliseStatuscake(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readTest);
}

function readTest(fields: FieldReader) {
  const name = fields.text("Name");
  const key = readKey(fields, name);
  return readOneEvent(
    fields,
    { path: "Status", words: types, isTest: isTestName(name) },
    { path: "TestID", text: key },
    () => ({
      occurredAt: null,
      monitor: key === null ? null : { id: key, name: name ?? key },
      severity: "unknown",
      summary: name,
      url: fields.link("URL"),
      labels: [
        // 0 is a time-out.
        ...fieldLabels(fields, "StatusCode", "IP"),
        ["Checkrate", fields.text("Checkrate", "CheckRate")],
        ["contactGroup", fields.text("ContactGroup")],
        ...tagLabels(fields, "Tags"),
      ],
    }),
  );
}

/** Some of its forms leave the id of the test out. */
function readKey(fields: FieldReader, name: string | null): string | null {
  const id = fields.text("TestID");
  const url = fields.text("URL");
  if (id !== null) return id;
  return name === null || url === null ? null : `${name} ${url}`;
}
