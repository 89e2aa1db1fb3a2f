import { describe, expect, it } from "vitest";
import { type LedgerRow, ledgerColumns, ledgerEntry } from "./entry.ts";
import { csvLine, jsonLine, parseJsonLine } from "./print-line.ts";

const row: LedgerRow = {
  incidentId: "0190f3a1-b2c3-7d4e-8f90-a1b2c3d4e5f6",
  period: "2026-11",
  componentKey: "checkout",
  componentName: "Checkout",
  tier: 1,
  team: "payments",
  costCentre: null,
  glAccount: null,
  title: "it is down",
  source: "probe",
  severity: "critical",
  impact: "outage",
  startedAt: Date.parse("2026-11-20T10:00:00Z"),
  endedAt: Date.parse("2026-11-20T10:10:00.5Z"),
  countedUntil: Date.parse("2026-11-20T10:10:00.5Z"),
  timeBasis: "sender",
  grossMs: 600_500,
  excludedMs: 0,
  overlapMs: 0,
  netMs: 600_500,
  weight: "0.300000",
  weightedMs: "180150.000000",
  ratePerMinute: "120.000000",
  currency: "EUR",
  costMinor: 36_030n,
  hasTarget: true,
  customers: ["acme", "globex"],
  ticketRefs: [],
  marks: [],
  isVoid: false,
  policyVersion: 1,
};
const print = { timeZoneOf: () => "Europe/Berlin", publicUrl: null };
const titleCell = (title: string) => {
  const line = csvLine(ledgerEntry({ ...row, title }, print));
  const [before] = csvLine(ledgerEntry({ ...row, title: "TITLE" }, print)).split("TITLE");
  return line.slice(before!.length, line.indexOf(",probe,"));
};

describe("csvLine", () => {
  it("prints exact decimals and the clock of the policy's zone", () => {
    expect(csvLine(ledgerEntry(row, print)).trimEnd()).toBe(
      ",provisional,2026-11,,checkout,Checkout,1,payments,,,inc_0190f3a1b2c37d4e8f90a1b2c3d4e5f6,it is down,probe,critical,outage," +
        "2026-11-20T10:00:00.000Z,2026-11-20T10:10:00.500Z,2026-11-20T11:00:00+01:00,2026-11-20T11:10:00.5+01:00,sender," +
        '600.5,0,0,600.5,0.3,180.15,120.00,EUR,360.30,true,"acme; globex",,final,,,1,',
    );
  });

  it("makes what looks like a formula text, also after what another reader takes for a separator (L1)", () => {
    expect(titleCell("=1+1")).toBe(`"'=1+1"`);
    expect(titleCell("+49 30 1")).toBe(`"'+49 30 1"`);
    expect(titleCell("-5")).toBe(`"'-5"`);
    expect(titleCell("@SUM(A1)")).toBe(`"'@SUM(A1)"`);
    expect(titleCell("＝1")).toBe(`"'＝1"`);
    expect(titleCell("a;=1,-2")).toBe(`"a;'=1,'-2"`);
    expect(titleCell('say "=1"')).toBe(`"say ""'=1"""`);
    expect(titleCell("web-1 is down")).toBe(`"web-1 is down"`);
  });

  it("leaves a negative number a number (L1)", () => {
    expect(csvLine({ ...ledgerEntry(row, print), cost: "-5.00" })).toContain(",EUR,-5.00,true,");
  });
});

it("reads a JSON line back as the same entry", () => {
  const entry = ledgerEntry(row, print);
  expect(parseJsonLine(jsonLine(entry))).toEqual(entry);
  expect(Object.keys(JSON.parse(jsonLine(entry)))).toHaveLength(ledgerColumns.length);
});
