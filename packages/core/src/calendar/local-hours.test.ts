import { describe, expect, it } from "vitest";
import { hoursOfWeek, instantsOf, localDayOf, nextClockChange } from "./local-hours.ts";

const berlin = "Europe/Berlin";
const iso = (instants: readonly number[]) => instants.map((at) => new Date(at).toISOString());

describe("hoursOfWeek", () => {
  it.each([
    ["2026-11-20", 168],
    ["2026-03-29", 167],
    ["2026-10-25", 169],
  ])("of %s are %i, without a hole", (day, count) => {
    const hours = hoursOfWeek(berlin, day);
    expect(hours).toHaveLength(count);
    expect(hours.slice(1).every(({ from }, i) => from === hours[i]!.to)).toBe(true);
    expect(hours[0]).toMatchObject({ clock: "00:00" });
  });

  it("leaves out the hour that does not happen, and tells the one that happens twice apart", () => {
    const sunday = (day: string) => hoursOfWeek(berlin, day).filter((hour) => hour.day === day);
    expect(
      sunday("2026-03-29")
        .map(({ clock }) => clock)
        .slice(0, 4),
    ).toEqual(["00:00", "01:00", "03:00", "04:00"]);
    expect(
      sunday("2026-10-25")
        .slice(1, 5)
        .map(({ clock, offset }) => `${clock}${offset}`),
    ).toEqual(["01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00"]);
  });
});

describe("instantsOf", () => {
  it.each([
    ["2026-03-29T03:12", ["2026-03-29T01:12:00.000Z"]],
    ["2026-03-29T02:30", []],
    ["2026-10-25T02:30", ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]],
  ])("%s", (local, instants) => {
    expect(iso(instantsOf(berlin, local))).toEqual(instants);
  });
});

describe("nextClockChange", () => {
  it("is a local day, and none in a zone that has no summer time", () => {
    const at = Date.parse("2026-11-20T12:00:00Z");
    expect(nextClockChange(berlin, at)).toBe("2027-03-28");
    expect(nextClockChange("UTC", at)).toBeNull();
    expect(localDayOf("Asia/Tokyo", at + 4 * 3_600_000)).toBe("2026-11-21");
  });
});
