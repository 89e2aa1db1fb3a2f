import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRotation } from "./parse-rotation.ts";
import type { RotationBody, TurnsBody } from "./rotation-body.ts";
import { gapsIn, nextHandOver, type RotationOverride, shiftAt, shiftsIn } from "./shifts.ts";

const people = ["ana@example.test", "ben@example.test", "cyd@example.test"];
const hourMs = 3_600_000;
function rotation(handOver: TurnsBody["handOver"], from = "2026-03-02", timeZone = "Europe/Berlin") {
  const parsed = parseRotation({ timeZone, levels: [{ people, handOver, from }] });
  if (parsed.outcome === "invalid") throw new Error(JSON.stringify(parsed.problems));
  return parsed.rotation;
}
const weekly = { every: "week", on: "mon", at: "09:00" } as const;
const who = (made: ReturnType<typeof rotation>, at: string, overrides: RotationOverride[] = []) =>
  shiftAt(made, 1, overrides, Date.parse(at)).person?.email.slice(0, 3) ?? null;
const override = (id: string, from: string, to: string, email: string, madeAt = 0): RotationOverride => ({
  id,
  level: 1,
  from: Date.parse(from),
  to: Date.parse(to),
  person: { email, name: null },
  madeAt,
});

describe("a weekly rotation", () => {
  it.each([
    ["2026-03-02T07:59:59.999Z", null, "before the first hand-over nobody is on call"],
    ["2026-03-02T08:00:00Z", "ana", "09:00 in winter"],
    ["2026-03-09T07:59:59.999Z", "ana", "until the last instant"],
    ["2026-03-09T08:00:00Z", "ben", "the next Monday"],
    ["2026-03-23T08:00:00Z", "ana", "after the last comes the first"],
    // Summer time begins on 29 March: the hand-over of 30 March is an hour earlier by UTC.
    ["2026-03-30T06:59:59.999Z", "ana", "08:59:59.999 in summer"],
    ["2026-03-30T07:00:00Z", "ben", "09:00 in summer"],
    ["2026-10-26T07:59:59Z", "ana", "winter time since the day before: 08:59:59"],
    ["2026-10-26T08:00:00Z", "ben", "09:00 in winter again"],
  ])("at %s it is %s: %s", (at, expected, _why) => {
    expect(who(rotation(weekly), at)).toBe(expected);
  });

  it("begins on the first of its weekdays, whatever day it is to begin", () => {
    expect(who(rotation(weekly, "2026-03-04"), "2026-03-09T07:00:00Z")).toBeNull();
    expect(who(rotation(weekly, "2026-03-04"), "2026-03-09T08:00:00Z")).toBe("ana");
  });
});

describe("a daily rotation", () => {
  const nightly = rotation({ every: "day", at: "02:30" }, "2026-03-27");
  it("hands over later where the hour is left out, and the first time where it comes twice", () => {
    // 02:30 does not exist on 29 March: it is 03:30 by summer time. On 25 October it comes twice.
    expect(who(nightly, "2026-03-29T01:29:59Z")).toBe("ben");
    expect(who(nightly, "2026-03-29T01:30:00Z")).toBe("cyd");
    const [before, after] = ["2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"].map((at) => who(nightly, at));
    expect(before).not.toBe(after);
    expect(who(nightly, "2026-10-25T01:30:00Z")).toBe(after);
  });

  it("has 23 and 25 hours on the days on which the clock is changed", () => {
    const noon = rotation({ every: "day", at: "12:00" }, "2026-03-01");
    const spring = shiftsIn(noon, 1, [], {
      from: Date.parse("2026-03-28T11:00Z"),
      to: Date.parse("2026-03-30T10:00Z"),
    });
    expect(spring.map(({ from, to }) => (to - from) / hourMs)).toEqual([23, 24]);
    const autumn = shiftsIn(noon, 1, [], {
      from: Date.parse("2026-10-24T10:00Z"),
      to: Date.parse("2026-10-26T11:00Z"),
    });
    expect(autumn.map(({ from, to }) => (to - from) / hourMs)).toEqual([25, 24]);
  });
});

