import type { NormalisedEvent } from "@signalbox/core";

const monitorCharactersMax = 500;
const summaryCharactersMax = 10_000;
const urlCharactersMax = 4_000;
const labelsMax = 200;
const labelCharactersMax = 4_000;

/** An event that Postgres can keep: no NUL and no half of a surrogate pair in any text, nothing without bound. */
export function cleanEvent(event: NormalisedEvent): NormalisedEvent {
  const labels = Object.entries(event.labels).slice(0, labelsMax);
  return {
    ...event,
    correlationKey: cleanText(event.correlationKey, 512),
    monitor:
      event.monitor === null
        ? null
        : {
            id: cleanText(event.monitor.id, monitorCharactersMax),
            name: cleanText(event.monitor.name, monitorCharactersMax),
          },
    summary: cleanText(event.summary, summaryCharactersMax),
    url: event.url === null ? null : cleanText(event.url, urlCharactersMax),
    labels: Object.fromEntries(
      labels.map(([name, value]) => [cleanText(name, labelCharactersMax), cleanText(value, labelCharactersMax)]),
    ),
    drift: event.drift.slice(0, labelsMax).map((text) => cleanText(text, labelCharactersMax)),
  };
}

/** A text that Postgres can keep, of at most so many UTF-16 units. */
export function cleanText(text: string, charactersMax: number): string {
  return text.slice(0, charactersMax).replaceAll("\0", "\uFFFD").toWellFormed();
}
