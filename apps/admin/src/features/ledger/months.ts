const monthName = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** `2026-11` → `November 2026`. */
export function sayMonth(period: string): string {
  return monthName.format(new Date(`${period}-01T00:00:00Z`));
}

const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** `2026-11-15` → `15 Nov 2026`. */
export function sayDate(day: string): string {
  return dateFormat.format(new Date(`${day}T00:00:00Z`));
}

/** The last months for a choice, newest first; `shown` is among them, however old it is. */
export function lastMonths(count: number, shown: string | undefined, now: Date): { value: string; label: string }[] {
  const months = Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
  const all = shown === undefined || months.includes(shown) ? months : [shown, ...months];
  return all.map((value) => ({ value, label: sayMonth(value) }));
}
