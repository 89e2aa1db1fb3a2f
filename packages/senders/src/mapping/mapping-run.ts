import { type BoundJson, bindJson, type Place, unbindJson } from "@signalbox/core";
import { cleanText, type JsonValue } from "../payload/json.ts";
import type { Headers } from "../sender.ts";
import type { CompiledMapping, Reading } from "./compile-mapping.ts";

/** What stands at a place. `field` is its name in the payload, where it has one. */
export type Found =
  | { outcome: "value"; value: JsonValue; field: string }
  | { outcome: "missing"; field: string; detail: string }
  | { outcome: "unusable"; field: string; detail: string };

/** What all expressions over one delivery may cost, in nodes of their trees: no payload and no mapping can hold up the rest. */
const costMax = 1_000_000;
const bindLimits = { depthMax: 64, itemsMax: Number.POSITIVE_INFINITY };
const noWords: ReadonlyMap<string, string> = new Map();
/** Several values at one place are one text. */
const joinedMax = 50;

/** One delivery being read by a mapping. */
export class MappingRun {
  readonly mapping: CompiledMapping;
  readonly #body: JsonValue;
  readonly #headers: Headers;
  #boundBody: BoundJson | null = null;
  #boundHeaders: Map<string, string> | null = null;
  #boundItem: { item: JsonValue; bound: BoundJson } | null = null;
  #spent = 0;

  constructor(mapping: CompiledMapping, body: JsonValue, headers: Headers) {
    this.mapping = mapping;
    this.#body = body;
    this.#headers = headers;
  }

  /** Words of a table that the mapping adds to those that the sender's own code knows. */
  addedWords(name: "type" | "severity"): ReadonlyMap<string, string> {
    return this.mapping.fields.get(name)?.words ?? noWords;
  }

  /** @param place where the item stands in the payload, for names: `alerts[2]`, or "" for the payload itself */
  find(reading: Reading, item: JsonValue, place: string): Found {
    return reading.by === "path"
      ? collapse(reading.read(item), nameOfPath(reading.source, place))
      : this.#ask(reading, item, place);
  }

  #ask(reading: Reading & { by: "expression" }, item: JsonValue, place: string): Found {
    const body = this.#bindBody();
    const bound = item === this.#body ? body : this.#bindItem(item);
    const headers = this.#bindHeaders();
    const field = reading.source;
    this.#spent += reading.expression.costAt(Math.max(bound.longest, body.longest, headers.size));
    if (this.#spent > costMax) {
      return {
        outcome: "unusable",
        field,
        detail: "can't be asked: the payload is too large for the expressions of the mapping",
      };
    }
    const asked = reading.expression.evaluate({ item: bound.value, body: body.value, headers });
    switch (asked.outcome) {
      case "value":
        return { outcome: "value", value: clean(unbindJson(asked.value)), field };
      case "missing":
        return { outcome: "missing", field: nameOfNames(asked.path, place), detail: "is missing" };
      case "error":
        return { outcome: "unusable", field, detail: `can't be evaluated: ${asked.reason}` };
    }
  }

  #bindBody(): BoundJson {
    this.#boundBody ??= bindJson(this.#body, bindLimits);
    return this.#boundBody;
  }

  #bindItem(item: JsonValue): BoundJson {
    if (this.#boundItem?.item !== item) this.#boundItem = { item, bound: bindJson(item, bindLimits) };
    return this.#boundItem.bound;
  }

  #bindHeaders(): Map<string, string> {
    this.#boundHeaders ??= new Map(Object.entries(this.#headers));
    return this.#boundHeaders;
  }
}

function collapse(places: readonly Place[], field: string): Found {
  const [first, ...others] = places;
  if (first === undefined) return { outcome: "missing", field, detail: "is missing" };
  const value = first.value as JsonValue;
  if (others.length === 0) return { outcome: "value", value, field };
  const texts = places.map((place) => place.value as JsonValue).filter((one) => typeof one !== "object");
  return { outcome: "value", value: texts.slice(0, joinedMax).join(", "), field };
}

function clean(value: unknown): JsonValue {
  if (typeof value === "string") return cleanText(value);
  return value as JsonValue;
}

/** `$.state` of `alerts[2]` is `alerts[2].state`. */
function nameOfPath(source: string, place: string): string {
  const rest = source.slice(1);
  const name = place === "" ? rest.replace(/^\./, "") : `${place}${rest}`;
  return name === "" ? "the payload" : name;
}

function nameOfNames([variable, ...steps]: readonly string[], place: string): string {
  const start = variable === "item" ? place : variable === "body" ? "" : variable!;
  return [start, ...steps].filter((step) => step !== "").join(".");
}

/** The items of the mapping's list with their places; null where the payload has no such list. */
export function findItems(
  list: NonNullable<CompiledMapping["list"]>,
  payload: JsonValue,
): { value: JsonValue; place: string }[] | null {
  const found = list.read(payload);
  const [first] = found;
  if (first === undefined) return null;
  const base = list.source.slice(1).replace(/^\./, "");
  if (found.length === 1 && Array.isArray(first.value)) {
    const at = fillPlaces(base, first.places);
    return first.value.map((value, index) => ({ value, place: `${at}[${index}]` }));
  }
  // `$.groups[*].alerts`: the items of each of the lists; `$.alerts[*]`: these themselves.
  return found.flatMap(({ places, value }) => {
    const at = fillPlaces(base, places);
    if (Array.isArray(value)) return value.map((item: JsonValue, index) => ({ value: item, place: `${at}[${index}]` }));
    return [{ value: value as JsonValue, place: at }];
  });
}

function fillPlaces(path: string, places: readonly number[]): string {
  const indexes = [...places];
  return path.replace(/\[(?:\*|\d+)\]/g, () => `[${indexes.shift() ?? "*"}]`);
}

/** Whether a flag that a tool sets is set: forms and templates write it as text. */
export function isSet(value: JsonValue): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^(?:true|yes|1)$/i.test(value.trim()));
}
