const words: Record<string, string> = {
  "no-rate": "no rate per minute held for part of this time: set the component's cost from then on",
  "sender-time-in-future": "the sender's time lay ahead of the receipt; the receipt counts",
  "start-in-future": "the start that the sender told lay ahead of the receipt; it was not taken",
  "ended-before-started": "it ended before it started by what the sender told; it has no length",
  "ended-before-received": "it was over before it was heard of; it has no length",
};

/** Why a line is not as it was told, in words; null where it is. */
export function sayMarks(marks: readonly string[]): string | null {
  return marks.length === 0 ? null : marks.map((mark) => words[mark] ?? mark).join("; ");
}
