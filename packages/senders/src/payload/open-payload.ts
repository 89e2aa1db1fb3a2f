import { findItems, MappingRun } from "../mapping/mapping-run.ts";
import type { IncomingRequest, NormaliseInput, NormaliseOutcome } from "../sender.ts";
import { unknownShape } from "./collect-events.ts";
import { FieldReader, type ReaderOptions } from "./field-reader.ts";
import type { JsonValue } from "./json.ts";
import type { ParseOutcome } from "./parse-json.ts";
import { batchMax, readBatch } from "./read-batch.ts";
import { readPayload, readSequence, readWithQuery } from "./read-payload.ts";
import { readTimeZone } from "./read-time-zone.ts";

export interface PayloadForm {
  /** What a variable of the tool's template looks like when it was left standing; such a text reads as missing. */
  unreplaced?: RegExp;
  /** Takes the payload out of what wraps it. */
  unwrap?: (payload: JsonValue) => JsonValue;
  /** Times without a zone are UTC, whatever the source's zone. */
  isUtc?: boolean;
  /** The tool may say some of it in the query and the rest in the body; what the body says counts more. */
  withQuery?: boolean;
  /** Its template may write several objects one after another, which are read as a list. */
  isSequence?: boolean;
}

/** What a request says, as the tool writes it. */
export function readByForm(request: Pick<IncomingRequest, "body" | "query">, form: PayloadForm): ParseOutcome {
  if (form.withQuery === true) return readWithQuery(request);
  return form.isSequence === true ? readSequence(request) : readPayload(request);
}

/** A payload that was read, with what its fields are read by. */
export interface OpenPayload {
  value: JsonValue;
  options: ReaderOptions;
}

type Unreadable = Extract<NormaliseOutcome, { outcome: "unreadable" }>;

export function openPayload(
  input: NormaliseInput,
  form: PayloadForm = {},
): ({ outcome: "opened" } & OpenPayload) | Unreadable {
  const payload = readByForm(input, form);
  if (payload.outcome === "unreadable") return { ...payload, field: null };
  const value = form.unwrap?.(payload.value) ?? payload.value;
  const { mapping = null } = input;
  const options = {
    now: input.receivedAt,
    ...(form.isUtc === true ? {} : readTimeZone(input.settings)),
    ...(form.unreplaced === undefined ? {} : { unreplaced: form.unreplaced }),
    ...(mapping === null ? {} : { mapping: new MappingRun(mapping, value, input.headers) }),
  };
  return { outcome: "opened", value, options };
}

/**
 * One reader for each item of a payload: of the list that the mapping names, else of `list` (with its path), else the payload as
 * the only one.
 */
export function itemsOf(
  { value, options }: OpenPayload,
  list: { items: readonly JsonValue[]; path: string } | null,
): { outcome: "items"; items: FieldReader[] } | Unreadable {
  const named = options.mapping?.mapping.list ?? null;
  if (named !== null) {
    const path = named.source.slice(1).replace(/^\./, "");
    const items = findItems(named, value);
    if (items === null) return unknown(path, "is missing: the mapping names it as the list of events");
    if (items.length === 0) return unknown(path, "is an empty list");
    if (items.length > batchMax) {
      return {
        ...unknown(path, `holds ${items.length} items; at most ${batchMax} are read`),
        reason: "too large to read",
      };
    }
    return {
      outcome: "items",
      items: items.map((item) => new FieldReader(item.value, { ...options, place: item.place })),
    };
  }
  if (list === null) return { outcome: "items", items: [new FieldReader(value, options)] };
  const batch = readBatch(list.items, list.path, options);
  if (batch.outcome === "read") return { outcome: "items", items: batch.items };
  const field = list.path === "" ? null : list.path;
  return { ...batch, field, detail: list.path === "" ? `the body ${batch.detail}` : batch.detail };
}

function unknown(field: string, detail: string): Unreadable {
  return unknownShape(field, detail) as Unreadable;
}
