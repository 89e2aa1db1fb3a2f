import { expect, it } from "vitest";
import { repeatLocally } from "./repeat-locally.ts";

const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });

it("keeps the local hour when the clocks are turned", () => {
  const sunday = span("2026-10-18T00:00:00Z", "2026-10-18T02:00:00Z");
  expect(repeatLocally(sunday, { timeZone: "Europe/Berlin", everyDays: 7, times: 3 })).toEqual([
    sunday,
    // Both hours from two to three are within it.
    span("2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z"),
    span("2026-11-01T01:00:00Z", "2026-11-01T03:00:00Z"),
  ]);
});

it("gives the span alone for once", () => {
  const once = span("2026-10-18T00:00:00Z", "2026-10-18T02:00:00Z");
  expect(repeatLocally(once, { timeZone: "UTC", everyDays: 1, times: 1 })).toEqual([once]);
});
