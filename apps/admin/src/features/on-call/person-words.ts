import type { OnCallPerson } from "@signalbox/contract";

/** Short enough for a calendar: the name, else what stands before the @. */
export function shortName({ name, email }: OnCallPerson): string {
  return name ?? email.split("@")[0] ?? email;
}

const whenFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** `Mon 02 Nov, 09:00` in the reader's zone. */
export function whenWords(iso: string): string {
  return whenFormat.format(new Date(iso));
}
