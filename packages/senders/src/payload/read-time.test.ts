import { toIso } from "@signalbox/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "./json.ts";
import { readTime } from "./read-time.ts";

const now = Date.UTC(2026, 10, 20, 9, 0, 0);

function read(value: JsonValue | undefined, timeZone?: string): string {
  const outcome = readTime(value, timeZone === undefined ? { now } : { now, timeZone });
  return outcome.outcome === "time" ? toIso(outcome.at) : outcome.outcome;
}

describe("readTime", () => {
  it.each<[JsonValue, string]>([
    ["2026-11-20T08:14:58Z", "2026-11-20T08:14:58.000Z"],
    ["2026-11-20T08:14:58.1234567Z", "2026-11-20T08:14:58.123Z"],
    ["2026-11-20T08:14:58.123456789+00:00", "2026-11-20T08:14:58.123Z"],
    ["2026-11-20T08:14:58.9Z", "2026-11-20T08:14:58.900Z"],
    ["2026-11-20T00:14:58.000-08:00", "2026-11-20T08:14:58.000Z"],
    ["2026-11-20T08:14:58.123+0000", "2026-11-20T08:14:58.123Z"],
    ["2026-11-20T13:44:58+0530", "2026-11-20T08:14:58.000Z"],
    [1795162498, "2026-11-20T08:14:58.000Z"],
    ["1795162498", "2026-11-20T08:14:58.000Z"],
    [1795162498.25, "2026-11-20T08:14:58.250Z"],
    ["1795162498.25", "2026-11-20T08:14:58.250Z"],
    [1795162498123, "2026-11-20T08:14:58.123Z"],
    ["1795162498123", "2026-11-20T08:14:58.123Z"],
    [1795162498123456, "2026-11-20T08:14:58.123Z"],
    ["1795162498123456789", "2026-11-20T08:14:58.123Z"],
    ["2026-11-20T08:14:58", "2026-11-20T08:14:58.000Z"],
    ["2026-11-20 08:14:58.123", "2026-11-20T08:14:58.123Z"],
    ["2026-11-20 08:14:58 UTC", "2026-11-20T08:14:58.000Z"],
    ["2026.11.20 08:14:58", "2026-11-20T08:14:58.000Z"],
    ["11/20/2026 8:14:58 AM", "2026-11-20T08:14:58.000Z"],
    ["11/19/2026 12:00:01 AM", "2026-11-19T00:00:01.000Z"],
    ["11/19/2026 12:00:01 PM", "2026-11-19T12:00:01.000Z"],
    [" 2026-11-20T08:14:58Z ", "2026-11-20T08:14:58.000Z"],
  ])("reads %j", (value, iso) => {
    expect(read(value)).toBe(iso);
  });

  it.each<[JsonValue | undefined]>([
    [undefined],
    [null],
    [""],
    [0],
    [-1],
    ["0"],
    ["-1"],
    ["0001-01-01T00:00:00Z"],
    ["0001-01-01T00:00:00.000+00:00"],
  ])("reads %j as no time", (value) => {
    expect(read(value)).toBe("none");
  });

  it.each<[JsonValue]>([
    ["yesterday"],
    ["*alertDateTime*"],
    ["2026-02-30T00:00:00Z"],
    ["2026-11-20T24:00:00Z"],
    ["2026-11-20T08:14:58+99:00"],
    ["2026-11-20"],
    ["2026-11.20 08:14:58"],
    ["13/20/2026 8:14:58 AM"],
    ["11/20/2026 13:14:58 PM"],
    ["1999-12-31T23:59:59Z"],
    ["2026-11-21T09:00:01Z"],
    [-5],
    [1e300],
    ["999999999999999999999999"],
    [true],
    [["2026-11-20T08:14:58Z"]],
    [20261120],
  ])("finds %j odd", (value) => {
    expect(read(value)).toBe("odd");
  });

  it("reads a time without a zone in the source's zone", () => {
    expect(read("2026.11.20 09:14:58", "Europe/Berlin")).toBe("2026-11-20T08:14:58.000Z");
    expect(read("2026.07.20 10:14:58", "Europe/Berlin")).toBe("2026-07-20T08:14:58.000Z");
    expect(read("2026-11-20T08:14:58Z", "Europe/Berlin")).toBe("2026-11-20T08:14:58.000Z");
    expect(read("2026.11.20 09:14:58", "Mars/Olympus")).toBe("odd");
  });

  it("takes the first of a doubled hour, and moves out of a skipped one", () => {
    expect(read("2026-10-25 02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
    expect(read("2026-03-29 02:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(read("2026-11-01 01:30:00", "America/New_York")).toBe("2026-11-01T05:30:00.000Z");
  });

  it("gives back any instant that was written in any of its forms", () => {
    const instants = fc.integer({ min: Date.UTC(2001, 0, 1), max: now });
    fc.assert(
      fc.property(instants, (at) => {
        const iso = toIso(at);
        for (const form of [at, String(at), iso, iso.replace("T", " "), iso.replace("Z", "+00:00"), `${at}000000`]) {
          expect(readTime(form, { now })).toEqual({ outcome: "time", at });
        }
      }),
    );
  });
});
