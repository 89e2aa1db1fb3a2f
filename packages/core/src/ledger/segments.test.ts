import { describe, expect, it } from "vitest";
import { severities } from "../event/severity.ts";
import { adjust, at, down, inSeconds, ledgerInputs, lines, policy } from "./ledger-under-test.ts";
import { segmentsOf } from "./segments.ts";

describe("segmentsOf", () => {
  it("joins what touches with one impact, whatever the severity", () => {
    expect(lines([down("a", "10:00:00", "10:06:00"), down("a", "10:06:00", "10:10:00", "high")])).toHaveLength(1);
  });

  it("joins them across a severity that lasted no time", () => {
    const intervals = [
      down("a", "10:00:00", "10:06:00"),
      down("a", "10:06:00", "10:06:00", "medium", { receivedAt: null, marked: "future" }),
      down("a", "10:06:00", "10:10:00", "critical", { receivedAt: null }),
    ];
    expect(segmentsOf(ledgerInputs({ intervals })).map(({ grossMs, marks }) => [grossMs, marks])).toEqual([
      [600_000, ["future"]],
    ]);
  });

  it("counts what still runs up to now", () => {
    expect(lines([down("a", "22:00:00", null)])[0]).toMatchObject({ net: 3600 });
  });

  it("takes critical, high and unknown as an outage, medium as degraded, and has no line for low and info (ledger.md, policy)", () => {
    const told = severities.map((severity) => {
      const [line] = segmentsOf(ledgerInputs({ intervals: [down("a", "10:00:00", "10:06:00", severity)] }));
      return [severity, line?.impact ?? null, line?.weight ?? null];
    });
    expect(told.toSorted()).toEqual([
      ["critical", "outage", "1"],
      ["high", "outage", "1"],
      ["info", null, null],
      ["low", null, null],
      ["medium", "degraded", "0.5"],
      ["unknown", "outage", "1"],
    ]);
  });

  it("marks a line of which some counted instant has no rate, and gives it no cost", () => {
    const rates = [{ from: at("10:05:00"), to: null, perMinute: "1", currency: "EUR" }];
    const [line] = segmentsOf(ledgerInputs({ intervals: [down("a", "10:00:00", "10:10:00")], rates }));
    expect(line).toMatchObject({ netMs: 600_000, costMinor: null, marks: ["no-rate"] });
  });

  it("asks for no rate where no instant counts", () => {
    const rates = [{ from: at("10:05:00"), to: null, perMinute: "60", currency: "EUR" }];
    const exclusions = [{ id: 1, from: at("09:00:00"), to: at("10:05:00") }];
    const [line] = segmentsOf(ledgerInputs({ intervals: [down("a", "10:00:00", "10:10:00")], rates, exclusions }));
    expect(line).toMatchObject({ netMs: 300_000, costMinor: 30_000n, ratePerMinute: "60", marks: [] });
  });

  it("never adds two currencies: a change begins another segment", () => {
    const rates = [
      { from: 0, to: at("10:05:00"), perMinute: "60", currency: "EUR" },
      { from: at("10:05:00"), to: null, perMinute: "6000", currency: "JPY" },
    ];
    expect(lines([down("a", "10:00:00", "10:10:00")], { rates }).map((l) => l.cost)).toEqual(["300.00", "30000"]);
  });

  it("rounds to the currency's own minor unit", () => {
    const cost = (currency: string) =>
      lines([down("a", "10:00:00", "10:00:01")], { rates: [{ from: 0, to: null, perMinute: "0.0755", currency }] })[0]!
        .cost;
    expect([cost("JPY"), cost("EUR"), cost("KWD")]).toEqual(["0", "0.00", "0.001"]);
  });

  it("counts a segment by the policy that held when it began", () => {
    const policies = [
      policy({ to: at("10:05:00") }),
      policy({ version: 2, from: at("10:05:00"), weights: { outage: "0.1", degraded: "0", none: "0" } }),
    ];
    const intervals = [down("a", "10:00:00", "10:10:00"), down("b", "11:00:00", "11:10:00")];
    const result = segmentsOf(ledgerInputs({ intervals, policies }));
    expect(result.map((line) => [line.policyVersion, inSeconds(line).cost])).toEqual([
      [1, "1200.00"],
      [2, "120.00"],
    ]);
  });

  it("leaves out what this service could not hear where the policy says so", () => {
    const blind = [{ from: at("10:02:00"), to: at("10:04:00") }];
    const outage = [down("a", "10:00:00", "10:10:00")];
    expect(lines(outage, { blind })).toMatchObject([{ excluded: 0 }]);
    expect(lines(outage, { blind }, { blind: "exclude" })).toMatchObject([{ excluded: 120, net: 480 }]);
  });

  it("says of a line with the same start in two incidents whose each instant is: the first by incident", () => {
    const both = [down("b", "10:00:00", "10:10:00"), down("a", "10:00:00", "10:05:00")];
    expect(segmentsOf(ledgerInputs({ intervals: both })).map((l) => [l.incidentId, l.netMs])).toEqual([
      ["a", 300_000],
      ["b", 300_000],
    ]);
  });
});

