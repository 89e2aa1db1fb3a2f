import type { LedgerEntry } from "@signalbox/core";

export const entry: LedgerEntry = {
  documentNo: 1,
  entryType: "original",
  period: "2026-11",
  postedPeriod: "2026-11",
  componentKey: "checkout",
  componentName: "Checkout",
  tier: 1,
  team: "payments",
  costCentre: null,
  glAccount: null,
  incidentId: "inc_1",
  title: "it is down",
  source: "probe",
  severity: "critical",
  impact: "outage",
  startedAt: "2026-11-20T12:00:00.000Z",
  endedAt: "2026-11-20T12:10:00.000Z",
  startedLocal: "2026-11-20T13:00:00+01:00",
  endedLocal: "2026-11-20T13:10:00+01:00",
  timeBasis: "sender",
  grossSeconds: "600",
  excludedSeconds: "0",
  overlapSeconds: "0",
  netSeconds: "600",
  weight: "1",
  weightedSeconds: "600",
  ratePerMinute: "120.00",
  currency: "EUR",
  cost: "-1200.00",
  slaRelevant: true,
  customers: [],
  ticketRefs: [],
  status: "final",
  reverses: null,
  reason: null,
  policyVersion: 1,
  url: null,
};

export async function* some(entries: LedgerEntry[]) {
  yield entries;
}

/** Titles that a spreadsheet could take for more than text. */
export const hostile = [
  "=1+1",
  "+1",
  "-1",
  "@A1",
  "\t=1",
  "\r=1",
  "\n=1",
  "\0=1",
  "＝1",
  "a;=1",
  'say "=1"',
  "<f>1</f>",
  "_x003D_1",
];
