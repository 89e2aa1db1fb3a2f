import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whoInCalendar } from "./who-in-calendar.ts";

const calendar = (...events: string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Berlin\r\n${events.map((event) => `BEGIN:VEVENT\r\n${event}\r\nEND:VEVENT\r\n`).join("")}END:VCALENDAR\r\n`;
const who = (text: string, at: string) => {
  const found = whoInCalendar(text, Date.parse(at));
  return found.outcome === "found" ? (found.person.email ?? found.person.name) : found.outcome;
};
const weekly = [
  "UID:1",
  "DTSTART;TZID=Europe/Berlin:20260302T090000",
  "DTEND;TZID=Europe/Berlin:20260309T090000",
  "RRULE:FREQ=WEEKLY;INTERVAL=2",
  "SUMMARY:On call",
  'ATTENDEE;CN="Ana Torres";ROLE=REQ-PARTICIPANT:mailto:ana@exa',
  " mple.test",
].join("\r\n");

describe("whoInCalendar", () => {
  it.each([
    ["2026-03-02T07:59:59Z", "nobody"],
    ["2026-03-02T08:00:00Z", "ana@example.test"],
    ["2026-03-09T08:00:00Z", "nobody"],
    // Every second week; summer time begins on 29 March.
    ["2026-03-16T08:00:00Z", "ana@example.test"],
    ["2026-03-30T06:59:59Z", "nobody"],
    ["2026-03-30T07:00:00Z", "ana@example.test"],
  ])("a weekly shift in a zone, at %s: %s", (at, expected) => {
    expect(who(calendar(weekly), at)).toBe(expected);
  });

  it("lets the event that began last hold, so that an override lies over a rota", () => {
    const over = "UID:2\r\nDTSTART:20260303T170000Z\r\nDTEND:20260304T070000Z\r\nSUMMARY:ben@example.test for Ana";
    expect(who(calendar(weekly, over), "2026-03-03T20:00:00Z")).toBe("ben@example.test");
    expect(who(calendar(over, weekly), "2026-03-04T08:00:00Z")).toBe("ana@example.test");
  });

  it("takes a moved occurrence for the one of its series, and leaves out what was cancelled or excepted", () => {
    const moved = weekly
      .replace("RRULE:FREQ=WEEKLY;INTERVAL=2", "RECURRENCE-ID:20260302T080000Z")
      .replace("20260302T090000", "20260303T090000");
    expect(who(calendar(weekly, moved), "2026-03-02T12:00:00Z")).toBe("nobody");
    expect(who(calendar(weekly, moved), "2026-03-03T12:00:00Z")).toBe("ana@example.test");
    expect(who(calendar(`${weekly}\r\nEXDATE;TZID=Europe/Berlin:20260302T090000`), "2026-03-02T12:00:00Z")).toBe(
      "nobody",
    );
    expect(who(calendar(`${weekly}\r\nSTATUS:CANCELLED`), "2026-03-02T12:00:00Z")).toBe("nobody");
  });

  it("reads days as a whole, by the zone of the calendar", () => {
    const day = "UID:3\r\nDTSTART;VALUE=DATE:20260329\r\nDTEND;VALUE=DATE:20260330\r\nSUMMARY:Cyd";
    expect(who(calendar(day), "2026-03-28T23:00:00Z")).toBe("Cyd");
    expect(who(calendar(day), "2026-03-29T21:59:59Z")).toBe("Cyd");
    expect(who(calendar(day), "2026-03-29T22:00:00Z")).toBe("nobody");
  });

  it("says what it can't read, and guesses nothing", () => {
    const monthly = weekly.replace("FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=1MO");
    expect(whoInCalendar(calendar(monthly), 0)).toMatchObject({
      outcome: "unreadable",
      reason: expect.stringContaining("FREQ=MONTHLY"),
    });
    const zone = weekly.replaceAll("Europe/Berlin", "W. Europe Standard Time");
    expect(whoInCalendar(calendar(zone), 0)).toMatchObject({ outcome: "unreadable" });
    expect(whoInCalendar("<html>sign in</html>", 0)).toMatchObject({ outcome: "unreadable" });
  });

  it("never throws, whatever it is given", () => {
    const line = fc.oneof(
      fc.constantFrom(...calendar(weekly).split("\r\n")),
      fc
        .tuple(fc.constantFrom("DTSTART", "DTEND", "RRULE", "DURATION", "EXDATE"), fc.string())
        .map((pair) => pair.join(":")),
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.integer({ min: 0, max: 2e12 }),
        (lines, at) => void whoInCalendar(lines.join("\r\n"), at),
      ),
    );
  });
});