describe("overrides", () => {
  const made = rotation(weekly);
  const tonight = override("a", "2026-03-03T17:00Z", "2026-03-04T07:00Z", "dan@example.test");

  it("split a shift, and leave the rest of it as it was", () => {
    const span = { from: Date.parse("2026-03-02T08:00Z"), to: Date.parse("2026-03-16T08:00Z") };
    expect(shiftsIn(made, 1, [tonight], span).map(({ person, overrideId }) => [person?.email, overrideId])).toEqual([
      ["ana@example.test", null],
      ["dan@example.test", "a"],
      ["ana@example.test", null],
      ["ben@example.test", null],
    ]);
  });

  it("fill a gap, and are of one level", () => {
    const early = override("b", "2026-02-01T00:00Z", "2026-02-02T00:00Z", "dan@example.test");
    expect(who(made, "2026-02-01T12:00Z", [early])).toBe("dan");
    expect(shiftAt(made, 2, [early], early.from).person).toBeNull();
  });

  it("the one made last holds where two overlap", () => {
    const later = override("c", "2026-03-03T20:00Z", "2026-03-03T22:00Z", "eve@example.test", 5);
    expect(who(made, "2026-03-03T21:00Z", [later, tonight])).toBe("eve");
    expect(who(made, "2026-03-03T23:00Z", [later, tonight])).toBe("dan");
  });

  it("are the next hand-over where one begins", () => {
    expect(nextHandOver(made, 1, [tonight], Date.parse("2026-03-03T12:00Z"))).toMatchObject({
      from: tonight.from,
      to: tonight.to,
      person: { email: "dan@example.test" },
    });
    const alone = parseRotation({
      timeZone: "UTC",
      levels: [{ people: ["ana@example.test"], handOver: weekly, from: "2026-03-02" }],
    });
    expect(
      alone.outcome === "parsed" && nextHandOver(alone.rotation, 1, [], Date.parse("2026-03-03T00:00Z")),
    ).toBeNull();
  });
});