describe("segmentsOf, by the time of receipt", () => {
  const heard = (receivedAt: string, from: string, to: string | null, severity: "critical" | "medium" = "critical") =>
    down("a", from, to, severity, { receivedAt: at(receivedAt) });

  it("begins when the opening was received", () => {
    const [line] = segmentsOf(
      ledgerInputs({ intervals: [heard("10:03:00", "10:00:00", "10:10:00")] }, { start: "received" }),
    );
    expect(line).toMatchObject({
      startedAt: at("10:03:00"),
      endedAt: at("10:10:00"),
      basis: "received",
      netMs: 420_000,
    });
  });

  it("leaves out the severities that were over by then", () => {
    const intervals = [
      heard("10:07:00", "10:00:00", "10:05:00"),
      down("a", "10:05:00", "10:10:00", "medium", { receivedAt: null }),
      heard("10:30:00", "10:30:00", "10:31:00"),
    ];
    const result = segmentsOf(ledgerInputs({ intervals }, { start: "received" }));
    expect(result.map((l) => [l.impact, l.startedAt, l.netMs])).toEqual([
      ["degraded", at("10:07:00"), 180_000],
      ["outage", at("10:30:00"), 60_000],
    ]);
  });

  it("gives what was over before it was heard of no length, and says so", () => {
    const [line] = segmentsOf(
      ledgerInputs({ intervals: [heard("10:20:00", "10:00:00", "10:10:00")] }, { start: "received" }),
    );
    expect(line).toMatchObject({
      startedAt: at("10:10:00"),
      endedAt: at("10:10:00"),
      netMs: 0,
      marks: ["ended-before-received"],
    });
  });
});

describe("segmentsOf, adjusted", () => {
  const outage = down("a", "10:00:00", "10:10:00");
  const adjusted = (...adjustments: ReturnType<typeof adjust>[]) =>
    segmentsOf(ledgerInputs({ intervals: [outage], adjustments })).map((l) => [
      l.startedAt,
      l.endedAt,
      l.impact,
      l.netMs / 1000,
    ]);

  it("begins and ends when a person says so, earlier or later", () => {
    expect(adjusted(adjust("a", "10:00:00", "10:04:00", { verdict: "up" }))).toEqual([
      [at("10:04:00"), at("10:10:00"), "outage", 360],
    ]);
    expect(adjusted(adjust("a", "09:55:00", "10:00:00", { verdict: "down", impact: "outage" }))).toEqual([
      [at("09:55:00"), at("10:10:00"), "outage", 900],
    ]);
    expect(adjusted(adjust("a", "10:08:00", "10:10:00", { verdict: "up" }))).toEqual([
      [at("10:00:00"), at("10:08:00"), "outage", 480],
    ]);
    expect(adjusted(adjust("a", "10:10:00", "10:15:00", { verdict: "down", impact: "outage" }))).toEqual([
      [at("10:00:00"), at("10:15:00"), "outage", 900],
    ]);
  });

  it("says that it was adjusted, and why", () => {
    const adjustments = [adjust("a", "10:00:00", "10:04:00", { verdict: "up", reason: "the probe was wrong" })];
    expect(segmentsOf(ledgerInputs({ intervals: [outage], adjustments }))[0]).toMatchObject({
      basis: "adjusted",
      marks: ["adjusted: the probe was wrong"],
    });
  });

  it("has another impact", () => {
    expect(adjusted(adjust("a", "10:00:00", "10:10:00", { verdict: "impact", impact: "degraded" }))).toEqual([
      [at("10:00:00"), at("10:10:00"), "degraded", 600],
    ]);
  });

  it("stays as a line that does not count where it is void, and gives its instants to others", () => {
    const intervals = [outage, down("b", "10:05:00", "10:20:00")];
    const adjustments = [adjust("a", "10:00:00", "10:10:00", {})];
    expect(lines(intervals, { adjustments })).toEqual([
      { gross: 600, excluded: 600, overlap: 0, net: 0, cost: "0.00" },
      { gross: 900, excluded: 0, overlap: 0, net: 900, cost: "1800.00" },
    ]);
  });

  it("takes what was decided last, and holds over facts that come late", () => {
    const early = adjust("a", "10:00:00", "10:10:00", { verdict: "impact", impact: "degraded", decidedAt: 1 });
    const later = adjust("a", "10:00:00", "10:10:00", { verdict: "impact", impact: "outage", decidedAt: 2 });
    expect(adjusted(later, early)[0]![2]).toBe("outage");
    const longer = [down("a", "10:00:00", "10:30:00")];
    const adjustments = [adjust("a", "10:10:00", "10:20:00", { verdict: "up" })];
    expect(lines(longer, { adjustments }).map((l) => l.net)).toEqual([600, 600]);
  });

  it("leaves what still runs running", () => {
    const intervals = [down("a", "22:00:00", null)];
    const adjustments = [adjust("a", "22:00:00", "22:30:00", { verdict: "up" })];
    expect(segmentsOf(ledgerInputs({ intervals, adjustments }))[0]).toMatchObject({ endedAt: null, netMs: 1_800_000 });
  });
});
