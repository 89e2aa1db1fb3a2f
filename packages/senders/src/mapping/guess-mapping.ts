import { type MappingBody, type MappingSample, type Places, readSeverity, type WordMeaning } from "@signalbox/core";
import { isJsonObject, type JsonValue } from "../payload/json.ts";
import { readPayload } from "../payload/read-payload.ts";
import { readTime } from "../payload/read-time.ts";
import type { NormaliseInput, NormaliseOutcome, Sender } from "../sender.ts";
import { trySample } from "./check-mapping.ts";
import { type CompiledMapping, compileMapping } from "./compile-mapping.ts";
import { listValues, type PayloadValue } from "./payload-values.ts";

/** Words that tools use in pairs: where one is met, the others are likely to come. */
const families: readonly Record<string, WordMeaning>[] = [
  { firing: "opened", resolved: "resolved" },
  { alarm: "opened", ok: "resolved", insufficient_data: "updated" },
  { alerting: "opened", ok: "resolved", no_data: "updated" },
  { problem: "opened", recovery: "resolved", ok: "resolved", acknowledgement: "acknowledged" },
  { down: "opened", up: "resolved" },
  { open: "opened", closed: "resolved", acknowledged: "acknowledged", resolved: "resolved" },
  { opened: "opened", closed: "resolved", acknowledged: "acknowledged" },
  { active: "opened", inactive: "resolved" },
  { active: "opened", cleared: "resolved" },
  { activated: "opened", deactivated: "resolved" },
  { triggered: "opened", recovered: "resolved", acknowledged: "acknowledged", resolved: "resolved" },
  { trigger: "opened", acknowledge: "acknowledged", resolve: "resolved" },
  { raised: "opened", cleared: "resolved" },
  { failed: "opened", failure: "opened", success: "resolved", passed: "resolved" },
  { failing: "opened", passing: "resolved" },
  { error: "opened", ok: "resolved", success: "resolved" },
  { critical: "opened", warning: "opened", ok: "resolved", normal: "resolved" },
  { unhealthy: "opened", healthy: "resolved" },
  { outage: "opened", operational: "resolved" },
];

const names = {
  type: /^(?:status|state|alert_?state|alert_?status|event_?type|event|type|action|condition|transition|alert_?type|current_?state|kind)$/i,
  correlationKey:
    /^(?:incident_?id|alert_?id|problem_?id|issue_?id|ticket_?id|dedup_?key|alert_?key|incident_?key|fingerprint|correlation_?id|correlation_?key|case_?id|alarm_?id|ref|reference|key|id|number)$/i,
  monitorId:
    /^(?:monitor|monitor_?name|check|check_?name|alarm_?name|alert_?name|service|service_?name|resource|entity|host|hostname|host_?name|target|job|component|rule|probe|device|name)$/i,
  severity: /^(?:severity|priority|level|urgency|impact|criticality|sev)$/i,
  summary: /^(?:title|summary|subject|headline|message|msg|description|text|reason|details|info|output)$/i,
  url: /^(?:url|link|html_?url|permalink|href|dashboard|web_?url|incident_?url|alert_?url)$/i,
  startedAt:
    /^(?:started_?at|starts_?at|start_?time|start|began_?at|begin|opened_?at|triggered_?at|fired_?at|since|first_?seen|open_?time|down_?at)$/i,
  resolvedAt: /^(?:resolved_?at|ended_?at|ends_?at|end_?time|end|closed_?at|recovered_?at|up_?at)$/i,
  acknowledgedAt: /^(?:acknowledged_?at|acked_?at)$/i,
  sentAt: /^(?:timestamp|time|date|datetime|ts|sent_?at|created_?at|updated_?at|event_?time|occurred_?at|when|at)$/i,
  test: /^(?:test|is_?test|testing|dry_?run)$/i,
} as const;

/**
 * The mapping that holds, with a payload as one more sample, and a sensible beginning for what can't be read of it: for a person to
 * look through. Where only a word is new, that word alone, and nobody guesses what it means. Never throws.
 */
export function guessMapping(
  sender: Sender,
  given: { sample: Omit<MappingSample, "expect">; settings: NormaliseInput["settings"]; base: MappingBody | null },
): MappingBody {
  const { base, settings } = given;
  const sample = { ...given.sample, body: withoutSecrets(given.sample.body), expect: [] };
  const fields = guessFor(
    base ?? { fields: {} },
    (mapping) => trySample(sender, mapping, sample, settings).read,
    sample,
  );
  return { ...base, ...fields, samples: [...(base?.samples ?? []), sample].slice(-samplesMax) };
}

const samplesMax = 20;

/** Tokens that tools put into their bodies have no place in an export. */
function withoutSecrets(body: string): string {
  const name = "[\\w-]*(?:token|secret|password|passwd|api_?key)";
  return body
    .replace(new RegExp(`("${name}"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*"`, "gi"), '$1[redacted]"')
    .replace(new RegExp(`((?:^|&)${name}=)[^&]*`, "gi"), "$1[redacted]");
}

type Read = (mapping: CompiledMapping | null) => NormaliseOutcome;

function guessFor(
  base: MappingBody,
  read: Read,
  sample: Pick<MappingSample, "body" | "query">,
): Pick<MappingBody, "list" | "fields"> {
  const held = compiledOrNull(base);
  const now = read(held);
  if (now.outcome === "ignored") return base;
  if (now.outcome === "events" && now.unreadable.length === 0 && now.misfits.length === 0) return base;
  const words = newWords(now);
  if (words !== null) {
    const fields = addWords(base.fields, words, (_, word) => guessMeaning(word));
    const meant = addWords(base.fields, words, (about) => (about === "type" ? "updated" : "low"));
    if (read(compiledOrNull({ ...base, fields: meant })).outcome === "events") return { ...base, fields };
  }
  const payload = readPayload({ body: new TextEncoder().encode(sample.body), query: sample.query ?? "" });
  if (payload.outcome === "unreadable" || now.outcome === "events") return base;
  const list = base.list ?? findList(payload.value);
  const values = listValues(payload.value, list).filter(({ value }) => value !== "");
  return { ...(list === null ? {} : { list }), fields: { ...guessFields(values), ...base.fields } };
}

