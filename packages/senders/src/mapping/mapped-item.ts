import { type EpochMs, type EventType, type MappingField, readSeverity, type Severity } from "@signalbox/core";
import { type PartOutcome, unreadablePart } from "../payload/collect-events.ts";
import { type FieldReader, isLink, type Misfit, quote } from "../payload/field-reader.ts";
import { isJsonObject, type JsonValue } from "../payload/json.ts";
import type { EventDraft } from "../payload/make-event.ts";
import { boundTime, readTime, type TimeOutcome } from "../payload/read-time.ts";
import type { CompiledField, Reading } from "./compile-mapping.ts";
import { type Found, isSet, type MappingRun } from "./mapping-run.ts";
import type { CompiledTimeFormat } from "./time-format.ts";

export type MappedText = { outcome: "text"; text: string; field: string } | ({ outcome: "none" } & Misfit);

export type OwnDraft = Omit<EventDraft, "type" | "correlationKey" | "misfits">;

const ownWords: Readonly<Record<string, EventType>> = {
  opened: "opened",
  acknowledged: "acknowledged",
  updated: "updated",
  resolved: "resolved",
  test: "test",
};

/** What a mapping says about one item of a payload; what does not fit is written down in `misfits`. */
export class MappedItem {
  readonly misfits: Misfit[] = [];
  readonly #run: MappingRun;
  readonly #fields: FieldReader;

  constructor(run: MappingRun, fields: FieldReader) {
    this.#run = run;
    this.#fields = fields;
  }

  /** Whether the mapping says where a field stands. */
  replaces(name: MappingField): boolean {
    const field = this.#run.mapping.fields.get(name);
    return field !== undefined && (field.places.length > 0 || field.named.length > 0);
  }

  get readsAlone(): boolean {
    return this.#run.mapping.readsAlone;
  }

  /** Whether what the sender's own code found odd still counts: where the mapping reads the field, it does not. Names that own
   *  code looks for in vain are no news once somebody has said where they stand. */
  minds({ about }: Misfit): boolean {
    if (about === "time") return !(["startedAt", "acknowledgedAt", "resolvedAt", "sentAt"] as const).some(this.#says);
    if (about === "severity" || about === "url") return !this.#says(about);
    return false;
  }
  readonly #says = (name: MappingField) => this.replaces(name);

  isTest(): boolean {
    const found = this.#find(this.#run.mapping.fields.get("test")!, "test");
    // A flag that is not there is not set; one that can't be asked must not turn an outage into a test.
    if (found.outcome === "unusable") this.#note(found, "test");
    return found.outcome === "value" && isSet(found.value);
  }

  /** What the word at the mapping's place means: by its own table, else as one of our words, else by the sender's own. */
  type(own: Readonly<Record<string, EventType>>): EventType | "ignored" | PartOutcome {
    const found = this.text("type");
    if (found.outcome === "none") return { ...found, outcome: "unreadable" };
    const word = found.text.trim().toLowerCase();
    const added = this.#run.addedWords("type").get(word);
    if (added !== undefined) return added as EventType | "ignored";
    if (Object.hasOwn(ownWords, word)) return ownWords[word]!;
    if (Object.hasOwn(own, word)) return own[word]!;
    return unreadablePart(found.field, `holds a word that is not known: ${quote(found.text)}`, "type");
  }

  /** A text, or what stands in its way. */
  text(name: MappingField): MappedText {
    const found = this.#find(this.#run.mapping.fields.get(name)!, name);
    if (found.outcome !== "value") return { outcome: "none", field: found.field, detail: found.detail, about: name };
    const { field, value } = found;
    if (typeof value === "object") return { outcome: "none", field, detail: "is not a text", about: name };
    return { outcome: "text", text: String(value), field };
  }

  /** The draft of the sender's own code with the fields of the mapping in place of its own. */
  overlay(type: EventType, own: OwnDraft): OwnDraft {
    return {
      ...own,
      occurredAt: this.#occurredAt(type, own.occurredAt),
      startedAt: this.replaces("startedAt") && type === "resolved" ? this.#time("startedAt") : (own.startedAt ?? null),
      monitor: this.#monitor(own.monitor),
      severity: this.#severity(type, own.severity),
      summary: this.replaces("summary") ? this.#optional("summary") : own.summary,
      url: this.replaces("url") ? this.#link() : own.url,
      labels: this.#labels(own.labels ?? []),
    };
  }

  #occurredAt(type: EventType, own: EpochMs | null): EpochMs | null {
    const names = { opened: "startedAt", acknowledged: "acknowledgedAt", resolved: "resolvedAt" } as const;
    const specific = type === "updated" || type === "test" ? null : names[type];
    const mapped = ([specific, "sentAt"] as const).filter((name) => name !== null && this.replaces(name));
    if (mapped.length === 0) return own;
    const before = this.misfits.length;
    for (const name of mapped) {
      const at = this.#time(name!);
      if (at === null) continue;
      // One of them is enough.
      this.misfits.length = before;
      return at;
    }
    return null;
  }

