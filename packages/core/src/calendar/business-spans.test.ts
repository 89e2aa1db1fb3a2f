import { describe, expect, it } from "vitest";
import { businessSpans } from "./business-spans.ts";
import { type Calendar, parseCalendar } from "./parse-calendar.ts";

function calendar(businessHours: Record<string, string>, holidays: string[] = []): Calendar {
  const parsed = parseCalendar({ timeZone: "Europe/Berlin", businessHours, holidays });
  if (parsed.outcome === "invalid") throw new Error(parsed.problems[0]!.message);
  return parsed.calendar;
}
const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const hours = (spans: { from: number; to: number }[]) => spans.map(({ from, to }) => (to - from) / 3_600_000);

describe("businessSpans", () => {
  it("12: a Monday afternoon counts until the end of business", () => {
    const office = calendar({ "mon-fri": "08:00-16:00" });
    expect(businessSpans(office, span("2026-11-23T13:00:00Z", "2026-11-23T18:00:00Z"))).toEqual([
      span("2026-11-23T13:00:00Z", "2026-11-23T15:00:00Z"),
    ]);
  });
  it("leaves weekends and holidays out", () => {
    const office = calendar({ "mon-fri": "08:00-16:00" }, ["2026-12-25"]);
    expect(hours(businessSpans(office, span("2026-12-24T00:00:00Z", "2026-12-29T00:00:00Z")))).toEqual([8, 8]);
  });
  it("has an hour less on the night when summer time begins, one more when it ends", () => {
    const nights = calendar({ daily: "22:00-06:00" });
    expect(hours(businessSpans(nights, span("2026-03-28T20:00:00Z", "2026-03-29T10:00:00Z")))).toEqual([7]);
    expect(hours(businessSpans(nights, span("2026-10-24T19:00:00Z", "2026-10-25T10:00:00Z")))).toEqual([9]);
  });
  it("begins in the middle of hours that began the day before", () => {
    const nights = calendar({ daily: "22:00-06:00" });
    expect(businessSpans(nights, span("2026-11-20T00:00:00Z", "2026-11-20T03:00:00Z"))).toEqual([
      span("2026-11-20T00:00:00Z", "2026-11-20T03:00:00Z"),
    ]);
  });
});