function compiledOrNull(mapping: MappingBody): CompiledMapping | null {
  const made = compileMapping(mapping);
  return made.outcome === "compiled" ? made.mapping : null;
}

const newWord = /that is not known: (".*")$/;
type NewWord = { about: "type" | "severity"; word: string };

/** Words that nobody has said the meaning of. */
function newWords(read: NormaliseOutcome): NewWord[] | null {
  const misfits =
    read.outcome === "events"
      ? [...read.unreadable, ...read.misfits]
      : read.outcome === "unreadable"
        ? [{ detail: read.detail, about: "type" as const }]
        : [];
  const words = misfits.flatMap(({ detail, about }): NewWord[] => {
    const word = newWord.exec(detail)?.[1];
    return word === undefined || (about !== "type" && about !== "severity")
      ? []
      : [{ about, word: String(JSON.parse(word)) }];
  });
  return words.length === 0 ? null : words;
}

function addWords(
  fields: MappingBody["fields"],
  words: readonly NewWord[],
  meaningOf: (about: "type" | "severity", word: string) => string,
): MappingBody["fields"] {
  const added = { ...fields };
  for (const { about, word } of words) {
    const before = added[about];
    const table = typeof before === "string" || Array.isArray(before) ? { from: before } : (before ?? {});
    added[about] = { ...table, words: { ...table.words, [word]: meaningOf(about, word) } } as never;
  }
  return added;
}

function guessMeaning(word: string): WordMeaning {
  const key = word.trim().toLowerCase();
  return families.find((family) => Object.hasOwn(family, key))?.[key] ?? ("" as never);
}

/** The list of the payload's events: itself, or its one list of objects. */
function findList(payload: JsonValue): string | null {
  if (Array.isArray(payload)) return "$";
  if (!isJsonObject(payload)) return null;
  const lists = Object.entries(payload).filter(([, value]) => Array.isArray(value) && value.some(isJsonObject));
  const [only] = lists;
  if (
    lists.length !== 1 ||
    !/^(?:alerts|events|incidents|items|records|data|alarms|notifications|messages)$/i.test(only![0])
  )
    return null;
  return `$.${only![0]}`;
}

function guessFields(values: readonly PayloadValue[]): MappingBody["fields"] {
  const find = (name: keyof typeof names, fits: (value: PayloadValue["value"]) => boolean = () => true) =>
    values
      .filter(({ path, value }) => names[name].test(lastName(path)) && fits(value))
      .toSorted((one, other) => rank(name, one.path) - rank(name, other.path))[0];
  const isTime = (value: PayloadValue["value"]) =>
    typeof value !== "boolean" && readTime(value, { now: Number.MAX_SAFE_INTEGER }).outcome === "time";
  const fields: MappingBody["fields"] = {};
  const type = find("type", isStatusWord) ?? find("type");
  if (type !== undefined) fields.type = guessType(type);
  const key = find("correlationKey", (value) => typeof value !== "boolean");
  if (key !== undefined) fields.correlationKey = key.path;
  const severity = find("severity");
  if (severity !== undefined) fields.severity = guessSeverity(severity);
  for (const name of ["summary", "monitorId"] as const) {
    const found = find(name, (value) => typeof value === "string");
    if (found !== undefined) fields[name] = found.path;
  }
  const url = find("url", (value) => typeof value === "string" && /^https?:\/\//i.test(value));
  if (url !== undefined) fields.url = url.path;
  for (const name of ["startedAt", "acknowledgedAt", "resolvedAt", "sentAt"] as const) {
    const found = find(name, isTime);
    if (found !== undefined) fields[name] = found.path;
  }
  const test = find("test", (value) => typeof value === "boolean");
  if (test !== undefined) fields.test = test.path;
  return fields;
}

function lastName(path: string): string {
  return /([A-Za-z_][\w-]*)(?:"\]|'\])?$/.exec(path)?.[1] ?? "";
}

/** The names that stand first in the pattern are the likelier ones; of alike ones that which is not nested. */
function rank(name: keyof typeof names, path: string): number {
  const choices = names[name].source.replace(/^\^\(\?:|\)\$$/g, "").split("|");
  const place = choices.findIndex((choice) => new RegExp(`^(?:${choice})$`, "i").test(lastName(path)));
  return (place < 0 ? choices.length : place) * 20 + path.split(/[.[]/).length;
}

function isStatusWord(value: PayloadValue["value"]): boolean {
  return (
    typeof value === "boolean" || families.some((family) => Object.hasOwn(family, String(value).trim().toLowerCase()))
  );
}

function guessType({ path, value }: PayloadValue): NonNullable<MappingBody["fields"]["type"]> {
  const word = String(value).trim().toLowerCase();
  const family = families.find((each) => Object.hasOwn(each, word));
  return { from: path, words: family ?? { [word]: "" as never } };
}

function guessSeverity({ path, value }: PayloadValue): Places | { from: Places; words: Record<string, never> } {
  const word = String(value).trim();
  return readSeverity(word) === "unknown" && word.toLowerCase() !== "unknown"
    ? { from: path, words: { [word.toLowerCase()]: "" as never } }
    : path;
}
