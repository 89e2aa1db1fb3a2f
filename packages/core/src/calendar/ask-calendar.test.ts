import { describe, expect, it } from "vitest";
import { answerCalendar } from "./ask-calendar.ts";
import type { CalendarBody } from "./calendar-body.ts";
import { parseCalendar } from "./parse-calendar.ts";

const berlin: CalendarBody = {
  timeZone: "Europe/Berlin",
  businessHours: { "mon-fri": "08:00-18:00" },
  quietHours: { daily: "22:00-07:00" },
  holidays: ["2026-12-25", "2026-12-26"],
};

function ask(body: CalendarBody, at: string) {
  const parsed = parseCalendar(body);
  if (parsed.outcome === "invalid") throw new Error(JSON.stringify(parsed.problems));
  return answerCalendar(parsed.calendar, Date.parse(at));
}

describe("answerCalendar", () => {
  it.each([
    // winter: UTC+1
    ["2026-11-23T06:59:59.999Z", false, false, "07:59:59 on Monday"],
    ["2026-11-23T07:00:00Z", true, false, "08:00"],
    ["2026-11-23T16:59:59Z", true, false, "17:59:59"],
    ["2026-11-23T17:00:00Z", false, false, "18:00 is over"],
    ["2026-11-23T20:59:00Z", false, false, "21:59"],
    ["2026-11-23T21:00:00Z", false, true, "22:00"],
    ["2026-11-24T05:59:00Z", false, true, "06:59 of the day after"],
    ["2026-11-24T06:00:00Z", false, false, "07:00 is over"],
    ["2026-11-21T10:00:00Z", false, false, "Saturday"],
    // summer: UTC+2
    ["2026-07-06T06:00:00Z", true, false, "08:00 in summer"],
    ["2026-07-06T05:59:00Z", false, false, "07:59 in summer"],
    // summer time begins on 29 March 2026 at 02:00 → 03:00, and ends on 25 October at 03:00 → 02:00
    ["2026-03-29T00:59:00Z", false, true, "01:59"],
    ["2026-03-29T01:00:00Z", false, true, "03:00, the hour between did not happen"],
    ["2026-03-29T04:59:00Z", false, true, "06:59 by summer time"],
    ["2026-03-29T05:00:00Z", false, false, "07:00 by summer time"],
    ["2026-10-25T00:30:00Z", false, true, "02:30 for the first time"],
    ["2026-10-25T01:30:00Z", false, true, "02:30 for the second time"],
    ["2026-10-25T05:59:00Z", false, true, "06:59 by winter time"],
    ["2026-10-25T06:00:00Z", false, false, "07:00 by winter time"],
  ])("at %s: business %s, quiet %s (%s)", (at, businessHours, quietHours) => {
    expect(ask(berlin, at)).toEqual({ businessHours, quietHours, holiday: false });
  });

  it("has no business hours on a holiday, by the local day", () => {
    expect(ask(berlin, "2026-12-25T10:00:00Z")).toEqual({ businessHours: false, quietHours: false, holiday: true });
    expect(ask(berlin, "2026-12-24T22:59:00Z").holiday).toBe(false);
    expect(ask(berlin, "2026-12-24T23:00:00Z")).toEqual({ businessHours: false, quietHours: true, holiday: true });
    expect(ask(berlin, "2026-12-26T23:00:00Z").holiday).toBe(false);
  });

  it("counts a night shift to the day on which it begins", () => {
    const nights: CalendarBody = {
      timeZone: "UTC",
      businessHours: { fri: "22:00-06:00" },
      holidays: ["2026-11-28"],
    };
    expect(ask(nights, "2026-11-27T21:59:00Z").businessHours).toBe(false);
    expect(ask(nights, "2026-11-27T23:00:00Z").businessHours).toBe(true);
    expect(ask(nights, "2026-11-28T05:59:00Z")).toMatchObject({ businessHours: true, holiday: true });
    expect(ask(nights, "2026-11-28T06:00:00Z").businessHours).toBe(false);
    expect(ask({ ...nights, holidays: ["2026-11-27"] }, "2026-11-28T05:00:00Z").businessHours).toBe(false);
    expect(ask({ ...nights, businessHours: { sun: "22:00-06:00" } }, "2026-11-30T05:00:00Z").businessHours).toBe(true);
  });

  it("takes several spans a day, days across the week's end, and midnight", () => {
    const body: CalendarBody = {
      timeZone: "Asia/Kathmandu",
      businessHours: { "sat-mon": ["09:00-12:00", "13:00-24:00"], mon: "00:00-01:00" },
    };
    // Kathmandu is UTC+05:45; 28 November 2026 is a Saturday
    expect(ask(body, "2026-11-28T03:14:00Z").businessHours).toBe(false);
    expect(ask(body, "2026-11-28T03:15:00Z").businessHours).toBe(true);
    expect(ask(body, "2026-11-28T06:15:00Z").businessHours).toBe(false);
    expect(ask(body, "2026-11-29T18:14:00Z").businessHours).toBe(true);
    expect(ask(body, "2026-11-29T18:15:00Z").businessHours).toBe(true);
    expect(ask(body, "2026-11-30T18:15:00Z").businessHours).toBe(false);
  });

  it("says no to everything where the calendar says nothing", () => {
    expect(ask({ timeZone: "UTC" }, "2026-01-01T12:00:00Z")).toEqual({
      businessHours: false,
      quietHours: false,
      holiday: false,
    });
  });

  it("is quick enough to ask for every event", () => {
    const parsed = parseCalendar(berlin);
    if (parsed.outcome === "invalid") throw new Error("invalid");
    const started = performance.now();
    for (let at = 0; at < 10_000; at += 1) answerCalendar(parsed.calendar, 1_774_000_000_000 + at);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("parseCalendar", () => {
  it.each([
    [{ timeZone: "Europe/Atlantis" }, ["timeZone"]],
    [{ timeZone: "" }, ["timeZone"]],
    [{ timeZone: "UTC", businessHours: { "mon-wen": "08:00-18:00" } }, ["businessHours", "mon-wen"]],
    [{ timeZone: "UTC", businessHours: { "mon-tue-wed": "08:00-18:00" } }, ["businessHours", "mon-tue-wed"]],
    [{ timeZone: "UTC", quietHours: { daily: "8-18" } }, ["quietHours", "daily"]],
    [{ timeZone: "UTC", quietHours: { daily: ["08:00-18:00", "25:00-26:00"] } }, ["quietHours", "daily"]],
    [{ timeZone: "UTC", quietHours: { daily: "08:00-08:00" } }, ["quietHours", "daily"]],
    [{ timeZone: "UTC", quietHours: { daily: "24:00-08:00" } }, ["quietHours", "daily"]],
    [{ timeZone: "UTC", holidays: ["2026-12-25", "2026-02-29"] }, ["holidays", 1]],
    [{ timeZone: "UTC", holidays: ["Christmas"] }, ["holidays", 0]],
  ])("refuses %j, and says where", (body, path) => {
    const parsed = parseCalendar(body);
    expect(parsed.outcome === "invalid" && parsed.problems.map((problem) => problem.path)).toEqual([path]);
  });
});
