import {
  type DatedPolicy,
  type EpochMs,
  type Period,
  periodOf,
  periodSpan,
  policyInForce,
  type Span,
} from "@signalbox/core";
import { findPeriod, type Reader } from "@signalbox/database";
import { loadSharedSettings, type SharedSettings } from "../settle-ledger/load-settings.ts";

/** A month that is reported, with what decides how it is counted. */
export interface ReportMonth extends Span {
  period: Period;
  timeZone: string;
  isClosed: boolean;
  shared: SharedSettings;
  /** Of its last instant, or of now. */
  policy: DatedPolicy;
  now: EpochMs;
}

/** @param period null: the present one */
export async function loadReportMonth(reader: Reader, period: Period | null, now: EpochMs): Promise<ReportMonth> {
  const shared = await loadSharedSettings(reader);
  const { timeZone } = policyInForce(shared.policies, now);
  const named = period ?? periodOf(now, timeZone);
  const row = await findPeriod(reader, named);
  const { from, to } = row === null ? periodSpan(named, timeZone) : { from: row.startsAt, to: row.endsAt };
  const policy = policyInForce(shared.policies, Math.min(Math.max(now, from), to - 1));
  return { period: named, timeZone, from, to, isClosed: row?.status === "closed", shared, policy, now };
}
