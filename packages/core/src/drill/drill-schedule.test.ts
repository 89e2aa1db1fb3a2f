import { expect, it } from "vitest";
import { type DrillSchedule, nextDrillAt } from "./drill-schedule.ts";

const berlin = { timeZone: "Europe/Berlin", holidays: new Set(["2026-12-25"]) };
const everyDay: DrillSchedule["days"] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const next = (days: DrillSchedule["days"], at: string, after: string) => {
  const due = nextDrillAt({ days, at }, berlin, Date.parse(after));
  return due === null ? null : new Date(due).toISOString();
};

it("is due on its days, by the clock on the wall, and not again at the very time", () => {
  expect(next(["mon", "thu"], "10:00", "2026-12-01T12:00:00Z")).toBe("2026-12-03T09:00:00.000Z");
  expect(next(["thu"], "10:00", "2026-12-03T09:00:00Z")).toBe("2026-12-10T09:00:00.000Z");
  expect(next(["thu"], "10:00", "2026-07-01T12:00:00Z")).toBe("2026-07-02T08:00:00.000Z");
});

it("leaves holidays out, and an hour that a day does not have; one that comes twice counts once", () => {
  expect(next(["fri"], "10:00", "2026-12-20T00:00:00Z")).toBe("2027-01-01T09:00:00.000Z");
  expect(next(everyDay, "02:30", "2026-03-28T12:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
  expect(next(everyDay, "02:30", "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
  expect(next(everyDay, "02:30", "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
});

it("is never due without a day", () => {
  expect(next([], "10:00", "2026-12-01T12:00:00Z")).toBeNull();
});
