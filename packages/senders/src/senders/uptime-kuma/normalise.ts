import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { emptyObject, isJsonObject, type JsonValue } from "../../payload/json.ts";
import { readEmbedded } from "../../payload/read-embedded.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = { 0: "opened", 1: "resolved", 2: "updated", 3: "updated" };

/** JSON, JSON in the field `data` of a multipart body, or JSON in each field of a query. */
function unwrap(payload: JsonValue): JsonValue {
  if (!isJsonObject(payload)) return payload;
  const inner = readEmbedded(payload.data);
  if (isJsonObject(inner)) return inner;
  const unwrapped = emptyObject();
  for (const name of Object.keys(payload)) {
    unwrapped[name] = (name === "msg" ? payload.msg : readEmbedded(payload[name])) ?? null;
  }
  return unwrapped;
}

export const uptimeKumaForm: PayloadForm = { unwrap, isUtc: true };

export function normaliseUptimeKuma(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, uptimeKumaForm);
}

function readEvent(fields: FieldReader): PartOutcome {
  const message = fields.text("msg");
  const isTest = namesNothing(fields) && message?.endsWith(" Testing") === true;
  if (!isTest && namesNothing(fields) && message !== null) {
    return { outcome: "ignored", reason: "a notice that names no monitor, such as a certificate that will expire" };
  }
  const id = fields.text("monitor.id", "heartbeat.monitorID");
  return readOneEvent(
    fields,
    { path: "heartbeat.status", words: types, isTest },
    { path: "monitor.id", text: id },
    (type) => ({
      occurredAt: fields.time("heartbeat.time"),
      startedAt: type === "resolved" ? fields.time("heartbeat.lastDownTime") : null,
      monitor: id === null ? null : { id, name: fields.text("monitor.name") ?? id },
      severity: "unknown",
      summary: message ?? fields.text("heartbeat.msg"),
      url: fields.value("monitor.url") === "https://" ? null : fields.link("monitor.url"),
      labels: readLabels(fields),
    }),
  );
}

/** The test button and the notices about certificates and domains say null for both; only the text tells them apart. */
function namesNothing(fields: FieldReader): boolean {
  return fields.value("heartbeat") === null && fields.value("monitor") === null;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["path", fields.text("monitor.pathName")];
  yield ["hostname", fields.text("monitor.hostname")];
  const tags = fields.value("monitor.tags");
  if (!Array.isArray(tags)) return;
  for (const tag of tags) {
    if (isJsonObject(tag) && typeof tag.name === "string")
      yield [tag.name, typeof tag.value === "string" ? tag.value : ""];
  }
}
