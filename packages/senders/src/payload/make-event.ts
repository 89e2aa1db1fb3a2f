import type { EpochMs, EventType, NormalisedEvent, Severity } from "@signalbox/core";
import { sha256 } from "../sha256.ts";
import type { Misfit } from "./field-reader.ts";

export interface EventDraft {
  type: EventType;
  correlationKey: string;
  occurredAt: EpochMs | null;
  startedAt?: EpochMs | null;
  monitor: { id: string; name: string } | null;
  severity: Severity;
  summary: string | null;
  url: string | null;
  labels?: Iterable<readonly [string, string | null]>;
  /** Those that reading the labels adds count too. */
  misfits: readonly Misfit[];
}

const keyMax = 512;
const textMax = 4_096;
const nameMax = 512;
const labelsMax = 256;
const driftMax = 50;

/**
 * An event within the bounds of its type: a key over 512 characters ends in its hash, the summary is one line of at most
 * 4,096, a monitor's id and name at most 512, at most 256 labels of at most 4,096. What was cut is drift.
 */
export function makeEvent(draft: EventDraft): NormalisedEvent {
  const cuts: string[] = [];
  const labels = boundLabels(draft.labels ?? [], cuts);
  const drift = draft.misfits.map(({ field, detail }) => `${field}: ${detail}`);
  const startedAt = draft.type === "resolved" ? (draft.startedAt ?? null) : null;
  const isBackwards = startedAt !== null && draft.occurredAt !== null && startedAt > draft.occurredAt;
  if (isBackwards) drift.push("it ends before it began: the begin is left out");
  const summary = oneLine(draft.summary ?? "");
  if (summary.length > textMax) drift.push(`the summary is cut at ${textMax} characters`);
  return {
    type: draft.type,
    correlationKey: boundKey(draft.correlationKey),
    occurredAt: draft.occurredAt,
    startedAt: isBackwards ? null : startedAt,
    monitor:
      draft.monitor === null
        ? null
        : { id: boundKey(draft.monitor.id), name: cutText(oneLine(draft.monitor.name), nameMax) },
    severity: draft.severity,
    summary: cutText(summary, textMax),
    url: draft.url,
    labels,
    drift: [...drift, ...cuts].slice(0, driftMax).map((line) => cutText(oneLine(line), nameMax)),
  };
}

function boundLabels(labels: Iterable<readonly [string, string | null]>, drift: string[]): Record<string, string> {
  const bound = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [key, value] of labels) {
    if (value === null) continue;
    if (count === labelsMax) {
      drift.push(`labels: only the first ${labelsMax} are kept`);
      break;
    }
    if (key === "" || key.length > nameMax) {
      drift.push(`labels: one whose name is empty or longer than ${nameMax} characters is left out`);
      continue;
    }
    if (value.length > textMax) drift.push(`labels.${cutText(key, 64)}: is cut at ${textMax} characters`);
    bound[key] = cutText(value, textMax);
    count += 1;
  }
  return bound;
}

/** Two long keys that begin alike must stay two. */
function boundKey(key: string): string {
  if (key.length <= keyMax) return key;
  return `${cutText(key, keyMax - 65)}~${sha256(key).toString("hex")}`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
}

/** Cuts at `max` UTF-16 units, never through a pair. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
