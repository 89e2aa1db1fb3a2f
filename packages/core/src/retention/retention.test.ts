import { describe, expect, it } from "vitest";
import { monthsToDrop } from "./retention.ts";

describe("monthsToDrop", () => {
  const months = ["202601", "202512", "202511", "202602"];

  it.each([
    [1, "2026-02-01T00:00:00Z", ["202511", "202512"]],
    [1, "2026-01-31T23:59:59.999Z", ["202511"]],
    [2, "2026-02-28T12:00:00Z", ["202511"]],
    [13, "2026-02-28T12:00:00Z", []],
    [13, "2027-03-01T00:00:00Z", ["202511", "202512", "202601"]],
  ])("keeps %i months at %s", (kept, now, dropped) => {
    expect(monthsToDrop(months, kept, Date.parse(now))).toEqual(dropped);
  });
});
