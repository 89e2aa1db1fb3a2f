import type { RuleSetBody } from "@signalbox/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hour, incidentId, minute, monday, pastEvents, playPast, second, type ToldEvent } from "./past-under-test.ts";
import { measures } from "./tally.ts";

const ticket = (hold: string | null, more: Partial<RuleSetBody["rules"][number]> = {}): RuleSetBody => ({
  rules: [{ key: "ticket", do: [{ ticket: { connection: "desk" } }], ...(hold === null ? {} : { hold }), ...more }],
});
const life = (incident: number, from: number, lastsMs: number | null): ToldEvent[] => [
  { incident, change: "opened", at: monday + from },
  ...(lastsMs === null ? [] : [{ incident, change: "resolved" as const, at: monday + from + lastsMs }]),
];
const lost = (result: ReturnType<typeof playPast>) =>
  result.differences.filter(({ outcome }) => outcome === "lost").map(({ live }) => live!.incidentId);

describe("TimeMachine", () => {
  it("a draft that only changes hold: 30s → 5m loses exactly the tickets of incidents shorter than 5 minutes", () => {
    const lengths = [
      10 * second,
      30 * second,
      31 * second,
      4 * minute,
      299 * second,
      5 * minute,
      301 * second,
      hour,
      null,
    ];
    const told = lengths.flatMap((lastsMs, n) => life(n, n * 2 * hour, lastsMs));
    const result = playPast(ticket("30s"), ticket("5m"), pastEvents(told));
    const isLost = (lastsMs: number | null) => lastsMs !== null && lastsMs >= 30 * second && lastsMs < 5 * minute;
    const expected = lengths.flatMap((lastsMs, n) => (isLost(lastsMs) ? [incidentId(n)] : []));
    expect(lost(result).toSorted()).toEqual(expected);
    expect(result.total.ticket).toEqual({ live: 8, draft: 4, gained: 0, lost: 4, changed: 4 });
    const reasons = result.differences.filter(({ outcome }) => outcome === "lost").map(({ reason }) => reason);
    expect(reasons[1]).toBe(
      'rule "ticket" of what is live orders it; rule "ticket" of the draft orders it, too, but it waits 5 min, and all was over after 31 s',
    );
  });

  it("an independent recount of any past gives the same: by week, at night, gained and lost", () => {
    const severity = fc.constantFrom("critical" as const, "low" as const);
    // Whole seconds: an incident's end never meets the end of a hold but where it is exactly that long.
    const lives = fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: 27 * 86_400 }).map((s) => s * second),
        lasts: fc.integer({ min: 1, max: 1_200 }).map((s) => s * second),
        severity,
      }),
      { maxLength: 60 },
    );
    const page = (hold: string, when: string): RuleSetBody => ({
      rules: [
        { key: "page", when, hold, do: [{ page: { connection: "pager" } }] },
        { key: "quiet", do: [] },
      ],
    });
    const isNight = (at: number) => [22, 23, 0, 1, 2, 3, 4, 5].includes(new Date(at).getUTCHours());
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 20 }), (given, sweepEvery) => {
        const told = given.flatMap(({ from, lasts, severity: own }, n) =>
          life(n, from, lasts).map((one) => ({ ...one, severity: own })),
        );
        const draft = page("5m", 'event.severity in ["critical", "low"]');
        const result = playPast(page("1m", 'event.severity == "critical"'), draft, pastEvents(told), { sweepEvery });
        const sent = given.map(({ from, lasts, severity: own }) => ({
          live: own === "critical" && lasts >= minute ? monday + from + minute : null,
          draft: lasts >= 5 * minute ? monday + from + 5 * minute : null,
        }));
        const inTime = sent.filter(
          ({ live, draft: at }) => (live ?? at ?? Number.POSITIVE_INFINITY) < monday + 28 * 24 * hour,
        );
        const recount = (some: typeof sent) => ({
          live: some.filter(({ live }) => live !== null).length,
          draft: some.filter((one) => one.draft !== null).length,
          gained: some.filter((one) => one.live === null && one.draft !== null).length,
          lost: some.filter((one) => one.live !== null && one.draft === null).length,
          changed: some.filter((one) => one.live !== null && one.draft !== null).length,
        });
        const none = recount([]);
        expect(result.total.page ?? none).toEqual(recount(inTime));
        for (const [week, { counts }] of result.weeks.entries()) {
          const inWeek = (at: number | null) => at !== null && Math.floor((at - monday) / (7 * 24 * hour)) === week;
          const [live, drafted] = [inTime.filter((one) => inWeek(one.live)), inTime.filter((one) => inWeek(one.draft))];
          expect(counts.page?.live ?? 0, `live of week ${week}`).toBe(live.length);
          expect(counts.page?.draft ?? 0, `draft of week ${week}`).toBe(drafted.length);
        }
        const nights = inTime.flatMap((one) => (one.draft !== null && isNight(one.draft) ? [one.draft] : []));
        expect(result.total["page-at-night"]?.draft ?? 0).toBe(nights.length);
        expect(result.events).toBe(told.filter(({ at }) => at < monday + 28 * 24 * hour).length);
      }),
      { numRuns: 50 },
    );
  });

  it("says that nothing differs between two equal rule sets, however incidents open, merge and end", () => {
    const change = fc.constantFrom("opened", "reopened", "acknowledged", "updated", "resolved") as fc.Arbitrary<
      ToldEvent["change"]
    >;
    const told = fc.array(
      fc.record({
        incident: fc.integer({ min: 0, max: 4 }),
        change,
        at: fc.integer({ min: 0, max: 40_000 }).map((s) => monday + s * second),
        flapping: fc.boolean(),
        merge: fc.option(
          fc.record({
            kind: fc.constantFrom("merge" as const, "unmerge" as const),
            into: fc.integer({ min: 0, max: 4 }),
          }),
          { nil: undefined, freq: 4 },
        ),
      }),
      { maxLength: 60 },
    );
    const body: RuleSetBody = {
      rules: [
        {
          key: "all",
          on: ["opened", "reopened", "acknowledged", "updated"],
          hold: "2m",
          do: [
            { ticket: { connection: "desk", comment: "still" } },
            { ticket: { connection: "desk", slot: "group", groupBy: "component" } },
            { page: { connection: "pager" } },
          ],
        },
        { key: "tell", on: ["opened", "resolved"], do: [{ message: { connection: "forum", text: "news" } }] },
      ],
    };
    fc.assert(
      fc.property(told, (given) => {
        const valid = given.map(({ merge, ...one }) =>
          merge === undefined || merge.into === one.incident ? one : { ...one, merge, change: "updated" as const },
        );
        const result = playPast(body, body, pastEvents(valid as ToldEvent[]));
        expect(result.differences).toEqual([]);
        for (const measure of measures) {
          const { live = 0, draft = 0, gained = 0, lost: gone = 0, changed = 0 } = result.total[measure] ?? {};
          expect([draft, gained, gone, changed]).toEqual([live, 0, 0, 0]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("obeys on, stop, otherwise and silence on purpose", () => {
    const events = pastEvents([...life(1, 0, hour), { ...life(2, 2 * hour, hour)[0]!, severity: "low" }]);
    const silent: RuleSetBody = { rules: [{ key: "none", do: [], stop: true }, ...ticket(null).rules] };
    expect(playPast(ticket(null), silent, events).total).toEqual({
      ticket: { live: 2, draft: 0, gained: 0, lost: 2, changed: 0 },
    });
    const nothing = playPast(ticket(null), { rules: [] }, events);
    expect(nothing.total.page).toEqual({ live: 0, draft: 1, gained: 1, lost: 0, changed: 0 });
    expect(nothing.rules.map(({ rule }) => rule)).toEqual(["ticket", "otherwise"]);
    expect(nothing.differences.find(({ outcome }) => outcome === "gained")?.reason).toBe(
      "the draft pages by otherwise; no rule of what is live orders a page of pager for this incident",
    );
  });

  it("counts one for a component's outage, and for what was merged", () => {
    const grouped: RuleSetBody = {
      rules: [{ key: "ticket", do: [{ ticket: { connection: "desk", groupBy: "component" } }] }],
    };
    const told = [...life(1, 0, hour), ...life(2, minute, hour), ...life(3, 3 * hour, hour)];
    const result = playPast(ticket(null), grouped, pastEvents(told));
    expect(result.total.ticket).toEqual({ live: 3, draft: 2, gained: 0, lost: 1, changed: 0 });
    const merged: ToldEvent = {
      incident: 2,
      change: "updated",
      at: monday + 2 * minute,
      merge: { kind: "merge", into: 1 },
    };
    const again: ToldEvent = { incident: 2, change: "updated", at: monday + 3 * minute };
    const onUpdate = ticket(null, { on: ["updated"] });
    expect(playPast(onUpdate, onUpdate, pastEvents([...told, merged, again])).total.ticket).toBeUndefined();
  });

  it("keeps one ticket for a monitor that flaps, and for an outage that outlasts what began it", () => {
    const flapping = (incident: number, from: number, severity: "critical" | "low"): ToldEvent[] =>
      life(incident, from, minute).map((one) => ({ ...one, flapping: true, severity }));
    const critical = ticket(null, { when: 'event.severity == "critical"' });
    const flaps = [
      ...flapping(1, 0, "low"),
      ...flapping(2, 3 * minute, "critical"),
      ...flapping(3, 6 * minute, "critical"),
    ];
    expect(playPast(critical, critical, pastEvents(flaps)).total.ticket).toMatchObject({ live: 1, draft: 1 });
    const grouped: RuleSetBody = {
      rules: [{ key: "ticket", do: [{ ticket: { connection: "desk", groupBy: "component" } }] }],
    };
    const [long, short] = [life(1, 0, 20 * hour), life(2, -minute, 2 * minute)];
    const others = Array.from({ length: 30 }, (_, n) => life(n + 3, (n + 1) * 30 * minute, minute)).flat();
    const outage = playPast(grouped, grouped, pastEvents([...short, ...long, ...others]), { sweepEvery: 1 });
    expect(outage.total.ticket, "begun before the time").toBeUndefined();
  });

  it("pages nobody in maintenance or for a muted monitor, but once it is over what still is down", () => {
    const page: RuleSetBody = { rules: [{ key: "page", do: [{ page: { connection: "pager" } }] }] };
    const told = [...life(1, 0, 10 * minute), ...life(2, 0, 3 * hour)];
    const windows = [{ id: 1, announcedAt: 0, startsAt: monday - hour, endsAt: monday + hour, componentIds: [7] }];
    const inMaintenance = playPast(page, page, pastEvents(told), { windows });
    expect(inMaintenance.total.page).toMatchObject({ live: 1, draft: 1 });
    const mutes = [{ sourceId: 1, monitorId: "m", from: monday - hour, to: monday + 2 * hour }];
    expect(playPast(page, page, pastEvents(told), { mutes }).total.page).toMatchObject({ live: 1 });
    const held = playPast(ticket("5m"), ticket("5m"), pastEvents(told), { windows });
    expect(held.total.ticket, "a held ticket is not sent into maintenance").toBeUndefined();
  });

  it("counts rules that can't be evaluated, pages without an answer, and what still waits at the end", () => {
    const asks: RuleSetBody = {
      rules: [
        { key: "asks", when: 'labels.env == "prod"', do: [] },
        { key: "page", do: [{ page: { connection: "pager" } }] },
      ],
    };
    const onCall = {
      email: "lead@example.test",
      name: "lead",
      answer: null,
      askedAt: null,
      ageSeconds: null,
      basis: "fallback" as const,
    };
    const told = life(1, 0, null).map((one) => ({ ...one, onCall }));
    const result = playPast(ticket(null), asks, pastEvents(told));
    expect(result.rules.find(({ rule }) => rule === "asks")?.notEvaluable).toMatchObject({ live: 0, draft: 1 });
    expect(result.withoutAnswer).toBe(1);
    const atTheEnd = playPast(ticket(null), ticket("5m"), pastEvents(life(1, 28 * 24 * hour - minute, null)));
    expect([atTheEnd.stillWaiting, atTheEnd.total.ticket]).toEqual([
      1,
      { live: 1, draft: 0, gained: 0, lost: 1, changed: 0 },
    ]);
  });
});