const rota = [
  "BEGIN:VCALENDAR",
  "X-WR-TIMEZONE:Europe/Berlin",
  ...event("1", "20260302T090000", "20260309T090000", "ana@example.test", "RRULE:FREQ=WEEKLY;INTERVAL=2"),
  ...event("2", "20260309T090000", "20260316T090000", "Ben <ben@example.test>", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"),
  ...event("3", "20260303T180000", "20260304T080000", "cyd@example.test for Ana"),
  "END:VCALENDAR",
].join("\r\n");
function event(uid: string, from: string, to: string, title: string, ...more: string[]): string[] {
  return ["BEGIN:VEVENT", `UID:${uid}`, `DTSTART:${from}`, `DTEND:${to}`, `SUMMARY:${title}`, ...more, "END:VEVENT"];
}
function byCalendar(calendar: string) {
  const parsed = parseRotation({ timeZone: "Europe/Berlin", levels: [{ calendar }] });
  return parsed.outcome === "parsed" ? parsed.rotation : parsed.problems[0]!.message;
}
const calendarRotation = byCalendar(rota) as Exclude<ReturnType<typeof byCalendar>, string>;

describe("a level by a calendar", () => {
  it("has a shift for each event, one that began later on top, and gaps where none is", () => {
    const span = { from: Date.parse("2026-03-02T07:00Z"), to: Date.parse("2026-03-16T08:00Z") };
    expect(shiftsIn(calendarRotation, 1, [], span).map(({ from, person }) => [toMinute(from), person?.email])).toEqual([
      ["2026-03-02T07:00", undefined],
      ["2026-03-02T08:00", "ana@example.test"],
      ["2026-03-03T17:00", "cyd@example.test"],
      ["2026-03-04T07:00", "ana@example.test"],
      ["2026-03-09T08:00", "ben@example.test"],
    ]);
  });

  it("goes by the clock on the wall, ends after so many times, and is overridden like any other", () => {
    // Summer time since 29 March; Ben's third and last week ends on 13 April.
    expect(who(calendarRotation, "2026-04-06T06:59:59Z")).toBe("ana");
    expect(who(calendarRotation, "2026-04-06T07:00:00Z")).toBe("ben");
    const later = { from: Date.parse("2026-04-20T00:00Z"), to: Date.parse("2026-05-04T07:00Z") };
    expect(gapsIn(calendarRotation, 1, [], later)).toEqual([
      { from: Date.parse("2026-04-20T07:00Z"), to: Date.parse("2026-04-27T07:00Z") },
    ]);
    const taken = override("a", "2026-04-21T00:00Z", "2026-04-22T00:00Z", "dan@example.test");
    expect(who(calendarRotation, "2026-04-21T12:00Z", [taken])).toBe("dan");
  });

  it.each([
    ["<html>sign in</html>", "this is no iCalendar"],
    ["BEGIN:VCALENDAR\nEND:VCALENDAR", "has no event"],
    [rota.replace("cyd@example.test for Ana", "Team lunch"), '"Team lunch" names nobody by an e-mail address'],
    [rota.replace("FREQ=WEEKLY;INTERVAL=2;COUNT=3", "FREQ=MONTHLY"), "repeats in a way that is not read: FREQ=MONTHLY"],
  ])("refuses what would leave people in doubt, and says what: %.20s", (text, expected) => {
    expect(byCalendar(text)).toContain(expected);
  });
});

function toMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

describe("shiftsIn", () => {
  const start = Date.parse("2026-03-20T00:00Z");
  const at = fc.integer({ min: 0, max: 24 * 240 }).map((hours) => start + hours * hourMs);
  const spans = fc
    .tuple(at, at)
    .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) + hourMs }));
  const some = fc.array(
    fc.record({ span: spans, who: fc.constantFrom("dan", "eve"), madeAt: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 5 },
  );
  const kinds = fc.constantFrom(
    rotation(weekly),
    rotation({ every: "day", at: "02:30" }, "2026-03-27"),
    rotation({ every: "week", on: "sun", at: "00:00" }, "2026-04-01", "America/Sao_Paulo"),
    rotation({ every: "day", at: "23:59" }, "2026-03-01", "Australia/Lord_Howe"),
    calendarRotation,
  );

  it("covers every instant of a span once, agrees with shiftAt, and does not depend on the order of overrides", () => {
    fc.assert(
      fc.property(kinds, spans, some, at, (made, span, given, probe) => {
        const overrides = given.map(({ span: { from, to }, who: name, madeAt }, index) => ({
          id: String(index),
          level: 1,
          from,
          to,
          person: { email: `${name}@example.test`, name: null },
          madeAt,
        }));
        const shifts = shiftsIn(made, 1, overrides, span);
        expect(shifts[0]?.from).toBe(span.from);
        expect(shifts.at(-1)?.to).toBe(span.to);
        shifts.slice(1).forEach((shift, index) => {
          expect(shift.from).toBe(shifts[index]!.to);
          expect([shift.person?.email, shift.overrideId]).not.toEqual([
            shifts[index]!.person?.email,
            shifts[index]!.overrideId,
          ]);
        });
        expect(shiftsIn(made, 1, overrides.toReversed(), span)).toEqual(shifts);
        const inside = shifts.find(({ from, to }) => from <= probe && probe < to);
        if (inside !== undefined) {
          const { person, overrideId } = inside;
          expect(shiftAt(made, 1, overrides, probe)).toEqual({ person, overrideId });
        }
        const gaps = gapsIn(made, 1, overrides, span);
        expect(gaps).toEqual(shifts.filter(({ person }) => person === null).map(({ from, to }) => ({ from, to })));
      }),
      { numRuns: 150 },
    );
  });

  it("hands over at the same time on the wall on every day that has it, to the next in the list", () => {
    fc.assert(
      fc.property(at, (instant) => {
        const made = rotation({ every: "day", at: "12:00" }, "2026-01-01");
        const next = nextHandOver(made, 1, [], instant)!;
        const local = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "short" }).format(
          next.from,
        );
        expect(local).toBe("12:00");
        const now = people.indexOf(shiftAt(made, 1, [], instant).person!.email);
        expect(next.person?.email).toBe(people[(now + 1) % people.length]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("parseRotation", () => {
  const level = { people, handOver: weekly, from: "2026-03-02" };
  it.each([
    [{ timeZone: "Europe/Atlantis", levels: [level] }, ["timeZone"]],
    [{ timeZone: "UTC", levels: [] }, ["levels"]],
    [{ timeZone: "UTC", levels: [{ ...level, people: [] }] }, ["levels", 0, "people"]],
    [{ timeZone: "UTC", levels: [{ ...level, handOver: { every: "week", at: "09:00" } }] }, ["levels", 0, "handOver"]],
    [
      { timeZone: "UTC", levels: [{ ...level, handOver: { ...weekly, every: "day" } }] },
      ["levels", 0, "handOver", "on"],
    ],
    [{ timeZone: "UTC", levels: [{ ...level, handOver: { ...weekly, at: "9:00" } }] }, ["levels", 0, "handOver", "at"]],
    [{ timeZone: "UTC", levels: [level, { ...level, from: "2026-02-30" }] }, ["levels", 1, "from"]],
    [{ timeZone: "UTC", levels: [{ ...level, until: "2026-03-01" }] }, ["levels", 0, "until"]],
  ] satisfies [RotationBody, (string | number)[]][])("refuses %j, and says where", (body, path) => {
    const parsed = parseRotation(body);
    expect(parsed.outcome === "invalid" && parsed.problems.map((problem) => problem.path)).toEqual([path]);
  });

  it("leaves a gap from `until` on", () => {
    const parsed = parseRotation({ timeZone: "UTC", levels: [{ ...level, until: "2026-03-10" }] });
    if (parsed.outcome === "invalid") throw new Error("invalid");
    const span = { from: Date.parse("2026-03-09T00:00Z"), to: Date.parse("2026-03-20T00:00Z") };
    expect(gapsIn(parsed.rotation, 1, [], span)).toEqual([{ from: Date.parse("2026-03-16T09:00Z"), to: span.to }]);
  });
});
