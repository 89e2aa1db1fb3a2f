import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LedgerRow, ledgerColumns, ledgerEntry, secondsText } from "./entry.ts";
import { csvHeader, csvLine, jsonLine, parseJsonLine } from "./print-line.ts";

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

it("has the columns of the export in their order, and an entry's cells under them (ledger.md, segment)", () => {
  const columns =
    "document_no,entry_type,period,posted_period,component_key,component_name,tier,team,cost_centre,gl_account,incident_id,title," +
    "source,severity,impact,started_at,ended_at,started_local,ended_local,time_basis,gross_seconds,excluded_seconds,overlap_seconds," +
    "net_seconds,weight,weighted_seconds,rate_per_minute,currency,cost,sla_relevant,customers,ticket_refs,status,reverses,reason," +
    "policy_version,url";
  expect(csvHeader).toBe(`${columns}\r\n`);
  expect(Object.keys(JSON.parse(jsonLine(ledgerEntry(row, print)))).join(",")).toBe(columns);
});

it("says in words why a line is not as it was told, and prints what runs and what has no component (ledger.md, segment)", () => {
  const printed = (own: Partial<LedgerRow>) => ledgerEntry({ ...row, ...own }, print);
  expect(printed({ marks: ["sender-time-in-future"] }).reason).toBe(
    "the sender's time lay ahead of the receipt; the receipt counts",
  );
  expect(printed({ marks: ["ended-before-started", "no-rate"], costMinor: null })).toMatchObject({
    reason: expect.stringMatching(
      /it has no length.*; no rate per minute held .* set the component's cost from then on/,
    ),
    cost: null,
  });
  expect(printed({ endedAt: null })).toMatchObject({ status: "open", endedAt: null, endedLocal: null });
  expect(printed({ isVoid: true }).status).toBe("void");
  const unmapped = printed({
    componentKey: null,
    componentName: null,
    ratePerMinute: null,
    currency: null,
    costMinor: null,
  });
  expect(csvLine(unmapped)).toContain(",provisional,2026-11,,(unmapped),(unmapped),");
});

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

it("prints seconds with up to three decimals, without trailing zeros, half a millisecond up (ledger.md, segment)", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 999_999 }), (whole, millionths) => {
      const text = secondsText(`${whole}.${String(millionths).padStart(6, "0")}`);
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d{0,2}[1-9])?$/);
      const [seconds = "", fraction = ""] = text.split(".");
      expect(BigInt(seconds + fraction.padEnd(3, "0"))).toBe(whole + (millionths >= 500_000 ? 1n : 0n));
    }),
  );
});
