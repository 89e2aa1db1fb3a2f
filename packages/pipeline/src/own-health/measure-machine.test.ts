import { describe, expect, it } from "vitest";
import { judgeClock } from "./measure-clock.ts";
import { judgeDisk } from "./measure-disks.ts";
import { judgeLanes } from "./measure-lanes.ts";

const gib = 1024 ** 3;

describe("judgeDisk", () => {
  it.each([
    ["much room", 50, 100, true, true],
    ["4.9 % left", 4.9, 100, true, false],
    ["5 % left", 5, 100, true, true],
    ["a small disk with less than 1 GiB", 0.9, 4, true, false],
    ["a huge disk with 4 %, which is 40 GiB", 40, 1_000, true, false],
    ["6 % left after it was nearly full", 6, 100, false, false],
    ["7 % left after it was nearly full", 7, 100, false, true],
  ])("%s", (_name, free, total, wasWell, isWell) => {
    const room = { freeBytes: free * gib, totalBytes: total * gib };
    expect(judgeDisk("data folder", room, wasWell).isWell).toBe(isWell);
  });

  it("says how much is left", () => {
    const { words } = judgeDisk("Postgres", { freeBytes: 1.5 * gib, totalBytes: 40 * gib }, true);
    expect(words).toBe("1.50 GiB of 40 GiB are free, 3.8 %");
  });
});

describe("judgeClock", () => {
  it.each([
    [5_000, 0, true],
    [5_001, 0, false],
    [-5_001, 0, false],
    [6_000, 2_000, true],
    [7_000, 2_000, false],
  ])("%i ms apart, answered in %i ms (M3)", (skewMs, roundTripMs, isWell) => {
    expect(judgeClock({ skewMs, roundTripMs }).isWell).toBe(isWell);
  });
});

describe("judgeLanes", () => {
  it("tells of idle lanes too, and gives tasks without a bound of their own a quarter of an hour", () => {
    const signs = judgeLanes([
      { task: "retry_failures", lane: "normal", waiting: 1, oldestMs: 16 * 60_000 },
      { task: "escalate_page", lane: "normal", waiting: 1, oldestMs: 14 * 60_000 },
    ]);
    expect(signs.filter(({ isWell }) => !isWell).map(({ name }) => name)).toEqual(["lane:retry_failures"]);
    expect(signs.find(({ name }) => name === "lane:process")?.words).toBe("no deliveries to be processed wait");
  });
});
