import { describe, expect, it } from "vitest";
import { applyEvent, type KeyHistory, loadHistory } from "../incident/apply-event.ts";
import { timeEvent } from "../incident/fact.ts";
import { incidentIntervals } from "../incident/intervals.ts";
import { availabilityText, budgetLeftMs, serviceTime } from "./availability.ts";
import { countSegments, weightedDowntime } from "./count-segments.ts";
import type { DownInterval } from "./down-pieces.ts";
import { agreedTime } from "./excluded-time.ts";
import { at, down, inSeconds, ledgerInputs, lines } from "./ledger-under-test.ts";
import { formatMinor } from "./money.ts";
import { periodSpan } from "./period.ts";
import { cutSegment, segmentsOf } from "./segments.ts";
import { clip, type Span } from "./spans.ts";

/** Intervals of what a sender told, in the order in which it came. */
function told(events: { type: "opened" | "resolved"; at: string; from?: string }[]): DownInterval[] {
  let ids = 0;
  const options = { reopenWindowMs: 600_000, newId: () => `incident-${++ids}` };
  let history: KeyHistory = loadHistory([], options);
  for (const event of events) {
    const startedAt = event.from === undefined ? null : at(event.from);
    const timed = timeEvent(
      { type: event.type, occurredAt: at(event.at), startedAt, severity: "critical" },
      at("22:00:00"),
    );
    history = applyEvent(history, timed, options).history;
  }
  return history.incidents.flatMap((incident) =>
    incidentIntervals(incident).map((interval) => ({
      ...interval,
      incidentId: incident.id,
      basis: interval.startBasis,
      receivedAt: at("22:00:00"),
    })),
  );
}

