import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject, type JsonValue } from "../../payload/json.ts";
import { readEmbedded } from "../../payload/read-embedded.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Some write the details, which are JSON, in quotes. */
function unwrap(payload: JsonValue): JsonValue {
  if (!isJsonObject(payload) || typeof payload.ProblemDetailsJSON !== "string") return payload;
  payload.ProblemDetailsJSON = readEmbedded(payload.ProblemDetailsJSON) ?? null;
  return payload;
}

/** Placeholders such as `{PID}`. */
export const dynatraceForm: PayloadForm = { unwrap, unreplaced: /^\{[A-Za-z]{1,60}\}$/ };

/** A merged problem goes on as another one: this one is over. */
const types: Record<string, EventType> = {
  open: "opened",
  acknowledged: "acknowledged",
  resolved: "resolved",
  merged: "resolved",
};

const severities: Record<string, Severity> = {
  availability: "critical",
  error: "high",
  performance: "medium",
  resource_contention: "medium",
  custom_alert: "unknown",
};

export function normaliseDynatrace(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, dynatraceForm);
}

/** PID finds the incident: the ProblemID (`P-…`) is not unique for ever. */
function readEvent(fields: FieldReader) {
  const title = fields.text("ProblemTitle");
  const entity = fields.text(["ImpactedEntities", 0, "entity"]);
  const status = { path: "State", words: types, isTest: isTest(fields, title) };
  return readOneEvent(fields, status, { path: "PID", text: fields.text("PID") }, (type) => {
    const [start, end] = [fields.time("ProblemDetailsJSON.startTime"), fields.time("ProblemDetailsJSON.endTime")];
    return {
      occurredAt: { opened: start, test: start, acknowledged: null, updated: null, resolved: end }[type],
      startedAt: type === "resolved" ? start : null,
      monitor: entity === null ? null : { id: entity, name: fields.text(["ImpactedEntities", 0, "name"]) ?? entity },
      severity: fields.severity("ProblemSeverity", severities),
      summary: title ?? fields.text("ImpactedEntity"),
      url: fields.link("ProblemURL"),
      labels: readLabels(fields),
    };
  });
}

/** Its own test run looks like an open problem. */
function isTest(fields: FieldReader, title: string | null): boolean {
  const isTestRun = title?.slice(0, 200).toLowerCase().includes("notification test run") === true;
  return isTestRun || fields.text("ProblemID") === "999" || isTestName(title);
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "ProblemID", "ProblemImpact", "ProblemSeverity", "ImpactedEntity");
  yield* tagLabels(fields, "Tags");
}
