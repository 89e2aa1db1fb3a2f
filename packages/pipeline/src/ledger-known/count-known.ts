import {
  type Adjustment,
  assignOutages,
  type DatedPolicy,
  type DownInterval,
  type EpochMs,
  incidentIntervals,
  type Period,
  periodSpan,
  policyInForce,
  type Segment,
  segmentsOf,
} from "@signalbox/core";
import {
  type CountedLines,
  countedLines,
  type Database,
  type KnownFact,
  type KnownIncident,
  type LedgerMark,
  listFactsKnown,
  listIncidentsKnown,
  loadAdjustmentsKnown,
  loadPoliciesKnown,
  readConsistently,
  type Tx,
  unmappedComponent,
} from "@signalbox/database";
import { loadComponentSettings, loadSharedSettings, type SharedSettings } from "../settle-ledger/load-settings.ts";

/** More lines than these are not counted anew at once: all of them are held in memory. */
export const knownLinesMax = 100_000;

/** A month as it was known at an instant. */
export interface KnownMonth {
  period: Period;
  knownOn: EpochMs;
  /** Of one component alone (0: of incidents without one). */
  componentId?: number | undefined;
}

export type CountKnownOutcome =
  | { outcome: "counted"; lines: CountedLines; policies: readonly DatedPolicy[] }
  | { outcome: "too-many"; lines: number };

/**
 * Counts the lines of a month anew from what was known at an instant: statements that had been read, adjustments and
 * exclusions that had been decided, maintenance that had been entered, rates and policies as they stood. What still ran
 * then counts up to then. Reads, and writes nothing.
 */
export async function countKnown(
  deps: { db: Pick<Database, "transaction"> },
  month: KnownMonth,
): Promise<CountKnownOutcome> {
  return deps.db.transaction(async (tx) => {
    await readConsistently(tx);
    const { period, knownOn } = month;
    const shared = await loadSharedSettings(tx, await loadPoliciesKnown(tx, knownOn));
    const { timeZone } = policyInForce(shared.policies, knownOn);
    const told = await loadTold(tx, { ...month, span: periodSpan(period, timeZone) }, shared);
    const lines: { componentId: number | null; segment: Segment }[] = [];
    for (const [componentId, intervals] of told) {
      const adjustments = await loadAdjustmentsKnown(tx, [...new Set(intervals.map(idOf))], knownOn);
      const settings = await loadComponentSettings(tx, componentId ?? unmappedComponent, all, {
        shared,
        now: knownOn,
        knownOn,
      });
      for (const own of componentId === null ? each(intervals) : [intervals]) {
        const segments = segmentsOf({ ...settings, intervals: own, adjustments: of(adjustments, own) });
        lines.push(...segments.filter((one) => one.period === period).map((segment) => ({ componentId, segment })));
      }
      if (lines.length > knownLinesMax) return { outcome: "too-many", lines: lines.length };
    }
    return { outcome: "counted", lines: countedLines(lines), policies: shared.policies };
  });
}

const all: LedgerMark = { from: 0, to: null };

/** Downtime by component. What overlaps a time of the month may reach beyond it, and what overlaps that decides with it how
 *  much of it counts: it is looked for until nothing reaches further. */
async function loadTold(
  tx: Tx,
  { knownOn, componentId, span }: KnownMonth & { span: LedgerMark },
  shared: SharedSettings,
): Promise<Map<number | null, DownInterval[]>> {
  for (let extent = span; ; ) {
    const incidents = (await listIncidentsKnown(tx, extent, knownOn)).filter(
      (one) => componentId === undefined || (one.componentId ?? unmappedComponent) === componentId,
    );
    const intervals = (await loadIntervals(tx, incidents, knownOn, shared)).filter(({ own }) =>
      own.some((one) => touches(one, extent)),
    );
    const from = Math.min(extent.from, ...intervals.map(({ own }) => own[0]!.startedAt));
    if (from < extent.from) {
      extent = { ...extent, from };
      continue;
    }
    const byComponent = Map.groupBy(intervals, ({ incident }) => incident.componentId);
    return new Map([...byComponent].map(([id, some]) => [id, some.flatMap(({ own }) => own)]));
  }
}

const keysPerRead = 1_000;

async function loadIntervals(
  tx: Tx,
  incidents: readonly KnownIncident[],
  knownOn: EpochMs,
  shared: SharedSettings,
): Promise<{ incident: KnownIncident; own: DownInterval[] }[]> {
  const byKey = [...Map.groupBy(incidents, nameOf).values()];
  const told: { incident: KnownIncident; own: DownInterval[] }[] = [];
  for (let at = 0; at < byKey.length; at += keysPerRead) {
    const some = byKey.slice(at, at + keysPerRead);
    const facts = Map.groupBy(
      await listFactsKnown(
        tx,
        some.map(([first]) => first!),
        knownOn,
      ),
      nameOf,
    );
    for (const ofKey of some) {
      const own = intervalsOf(facts.get(nameOf(ofKey[0]!)) ?? [], shared);
      for (const incident of ofKey) {
        const intervals = own.get(incident.id);
        if (intervals !== undefined) told.push({ incident, own: intervals });
      }
    }
  }
  return told;
}

/** By the id of the incident to which each statement was given. */
function intervalsOf(facts: readonly KnownFact[], { withReceipt }: SharedSettings): Map<string, DownInterval[]> {
  const views = assignOutages(facts, { reopenWindowMs: 0, newId: () => "nobody" });
  return new Map(
    views.map((view) => [
      view.id,
      incidentIntervals(view).map((interval, index, all): DownInterval => {
        const { startedAt, endedAt, severity, startBasis, marked } = interval;
        const goesOn = all[index - 1]?.endedAt === startedAt;
        return {
          incidentId: view.id,
          startedAt,
          endedAt,
          severity,
          basis: startBasis,
          marked,
          receivedAt:
            !withReceipt || goesOn ? null : startBasis === "adjusted" ? startedAt : receiptOf(facts, startedAt),
        };
      }),
    ]),
  );
}

function receiptOf(facts: readonly KnownFact[], at: EpochMs): EpochMs | null {
  const told = facts.filter((fact) => fact.at === at && (fact.kind === "began" || fact.kind === "opened"));
  return told.length === 0 ? null : Math.min(...told.map(({ receivedAt }) => receivedAt));
}

function nameOf({ sourceId, correlationKey }: { sourceId: number; correlationKey: string }): string {
  return `${sourceId} ${correlationKey}`;
}

function idOf({ incidentId }: { incidentId: string }): string {
  return incidentId;
}

/** Incidents without a component are counted each alone: nobody knows whether two are about one thing. */
function each(intervals: readonly DownInterval[]): DownInterval[][] {
  return [...Map.groupBy(intervals, idOf).values()];
}

function of(adjustments: readonly Adjustment[], intervals: readonly DownInterval[]): Adjustment[] {
  const ids = new Set(intervals.map(idOf));
  return adjustments.filter(({ incidentId }) => ids.has(incidentId));
}

function touches({ startedAt, endedAt }: DownInterval, { from, to }: LedgerMark): boolean {
  return (endedAt === null || endedAt >= from) && (to === null || startedAt <= to);
}