describe("the worked examples of docs/ledger.md", () => {
  it("1: ten minutes of outage", () => {
    expect(lines([down("a", "10:00:00", "10:10:00")])).toEqual([
      { gross: 600, excluded: 0, overlap: 0, net: 600, cost: "1200.00" },
    ]);
  });

  it("2: two outages that overlap count each instant once", () => {
    expect(lines([down("a", "10:00:00", "10:10:00"), down("b", "10:05:00", "10:20:00")])).toEqual([
      { gross: 600, excluded: 0, overlap: 0, net: 600, cost: "1200.00" },
      { gross: 900, excluded: 0, overlap: 300, net: 600, cost: "1200.00" },
    ]);
  });

  it("3: an outage inside a degraded time takes its instants", () => {
    const intervals = [down("a", "10:00:00", "10:20:00", "medium"), down("b", "10:05:00", "10:10:00")];
    expect(lines(intervals)).toEqual([
      { gross: 1200, excluded: 0, overlap: 300, net: 900, cost: "900.00" },
      { gross: 300, excluded: 0, overlap: 0, net: 300, cost: "600.00" },
    ]);
    const day = { from: at("00:00:00"), to: at("23:00:00") };
    expect(serviceTime([day], weightedDowntime(ledgerInputs({ intervals }))).downMillionths).toBe(750_000_000_000n);
  });

  it("4: maintenance that was announced is excluded; that announced too late is not", () => {
    const window = { id: 1, from: at("10:05:00"), to: at("10:15:00") };
    const outage = [down("a", "10:00:00", "10:20:00")];
    const announced = (when: string) => ({ maintenance: [{ ...window, announcedAt: at(when) }] });
    expect(lines(outage, announced("09:00:00"))).toMatchObject([{ excluded: 600, net: 600 }]);
    expect(lines(outage, announced("10:06:00"))).toMatchObject([{ excluded: 0, net: 1200 }]);
    expect(lines(outage, announced("09:00:00"), { noticeMinutes: 120 })).toMatchObject([{ excluded: 0, net: 1200 }]);
  });

  it("5: the rate changes in between", () => {
    const rates = [
      { from: 0, to: at("10:05:00"), perMinute: "120.00", currency: "EUR" },
      { from: at("10:05:00"), to: null, perMinute: "180.00", currency: "EUR" },
    ];
    expect(lines([down("a", "10:00:00", "10:10:00")], { rates })).toMatchObject([{ cost: "1500.00" }]);
  });

  it("6: October 2026 in Berlin has 745 hours, and 99.95 % of them allow 1,341 s", () => {
    const october = periodSpan("2026-10", "Europe/Berlin");
    const { policies } = ledgerInputs({}, { timeZone: "Europe/Berlin" });
    const time = serviceTime(agreedTime(october, policies, ledgerInputs()), []);
    expect(time.agreedMs).toBe(2_682_000_000);
    expect(budgetLeftMs(time, "99.95")).toBe(1_341_000);
  });

  it("7: an outage over the end of October, Berlin time, has 600 s in each month", () => {
    const intervals = [down("a", "2026-10-31T22:50:00Z", "2026-10-31T23:10:00Z")];
    const parts = segmentsOf(ledgerInputs({ intervals }, { timeZone: "Europe/Berlin" }));
    expect(parts.map((part) => [part.period, part.part, part.netMs])).toEqual([
      ["2026-10", 1, 600_000],
      ["2026-11", 2, 600_000],
    ]);
  });

  it("8: a resolve that comes before its opening gives the segment that the right order gives", () => {
    const opened = { type: "opened" as const, at: "10:00:00" };
    const resolved = { type: "resolved" as const, at: "10:10:00" };
    const inOrder = lines(told([opened, resolved]));
    expect(inOrder).toEqual([{ gross: 600, excluded: 0, overlap: 0, net: 600, cost: "1200.00" }]);
    expect(lines(told([resolved, opened]))).toEqual(inOrder);
  });

  it("9: opened again after four minutes it is one incident with two segments, and the gap does not count", () => {
    const intervals = told([
      { type: "opened", at: "10:00:00" },
      { type: "resolved", at: "10:10:00" },
      { type: "opened", at: "10:14:00" },
      { type: "resolved", at: "10:20:00" },
    ]);
    expect(new Set(intervals.map((interval) => interval.incidentId)).size).toBe(1);
    expect(lines(intervals).map((line) => line.net)).toEqual([600, 360]);
  });

  it("10: costs are rounded half up once per entry", () => {
    const rates = [{ from: 0, to: null, perMinute: "0.10", currency: "EUR" }];
    expect(lines([down("a", "10:00:00", "10:00:01")], { rates })).toMatchObject([{ cost: "0.00" }]);
    expect(lines([down("a", "10:00:00", "10:00:03")], { rates })).toMatchObject([{ cost: "0.01" }]);
  });

  it("11: a month with maintenance, overlapping impacts and an end that is in the next", () => {
    const march = periodSpan("2026-03", "Europe/Berlin");
    const inputs = ledgerInputs(
      {
        intervals: [
          down("a", "2026-03-10T10:00:00Z", "2026-03-10T10:40:00Z"),
          down("a", "2026-03-10T11:10:00Z", "2026-03-10T11:30:00Z"),
          down("b", "2026-03-10T10:20:00Z", "2026-03-10T11:20:00Z", "medium"),
          down("c", "2026-03-31T21:30:00Z", "2026-03-31T22:30:00Z"),
        ],
        maintenance: [
          {
            id: 1,
            from: at("2026-03-10T10:30:00Z"),
            to: at("2026-03-10T10:35:00Z"),
            announcedAt: at("2026-03-09T10:00:00Z"),
          },
        ],
      },
      { timeZone: "Europe/Berlin", weights: { outage: "1", degraded: "0.3", none: "0" } },
    );
    const time = serviceTime(agreedTime(march, inputs.policies, inputs), weightedDowntime(inputs));
    const minutesOf = (impact: string) =>
      segmentsOf(inputs)
        .filter((segment) => segment.period === "2026-03" && segment.impact === impact)
        .reduce((sum, segment) => sum + segment.netMs / 60_000, 0);
    expect([minutesOf("outage"), minutesOf("degraded")]).toEqual([85, 30]);
    expect([time.agreedMs / 60_000, Number(time.downMillionths) / 60_000_000_000]).toEqual([44_575, 94]);
    expect(availabilityText(time, 4)).toBe("99.7891");
    // With `keep` maintenance leaves the downtime alone.
    const keeping = { ...inputs, policies: inputs.policies.map((one) => ({ ...one, maintenance: "keep" as const })) };
    const kept = serviceTime(agreedTime(march, keeping.policies, keeping), weightedDowntime(keeping));
    expect([kept.agreedMs / 60_000, kept.downMillionths]).toEqual([743 * 60, time.downMillionths]);
  });

  it("12: outside business hours does not count", () => {
    const hours: Span = { from: at("2026-11-23T07:00:00Z"), to: at("2026-11-23T15:00:00Z") };
    const serviceTimeOf = (_: string, within: Span) => clip([hours], within);
    expect(
      lines(
        [down("a", "2026-11-23T13:00:00Z", "2026-11-23T18:00:00Z")],
        { serviceTime: serviceTimeOf },
        { serviceHours: "office", timeZone: "Europe/Berlin" },
      ),
    ).toMatchObject([{ excluded: 10_800, net: 7_200 }]);
  });

  it("13: four parts of three seconds cost one, none, one and no cent", () => {
    const rates = [{ from: 0, to: null, perMinute: "0.10", currency: "EUR" }];
    const [whole] = countSegments(ledgerInputs({ intervals: [down("a", "10:00:00", "10:00:12")], rates }));
    const parts = cutSegment(whole!, [at("10:00:03"), at("10:00:06"), at("10:00:09")], rates);
    expect(parts.map(({ segment }) => inSeconds(segment).cost)).toEqual(["0.01", "0.00", "0.01", "0.00"]);
    expect(
      formatMinor(
        parts.reduce((sum, { segment }) => sum + segment.costMinor!, 0n),
        "EUR",
      ),
    ).toBe("0.02");
  });

  it("14: a severity that was lowered gives two segments", () => {
    expect(
      lines([down("a", "10:00:00", "10:06:00"), down("a", "10:06:00", "10:10:00", "medium", { receivedAt: null })]),
    ).toEqual([
      { gross: 360, excluded: 0, overlap: 0, net: 360, cost: "720.00" },
      { gross: 240, excluded: 0, overlap: 0, net: 240, cost: "240.00" },
    ]);
  });
});
