interface Range {
  from: string;
  to: string;
}

/** `2026-11` → its first instant and that of the next month, in UTC. */
export function monthOf(period: string): Range {
  const [year = 0, month = 1] = period.split("-").map(Number);
  return { from: new Date(Date.UTC(year, month - 1)).toISOString(), to: new Date(Date.UTC(year, month)).toISOString() };
}

/** Seconds of the spans that lie within the range; one without an end lasts to its end. */
export function blindSeconds(spans: readonly { startsAt: string; endsAt: string | null }[], within: Range): number {
  const [from, to] = [Date.parse(within.from), Date.parse(within.to)];
  return spans.reduce((sum, { startsAt, endsAt }) => {
    const end = endsAt === null ? to : Date.parse(endsAt);
    return sum + Math.max(0, Math.min(end, to) - Math.max(Date.parse(startsAt), from)) / 1_000;
  }, 0);
}
