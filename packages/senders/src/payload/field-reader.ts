import { type EpochMs, type MappingField, readSeverity, type Severity } from "@signalbox/core";
import type { MappingRun } from "../mapping/mapping-run.ts";
import { isJsonObject, type JsonValue } from "./json.ts";
import { readTime } from "./read-time.ts";

/** `data.incident.id`, or an array where a key holds a dot. A number picks from an array. */
export type Path = string | readonly (string | number)[];

export interface ReaderOptions {
  now: EpochMs;
  /** IANA zone of times that name none; UTC by default. */
  timeZone?: string;
  /** Path of this value in the whole payload, for messages: `alerts[2]`. */
  place?: string;
  /** What a variable of the tool's template looks like when it was left standing; such a text reads as missing. */
  unreplaced?: RegExp;
  /** What the mapping of the source says over the sender's own code. */
  mapping?: MappingRun;
  /** What the mapping reads where own code reads a part of it. */
  mappedFrom?: FieldReader;
}

const linkMax = 2_048;
const misfitsMax = 100;
const leftStanding = "the sender left its variable standing";

/** What of an event a field is read for; own code calls any time `time`, and what else is written out `text`. */
export type Concern = MappingField | "time" | "text";

/** A field of a payload that no longer fits what is known of the sender; `field` is its path there. */
export interface Misfit {
  field: string;
  detail: string;
  about: Concern;
}

/** Reads fields of a payload that somebody else owns: what does not fit reads as null and is written down in `misfits`. */
export class FieldReader {
  readonly misfits: Misfit[] = [];
  readonly payload: JsonValue;
  readonly options: ReaderOptions;

  constructor(payload: JsonValue, options: ReaderOptions) {
    this.payload = payload;
    this.options = options;
  }

  /** Where it stands in the whole payload; "" for the payload itself. */
  get place(): string {
    return this.options.place ?? "";
  }

  /** The path as people write it, with the reader's place before it. */
  name(path: Path): string {
    return stepsOf(path).reduce<string>((text, step) => {
      if (typeof step === "number") return `${text}[${step}]`;
      return text === "" ? step : `${text}.${step}`;
    }, this.place);
  }

  value(path: Path): JsonValue | undefined {
    let value: JsonValue | undefined = this.payload;
    for (const step of stepsOf(path)) {
      if (typeof step === "number") value = Array.isArray(value) ? value[step] : undefined;
      else value = isJsonObject(value) ? value[step] : undefined;
    }
    return value;
  }

  /** Names of the fields of the object at a path, or of the payload itself; none where there is no object. */
  keys(path: Path = []): string[] {
    const value = this.value(path);
    return isJsonObject(value) ? Object.keys(value) : [];
  }

  /** The first of the paths that holds a scalar other than "" and null, as text. */
  text(...paths: Path[]): string | null {
    return this.#text(paths, "text");
  }

  #text(paths: readonly Path[], about: Concern): string | null {
    for (const path of paths) {
      const value = this.value(path);
      if (typeof value === "object" && value !== null) this.#note(path, "is not a text", about);
      else if (this.looksUnreplaced(value)) this.#note(path, leftStanding, about);
      else if (value !== undefined && value !== null && value !== "") return String(value);
    }
    return null;
  }

  #note(path: Path, detail: string, about: Concern): void {
    if (this.misfits.length < misfitsMax) this.misfits.push({ field: this.name(path), detail, about });
  }

  /** The first of the paths at which anything stands, else the first: to name and read a field that goes by two names. */
  present(first: Path, ...others: Path[]): Path {
    const isThere = (path: Path) => this.value(path) !== undefined && this.value(path) !== "";
    return [first, ...others].find(isThere) ?? first;
  }

  /** Whether a variable of the tool's template was left standing here. */
  isUnreplaced(path: Path): boolean {
    return this.looksUnreplaced(this.value(path));
  }

  /** Whether a value looks like a variable of the tool's template. */
  looksUnreplaced(value: JsonValue | undefined): boolean {
    return typeof value === "string" && this.options.unreplaced?.test(value) === true;
  }

  /** The first of the paths that holds a time. */
  time(...paths: Path[]): EpochMs | null {
    for (const path of paths) {
      if (this.isUnreplaced(path)) {
        this.#note(path, leftStanding, "time");
        continue;
      }
      const read = readTime(this.value(path), this.options);
      if (read.outcome === "time") return read.at;
      if (read.outcome === "odd") this.#note(path, read.detail, "time");
    }
    return null;
  }

  /** `unknown` for a missing word; for a word that nobody knows as well, with drift. */
  severity(path: Path, own: Record<string, Severity> = {}): Severity {
    const word = this.#text([path], "severity");
    const key = word?.trim().toLowerCase() ?? "";
    const added = this.options.mapping?.addedWords("severity").get(key);
    if (added !== undefined) return added as Severity;
    const severity = readSeverity(word, own);
    if (word !== null && severity === "unknown" && key !== "unknown" && !Object.hasOwn(own, key)) {
      this.#note(path, `holds a severity that is not known: ${quote(word)}`, "severity");
    }
    return severity;
  }

  /** The first of the paths that holds an absolute http(s) address of at most 2,048 characters. */
  link(...paths: Path[]): string | null {
    for (const path of paths) {
      const text = this.#text([path], "url");
      if (text === null) continue;
      if (isLink(text)) return text;
      this.#note(path, "is not an http(s) address", "url");
    }
    return null;
  }
}

function stepsOf(path: Path): readonly (string | number)[] {
  return typeof path === "string" ? path.split(".") : path;
}

export function isLink(text: string): boolean {
  return text.length <= linkMax && /^https?:\/\//i.test(text) && URL.canParse(text);
}

const quotedMax = 64;

/** A text of a payload in a message: short, and as JSON writes it. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, quotedMax));
}
