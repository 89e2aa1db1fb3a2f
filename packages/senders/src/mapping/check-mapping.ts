import { type ExpectedEvent, type MappingBody, type MappingSample, type NormalisedEvent, toIso } from "@signalbox/core";
import type { NormaliseOutcome, Sender } from "../sender.ts";
import { type CompiledMapping, compileMapping, type MappingProblem } from "./compile-mapping.ts";
import { normaliseBySource } from "./normalise-source.ts";

/** An event as people write it: times as ISO text. Every field that a sample can expect is there. */
export type ShownEvent = Required<ExpectedEvent>;

interface SampleDifference {
  /** Place of the event among those that are expected. */
  event: number;
  field: string;
  expected: unknown;
  actual: unknown;
}

export interface SampleOutcome {
  read: NormaliseOutcome;
  events: ShownEvent[];
  /** Empty: it gives what is expected. */
  differences: SampleDifference[];
}

type Settings = Readonly<Record<string, unknown>>;

/** Reads one sample by a mapping and compares the result with what is expected. Never throws. */
export function trySample(
  sender: Sender,
  mapping: CompiledMapping | null,
  sample: Omit<MappingSample, "expect"> & { expect?: readonly ExpectedEvent[] },
  settings: Settings,
): SampleOutcome {
  const headers = Object.entries(sample.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const read = normaliseBySource(sender, {
    headers: Object.fromEntries(headers),
    body: new TextEncoder().encode(sample.body),
    query: sample.query ?? "",
    receivedAt: sample.receivedAt === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(sample.receivedAt),
    settings,
    mapping,
  });
  const events = read.outcome === "events" ? read.events.map(showEvent) : [];
  return { read, events, differences: sample.expect === undefined ? [] : compare(sample.expect, events, read) };
}

function showEvent(event: NormalisedEvent): ShownEvent {
  const { type, correlationKey, monitor, severity, summary, url } = event;
  return {
    type,
    correlationKey,
    occurredAt: event.occurredAt === null ? null : toIso(event.occurredAt),
    startedAt: event.startedAt === null ? null : toIso(event.startedAt),
    monitor,
    severity,
    summary,
    url,
    labels: { ...event.labels },
  };
}

function compare(expected: readonly ExpectedEvent[], actual: readonly ShownEvent[], read: NormaliseOutcome) {
  const differences: SampleDifference[] = [];
  if (expected.length !== actual.length) {
    const got = read.outcome === "events" ? actual.length : read.outcome;
    differences.push({ event: 0, field: "events", expected: expected.length, actual: got });
  }
  for (const [event, wanted] of expected.entries()) {
    const got = actual[event];
    if (got === undefined) continue;
    for (const [field, value] of Object.entries(wanted)) {
      const found = got[field as keyof ShownEvent];
      if (!isSame(field, value, found)) differences.push({ event, field, expected: value, actual: found });
    }
  }
  if (read.outcome === "events" && read.unreadable.length > 0 && expected.length > 0) {
    const [part] = read.unreadable;
    differences.push({ event: 0, field: part!.field, expected: "every part can be read", actual: part!.detail });
  }
  return differences;
}

function isSame(field: string, one: unknown, other: unknown): boolean {
  const isTime = field === "occurredAt" || field === "startedAt";
  if (isTime && typeof one === "string" && typeof other === "string") return Date.parse(one) === Date.parse(other);
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** What stands in the way of saving a mapping whose shape is right: places that can't be read, no sample, and samples that do
 *  not give what they must. Empty: it can be saved. */
export function checkMapping(sender: Sender, body: MappingBody, settings: Settings): MappingProblem[] {
  const made = compileMapping(body);
  if (made.outcome === "invalid") return made.problems;
  if (isEmptyMapping(body)) return [];
  const samples = body.samples ?? [];
  if (samples.length === 0) {
    const message = "a mapping is tested by a sample: add one payload with the events that it must give";
    return [{ path: ["samples"], message }];
  }
  return samples.flatMap((sample, index) => {
    const [difference] = trySample(sender, made.mapping, sample, settings).differences;
    return difference === undefined
      ? []
      : [{ path: ["samples", index, "expect"], message: wordDifference(difference) }];
  });
}

/** Nothing but the sender's own code reads the deliveries. */
export function isEmptyMapping(body: MappingBody): boolean {
  return body.list === undefined && Object.keys(body.fields).length === 0;
}

export function wordDifference({ event, field, expected, actual }: SampleDifference): string {
  const show = (value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
  };
  const which = event === 0 ? "" : `event ${event + 1}: `;
  if (field === "events") return `the sample must give ${show(expected)} events, and gives ${show(actual)}`;
  return `${which}${field} must be ${show(expected)}, and is ${show(actual)}`;
}
