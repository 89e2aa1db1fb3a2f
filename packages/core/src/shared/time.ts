/** An instant in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

const dayMs = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const threeDigits = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, "0"));
// What is printed in a row lies on one day, mostly; a calendar is slow to ask.
let remembered = { from: Number.NaN, date: "" };

/** ISO 8601 in UTC with milliseconds, as printed at every door. Throws RangeError for an instant that no calendar has. */
export function toIso(at: EpochMs): string {
  const instant = Math.trunc(at);
  let ms = instant - remembered.from;
  if (!(ms >= 0 && ms < dayMs)) {
    const from = Math.floor(instant / dayMs) * dayMs;
    remembered = { from, date: new Date(instant).toISOString().slice(0, -"hh:mm:ss.sssZ".length) };
    ms = instant - from;
  }
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const time = `${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`;
  return `${remembered.date}${time}.${threeDigits[ms % 1_000]}Z`;
}

export function toIsoOrNull(at: EpochMs | null): string | null {
  return at === null ? null : toIso(at);
}
