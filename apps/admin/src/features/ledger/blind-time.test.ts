import { expect, it } from "vitest";
import { blindSeconds, monthOf } from "./blind-time.ts";

it("knows a month by its first instants, over the turn of a year too", () => {
  expect(monthOf("2026-12")).toEqual({ from: "2026-12-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" });
});

it("counts what lies within the month", () => {
  const month = monthOf("2026-11");
  const spans = [
    { startsAt: "2026-10-31T23:59:00Z", endsAt: "2026-11-01T00:01:00Z" },
    { startsAt: "2026-11-20T10:00:00Z", endsAt: "2026-11-20T10:14:00Z" },
    { startsAt: "2026-11-30T23:59:30Z", endsAt: null },
    { startsAt: "2026-12-02T00:00:00Z", endsAt: "2026-12-03T00:00:00Z" },
  ];
  expect(blindSeconds(spans, month)).toBe(60 + 14 * 60 + 30);
});
