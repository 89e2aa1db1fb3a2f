/** An instant in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** ISO 8601 in UTC with milliseconds, as printed at every door. Throws RangeError for an instant that no calendar has. */
export function toIso(at: EpochMs): string {
  return new Date(at).toISOString();
}

export function toIsoOrNull(at: EpochMs | null): string | null {
  return at === null ? null : toIso(at);
}