  #time(name: "startedAt" | "acknowledgedAt" | "resolvedAt" | "sentAt"): EpochMs | null {
    const field = this.#run.mapping.fields.get(name)!;
    const found = this.#find(field, name);
    if (found.outcome !== "value") {
      this.#note(found, name);
      return null;
    }
    const read = this.#readTime(found.value, field.format);
    if (read.outcome === "time") return read.at;
    this.#note({ field: found.field, detail: read.outcome === "odd" ? read.detail : "says no time" }, name);
    return null;
  }

  #readTime(value: JsonValue, format: CompiledTimeFormat | null): TimeOutcome {
    const { now, timeZone = "UTC" } = this.#fields.options;
    if (format === null) return readTime(value, { now, timeZone });
    const at = typeof value === "object" ? null : format.read(String(value), timeZone);
    if (at === null) return { outcome: "odd", detail: `is no time written as ${format.source}` };
    return boundTime(at, now);
  }

  #monitor(own: OwnDraft["monitor"]): OwnDraft["monitor"] {
    const name = this.replaces("monitorName") ? this.#optional("monitorName") : null;
    if (!this.replaces("monitorId")) {
      if (name === null) return own;
      return { id: own?.id ?? name, name };
    }
    const id = this.text("monitorId");
    if (id.outcome === "text") return { id: id.text, name: name ?? own?.name ?? id.text };
    this.misfits.push(id);
    return null;
  }

  #severity(type: EventType, own: Severity): Severity {
    if (!this.replaces("severity")) return own;
    const word = this.text("severity");
    if (word.outcome === "none") {
      // Most tools say it when something begins, and then no more.
      if (type === "opened") this.misfits.push(word);
      return "unknown";
    }
    const key = word.text.trim().toLowerCase();
    const added = this.#run.addedWords("severity").get(key);
    if (added !== undefined) return added as Severity;
    const common = readSeverity(word.text);
    if (common === "unknown" && key !== "unknown") {
      this.#note({ ...word, detail: `holds a severity that is not known: ${quote(word.text)}` }, "severity");
    }
    return common;
  }

  #link(): string | null {
    const link = this.text("url");
    if (link.outcome === "none") return null;
    if (isLink(link.text)) return link.text;
    this.#note({ ...link, detail: "is not an http(s) address" }, "url");
    return null;
  }

  *#labels(own: NonNullable<OwnDraft["labels"]>): Generator<readonly [string, string | null]> {
    const said = new Set<string>();
    for (const [name, text] of this.#mappedLabels()) {
      said.add(name);
      yield [name, text];
    }
    for (const label of own) if (!said.has(label[0])) yield label;
  }

  *#mappedLabels(): Generator<readonly [string, string]> {
    const field = this.#run.mapping.fields.get("labels");
    if (field === undefined) return;
    for (const [name, places] of field.named) {
      const found = this.#findAt(places, name);
      if (found.outcome === "value" && typeof found.value !== "object") yield [name, String(found.value)];
    }
    if (field.places.length === 0) return;
    const found = this.#find(field, "labels");
    if (found.outcome !== "value" || !isJsonObject(found.value)) return;
    for (const [name, value] of Object.entries(found.value)) {
      if (value !== null && typeof value !== "object" && value !== "") yield [name, String(value)];
    }
  }

  #optional(name: MappingField): string | null {
    const text = this.text(name);
    if (text.outcome === "text") return text.text;
    if (text.detail !== "is missing") this.misfits.push(text);
    return null;
  }

  #find(field: CompiledField, name: string): Found {
    return this.#findAt(field.places, name);
  }

  /** The first place that holds something, else what stands in the way at the first. */
  #findAt(places: readonly Reading[], name: string): Found {
    const { payload, place } = this.#fields;
    let first: Found | null = null;
    for (const reading of places) {
      const found = this.#run.find(reading, payload, place);
      const usable = found.outcome === "value" && this.#isSomething(found.value);
      if (usable) return found;
      first ??=
        found.outcome === "value"
          ? { outcome: "missing", field: found.field, detail: this.#whyNot(found.value) }
          : found;
    }
    return first ?? { outcome: "missing", field: name, detail: "is missing" };
  }

  #isSomething(value: JsonValue): boolean {
    return value !== null && value !== "" && !this.#fields.looksUnreplaced(value);
  }

  #whyNot(value: JsonValue): string {
    return this.#fields.looksUnreplaced(value) ? "holds a variable that the sender left standing" : "is missing";
  }

  #note({ field, detail }: { field: string; detail: string }, about: MappingField): void {
    this.misfits.push({ field, detail, about });
  }
}
