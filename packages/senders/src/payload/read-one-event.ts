import type { EventType } from "@signalbox/core";
import { MappedItem } from "../mapping/mapped-item.ts";
import type { DeliveryIdentity, IncomingRequest, NormaliseInput, NormaliseOutcome } from "../sender.ts";
import { collectEvents, type PartOutcome, unreadablePart } from "./collect-events.ts";
import { FieldReader, type Path } from "./field-reader.ts";
import { isJsonObject } from "./json.ts";
import { type EventDraft, makeEvent } from "./make-event.ts";
import { itemsOf, openPayload, type PayloadForm, readByForm } from "./open-payload.ts";
import { readWord } from "./read-word.ts";

export type { PayloadForm } from "./open-payload.ts";

/** For tools that send one event at a time. `readEvent` may also say why the delivery is ignored. */
export function normaliseOne(
  input: NormaliseInput,
  readEvent: (fields: FieldReader) => PartOutcome,
  form: PayloadForm = {},
): NormaliseOutcome {
  const payload = openPayload(input, form);
  if (payload.outcome === "unreadable") return payload;
  const items = itemsOf(payload, null);
  if (items.outcome === "unreadable") return items;
  return collectEvents(items.items.map((fields) => readItem(fields, readEvent)));
}

/** By own code; by the mapping alone where that can't read it and the mapping says all that an event needs. */
function readItem(fields: FieldReader, readEvent: (fields: FieldReader) => PartOutcome): PartOutcome {
  const own = isJsonObject(fields.payload)
    ? readEvent(fields)
    : unreadablePart(fields.place, fields.place === "" ? "the payload is not an object" : "is not an object");
  if (own.outcome !== "unreadable" || fields.options.mapping?.mapping.readsAlone !== true) return own;
  return readByMapping(new FieldReader(fields.payload, fields.options));
}

/** One event by what a mapping says, without any code of a sender's own. */
export function readByMapping(fields: FieldReader): PartOutcome {
  const nothing = { path: [], text: null };
  return readOneEvent(fields, { path: [], words: {} }, nothing, () => ({
    occurredAt: null,
    monitor: null,
    severity: "unknown",
    summary: null,
    url: null,
  }));
}

/**
 * Identity of a delivery without an id, from what its sender says: fresh where one of these texts is missing, since the
 * same bytes could then stand for two outages.
 */
export function identifyBy(
  sender: string,
  request: IncomingRequest,
  said: (fields: FieldReader) => readonly (string | null)[],
  form: PayloadForm = {},
): DeliveryIdentity {
  const payload = readByForm(request, form);
  if (payload.outcome === "unreadable") return { basis: "fresh" };
  const value = form.unwrap?.(payload.value) ?? payload.value;
  // Whether a time is there is all that counts here: no bound in the future.
  const options = form.unreplaced === undefined ? {} : { unreplaced: form.unreplaced };
  const texts = said(new FieldReader(value, { now: Number.MAX_SAFE_INTEGER, ...options }));
  if (texts.includes(null)) return { basis: "fresh" };
  return { basis: "derived", from: `${sender}\n${JSON.stringify(texts)}` };
}

/** Where the status word stands and what it means; or what the payload's shape alone tells. */
export type EventStatus =
  | {
      path: Path;
      words: Record<string, EventType>;
      /** It is a test event whatever its status says. */
      isTest?: boolean;
    }
  | { type: EventType };

/** `text` is what the incident is found by; null where `path`, which then is named, lacks. */
export interface EventKey {
  path: Path;
  text: string | null;
}

/**
 * One event, or the field that stands in its way: a new status word and a missing key are never guessed at. What the mapping of
 * the source says replaces what the sender's own code does.
 */
export function readOneEvent(
  fields: FieldReader,
  status: EventStatus,
  key: EventKey,
  rest: (type: EventType) => Omit<EventDraft, "type" | "correlationKey" | "misfits">,
): PartOutcome {
  const run = fields.options.mapping;
  const mapped = run === undefined ? null : new MappedItem(run, fields.options.mappedFrom ?? fields);
  const type = readType(fields, status, mapped);
  if (typeof type !== "string") return type;
  if (type === "ignored")
    return { outcome: "ignored", reason: "the mapping of the source says that it holds no event" };
  const correlationKey = readKey(fields, key, mapped, type);
  if (typeof correlationKey !== "string") return correlationKey;
  const own = rest(type);
  if (mapped === null) {
    const { misfits } = fields;
    return { outcome: "event", event: makeEvent({ type, correlationKey, ...own, misfits }), misfits };
  }
  const draft = mapped.overlay(type, own);
  const misfits = [...fields.misfits.filter((misfit) => mapped.minds(misfit)), ...mapped.misfits];
  return { outcome: "event", event: makeEvent({ type, correlationKey, ...draft, misfits }), misfits };
}

function readType(
  fields: FieldReader,
  status: EventStatus,
  mapped: MappedItem | null,
): EventType | "ignored" | PartOutcome {
  const isTest = mapped?.replaces("test") ? mapped.isTest() : "isTest" in status && status.isTest === true;
  if (isTest) return "test";
  const words = "words" in status ? status.words : {};
  if (mapped?.replaces("type")) return mapped.type(words);
  if ("type" in status) return status.type;
  const word = fields.text(status.path)?.trim().toLowerCase();
  const added = word === undefined ? undefined : fields.options.mapping?.addedWords("type").get(word);
  if (added !== undefined) return added as EventType | "ignored";
  const own = readWord(fields, status.path, words);
  return own.outcome === "known" ? own.meaning : unreadablePart(fields.name(status.path), own.detail, "type");
}

function readKey(fields: FieldReader, key: EventKey, mapped: MappedItem | null, type: EventType): string | PartOutcome {
  if (mapped?.replaces("correlationKey")) {
    const text = mapped.text("correlationKey");
    if (text.outcome === "text") return text.text;
    return type === "test" ? "test" : { ...text, outcome: "unreadable" };
  }
  if (key.text !== null) return key.text;
  return type === "test" ? "test" : unreadablePart(fields.name(key.path), "is missing", "correlationKey");
}
