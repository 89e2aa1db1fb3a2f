import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject } from "../../payload/json.ts";
import { readEmbedded } from "../../payload/read-embedded.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** `{EVENT.ID}`, `{$MACRO}`, `{#LLD}`, `{DATE} {TIME}`. */
export const zabbixForm: PayloadForm = { unreplaced: /^\{[A-Z$#][\w.:$#-]{0,100}\}(?: \{[A-Z][\w.]{0,100}\})?$/ };

const types: Record<string, EventType> = { problem: "opened", ok: "resolved", resolved: "resolved" };

/** Of Zabbix's six levels those whose words mean nothing elsewhere. */
const severities: Record<string, Severity> = { "not classified": "unknown", information: "info" };

export function normaliseZabbix(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, zabbixForm);
}

/** A test of the media type leaves the macros standing: that alone tells it from a real problem. */
function readEvent(fields: FieldReader) {
  const isTest = fields.isUnreplaced("status");
  const words = { ...types, problem: readProblem(fields) };
  return readOneEvent(fields, { path: "status", words, isTest }, { path: "id", text: fields.text("id") }, () => {
    const trigger = fields.text("triggerId");
    const name = fields.text("name");
    return {
      occurredAt: isTest ? null : fields.time("lastReceived"),
      monitor: trigger === null ? null : { id: trigger, name: name ?? trigger },
      severity: fields.severity("severity", severities),
      summary: name ?? fields.text("message"),
      url: readUrl(fields),
      labels: readLabels(fields),
    };
  });
}

/** What operators did to a problem comes as PROBLEM again, with their actions beside it ("acknowledged, commented"). */
function readProblem(fields: FieldReader): EventType {
  const actions = fields.isUnreplaced("update_action") ? null : fields.text("update_action");
  if (actions === null) return "opened";
  return /(?:^|[^a-z])acknowledged/i.test(actions) ? "acknowledged" : "updated";
}

/** The page of the problem, where the ids are the numbers that Zabbix gives. */
function readUrl(fields: FieldReader): string | null {
  const base = fields.link("url");
  const [trigger, event] = [fields.text("triggerId") ?? "", fields.text("id") ?? ""];
  if (base === null || !/^\d{1,20}$/.test(trigger) || !/^\d{1,20}$/.test(event)) return base;
  return `${base.endsWith("/") ? base.slice(0, -1) : base}/tr_events.php?triggerid=${trigger}&eventid=${event}`;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "host_name", "host_ip", "service");
  const tags = readEmbedded(fields.value("tags"));
  if (!Array.isArray(tags)) return;
  for (const tag of tags) {
    if (isJsonObject(tag) && typeof tag.tag === "string" && typeof tag.value === "string") yield [tag.tag, tag.value];
  }
}
