import type { Severity } from "../event/severity.ts";
import { formatId } from "../shared/id.ts";
import { type EpochMs, toIso, toIsoOrNull } from "../shared/time.ts";
import { sayMarks } from "./line-marks.ts";
import { localTime } from "./local-time.ts";
import { formatMinor, trimDecimal } from "./money.ts";
import type { Impact } from "./policy.ts";

/** A stored ledger line with what stands beside it at its start. Durations in milliseconds, `weightedMs` exact decimal text. */
export interface LedgerRow {
  incidentId: string;
  period: string;
  componentKey: string | null;
  componentName: string | null;
  tier: number | null;
  team: string | null;
  costCentre: string | null;
  glAccount: string | null;
  title: string;
  source: string;
  severity: Severity;
  impact: Impact;
  startedAt: EpochMs;
  endedAt: EpochMs | null;
  countedUntil: EpochMs;
  timeBasis: string;
  grossMs: number;
  excludedMs: number;
  overlapMs: number;
  netMs: number;
  weight: string;
  weightedMs: string;
  ratePerMinute: string | null;
  currency: string | null;
  costMinor: bigint | null;
  hasTarget: boolean;
  customers: string[];
  ticketRefs: string[];
  /** As `Segment.marks`. */
  marks: string[];
  isVoid: boolean;
  policyVersion: number;
}

/** The columns of the export, in its order. */
export const ledgerColumns = [
  "documentNo",
  "entryType",
  "period",
  "postedPeriod",
  "componentKey",
  "componentName",
  "tier",
  "team",
  "costCentre",
  "glAccount",
  "incidentId",
  "title",
  "source",
  "severity",
  "impact",
  "startedAt",
  "endedAt",
  "startedLocal",
  "endedLocal",
  "timeBasis",
  "grossSeconds",
  "excludedSeconds",
  "overlapSeconds",
  "netSeconds",
  "weight",
  "weightedSeconds",
  "ratePerMinute",
  "currency",
  "cost",
  "slaRelevant",
  "customers",
  "ticketRefs",
  "status",
  "reverses",
  "reason",
  "policyVersion",
  "url",
] as const;
export type LedgerColumn = (typeof ledgerColumns)[number];

/** What is counted on a line, as exact decimal text; a reversal has the opposite sign. */
export const figureColumns = [
  "grossSeconds",
  "excludedSeconds",
  "overlapSeconds",
  "netSeconds",
  "weightedSeconds",
  "cost",
] as const satisfies readonly LedgerColumn[];

/** A line as it is shown, exported and frozen at posting: exact decimal texts, times in UTC and in the policy's zone. */
export interface LedgerEntry {
  documentNo: number | null;
  entryType: "provisional" | "original" | "reversal" | "replacement";
  period: string;
  postedPeriod: string | null;
  componentKey: string;
  componentName: string;
  tier: number | null;
  team: string | null;
  costCentre: string | null;
  glAccount: string | null;
  incidentId: string;
  title: string;
  source: string;
  severity: Severity;
  impact: Impact;
  startedAt: string;
  endedAt: string | null;
  startedLocal: string;
  endedLocal: string | null;
  timeBasis: string;
  grossSeconds: string;
  excludedSeconds: string;
  overlapSeconds: string;
  netSeconds: string;
  weight: string;
  weightedSeconds: string;
  ratePerMinute: string | null;
  currency: string | null;
  cost: string | null;
  slaRelevant: boolean;
  customers: string[];
  ticketRefs: string[];
  status: "open" | "final" | "void";
  reverses: string | null;
  reason: string | null;
  policyVersion: number;
  url: string | null;
}

/** How incidents without a component are named. */
export const unmappedKey = "(unmapped)";

/** `componentKey` → `component_key`, as the export names it. */
export function exportName(column: LedgerColumn): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export interface PrintOptions {
  /** The zone of the policy that a line was counted by. */
  timeZoneOf(policyVersion: number): string;
  publicUrl: string | null;
}

/** A provisional line as an entry. */
export function ledgerEntry(row: LedgerRow, { timeZoneOf, publicUrl }: PrintOptions): LedgerEntry {
  const incidentId = formatId("inc", row.incidentId);
  const timeZone = timeZoneOf(row.policyVersion);
  return {
    documentNo: null,
    entryType: "provisional",
    period: row.period,
    postedPeriod: null,
    componentKey: row.componentKey ?? unmappedKey,
    componentName: row.componentName ?? unmappedKey,
    tier: row.tier,
    team: row.team,
    costCentre: row.costCentre,
    glAccount: row.glAccount,
    incidentId,
    title: row.title,
    source: row.source,
    severity: row.severity,
    impact: row.impact,
    startedAt: toIso(row.startedAt),
    endedAt: toIsoOrNull(row.endedAt),
    startedLocal: localTime(row.startedAt, timeZone),
    endedLocal: row.endedAt === null ? null : localTime(row.endedAt, timeZone),
    timeBasis: row.timeBasis,
    grossSeconds: secondsText(String(row.grossMs)),
    excludedSeconds: secondsText(String(row.excludedMs)),
    overlapSeconds: secondsText(String(row.overlapMs)),
    netSeconds: secondsText(String(row.netMs)),
    weight: trimDecimal(row.weight),
    weightedSeconds: secondsText(row.weightedMs),
    ratePerMinute: row.ratePerMinute === null ? null : moneyRate(row.ratePerMinute),
    currency: row.currency,
    cost: row.costMinor === null || row.currency === null ? null : formatMinor(row.costMinor, row.currency),
    slaRelevant: row.hasTarget,
    customers: row.customers,
    ticketRefs: row.ticketRefs,
    status: row.isVoid ? "void" : row.endedAt === null ? "open" : "final",
    reverses: null,
    reason: sayMarks(row.marks),
    policyVersion: row.policyVersion,
    url: publicUrl === null ? null : `${publicUrl}/incidents/${incidentId}`,
  };
}

/** Milliseconds as seconds with up to three decimals, without trailing zeros; more decimals are rounded half up. */
export function secondsText(ms: string): string {
  const point = ms.indexOf(".");
  const whole = point === -1 ? ms : ms.slice(0, point);
  const rounded = point !== -1 && ms[point + 1]! >= "5" ? (BigInt(whole) + 1n).toString() : whole;
  const text = rounded.padStart(4, "0");
  return text.endsWith("000") ? text.slice(0, -3) : trimDecimal(`${text.slice(0, -3)}.${text.slice(-3)}`);
}

/** At least two decimals: 120.00, 0.125. */
function moneyRate(text: string): string {
  const trimmed = trimDecimal(text);
  const point = trimmed.indexOf(".");
  return point === -1 ? `${trimmed}.00` : trimmed.padEnd(point + 3, "0");
}
