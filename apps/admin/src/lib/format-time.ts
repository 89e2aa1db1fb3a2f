const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });
const yearFormat = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric" });

/** "2 min ago", "in 5 min", "just now". */
export function relativeTime(iso: string, now: number): string {
  const difference = Date.parse(iso) - now;
  if (Math.abs(difference) < 5_000) return "just now";
  const [unit, size] = units.find(([, ms]) => Math.abs(difference) >= ms) ?? ["second", 1_000];
  return relative.format(Math.trunc(difference / size), unit).replace(".", "");
}

/** Local time of the reader: `20 Nov 2026, 09:14:58`. */
export function fullTime(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}

/** The same to the minute: `20 Nov 2026, 09:14`. */
export function minuteTime(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** For timelines and journals, in the reader's time: `09:14:58.123` today, `20 Nov 09:14:58` this year, else with the year. */
export function stampTime(iso: string, now: number): string {
  const at = new Date(iso);
  const today = new Date(now);
  const clock = at.toLocaleTimeString("en-GB");
  if (at.toDateString() === today.toDateString()) return `${clock}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  const format = at.getFullYear() === today.getFullYear() ? dayFormat : yearFormat;
  return `${format.format(at)} ${clock}`;
}

/** `26:09`, `3 h 12 min`, `2 d 4 h`; from exact decimal seconds. */
export function duration(seconds: string | number): string {
  const total = Math.floor(Number(seconds));
  if (total < 3_600) return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
  if (total < 86_400) return `${Math.floor(total / 3_600)} h ${Math.floor((total % 3_600) / 60)} min`;
  return `${Math.floor(total / 86_400)} d ${Math.floor((total % 86_400) / 3_600)} h`;
}
