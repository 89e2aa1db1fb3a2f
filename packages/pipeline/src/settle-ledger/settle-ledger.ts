import { type EpochMs, type LedgerInputs, type Period, type Segment, segmentsOf } from "@signalbox/core";
import {
  componentsToSettle,
  findRunningMark,
  findUnmapped,
  findUnmappedSegments,
  type LedgerMark,
  listIntervalsOf,
  listIntervalsTouching,
  listPostedPeriods,
  loadAdjustmentsOf,
  notifyLive,
  type PeriodRow,
  shareLedger,
  type Tx,
  takeLedgerMarks,
  unmappedComponent,
  writeSegments,
} from "@signalbox/database";
import type { LedgerDeps } from "./ledger-deps.ts";
import { loadAffected } from "./load-affected.ts";
import { loadComponentSettings, loadSharedSettings, type SharedSettings } from "./load-settings.ts";
import { postCorrections } from "./post-corrections.ts";

/**
 * Brings the ledger lines of one component up to date where it is marked; without a mark, or while a month is being closed,
 * it does nothing. Touches the lines that overlap a mark, and writes those that differ; for months that were closed it posts
 * what corrects them. Running lines that a mark does not reach stay as they were counted. Safe to run twice: the lines are a
 * pure function of stored rows, and the component's ledger lock keeps two settlements apart. 0 stands for incidents without a
 * component.
 */
export async function settleLedger(deps: LedgerDeps, { componentId }: { componentId: number }): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await shareLedger(tx))) return;
    const marks = await takeLedgerMarks(tx, componentId);
    if (marks.length === 0) return;
    await settleMarks(tx, deps, componentId, marks, { keepsRunning: true });
    await notifyLive(tx, "ledger", String(componentId));
  });
}

/** Everything that is marked, and what still runs up to now: done before anybody is shown a figure. While a month is being
 *  closed it does nothing: figures then are those of a moment before. */
export async function settleWholeLedger(deps: LedgerDeps): Promise<void> {
  const components = await deps.db.transaction((tx) => componentsToSettle(tx));
  for (const componentId of components) {
    await deps.db.transaction(async (tx) => {
      if (await shareLedger(tx)) await settleComponent(tx, deps, componentId);
    });
  }
}

/** One component's marks and what runs of it, within the caller's transaction, who keeps months from being closed. */
export async function settleComponent(tx: Tx, deps: LedgerDeps, componentId: number): Promise<void> {
  const marks = await takeLedgerMarks(tx, componentId);
  const running = await findRunningMark(tx, componentId);
  await settleMarks(tx, deps, componentId, running === null ? marks : [...marks, running], { keepsRunning: false });
}

async function settleMarks(
  tx: Tx,
  deps: LedgerDeps,
  componentId: number,
  marks: readonly LedgerMark[],
  { keepsRunning }: { keepsRunning: boolean },
): Promise<void> {
  if (marks.length === 0) return;
  const shared = await loadSharedSettings(tx);
  const posted = await listPostedPeriods(tx);
  for (const mark of marks) {
    // What began before a mark and still runs is counted as before, up to the mark.
    const settling = { tx, deps, shared, posted, now: deps.now(), keptUntil: keepsRunning ? mark.from : null };
    if (componentId === unmappedComponent) await settleUnmapped(settling, mark);
    else await settleMark(settling, componentId, mark);
  }
}

interface Settling {
  tx: Tx;
  deps: LedgerDeps;
  shared: SharedSettings;
  posted: ReadonlyMap<Period, PeriodRow>;
  now: EpochMs;
  keptUntil: EpochMs | null;
}

async function settleMark(settling: Settling, componentId: number, mark: LedgerMark): Promise<void> {
  const { tx, deps, shared, posted, now, keptUntil } = settling;
  const { extent, intervals, adjustments } = await loadAffected(tx, componentId, mark, shared);
  const settings = await loadComponentSettings(tx, componentId, extent, { shared, now });
  const all = segmentsOf({ ...settings, intervals, adjustments });
  const { within, beyond } = divide(all, extent);
  const open = within.filter(({ period }) => !posted.has(period));
  await writeSegments(tx, { componentId, within: extent }, open, { settledAt: now, keptUntil });
  await postCorrections(tx, {
    deps,
    shared,
    posted,
    now,
    componentId,
    within: extent,
    segments: within.filter(({ period }) => posted.has(period)),
    isOthers: (line) => beyond.some((one) => covers(one, line)),
  });
}

/** Whole segments that lie within a time, and those that reach beyond: of these not all that overlaps them is known. */
function divide(segments: readonly Segment[], extent: LedgerMark): { within: Segment[]; beyond: Segment[] } {
  const isWithin = ({ wholeFrom, wholeTo }: Segment) =>
    wholeFrom >= extent.from && (extent.to === null || (wholeTo !== null && wholeTo <= extent.to));
  return { within: segments.filter(isWithin), beyond: segments.filter((segment) => !isWithin(segment)) };
}

function covers(segment: Segment, line: { incidentId: string; startedAt: EpochMs }): boolean {
  return (
    segment.incidentId === line.incidentId &&
    segment.wholeFrom <= line.startedAt &&
    (segment.wholeTo === null || line.startedAt < segment.wholeTo)
  );
}

// Nobody knows whether two unmapped incidents are about one thing, so none overlaps another: each is counted alone.
async function settleUnmapped(settling: Settling, mark: LedgerMark): Promise<void> {
  const { tx, deps, shared, posted, now, keptUntil } = settling;
  const told = await listIntervalsTouching(tx, unmappedComponent, mark, shared);
  const stored = await findUnmappedSegments(tx, mark);
  const incidentIds = [...new Set([...told.map(({ incidentId }) => incidentId), ...stored])];
  const unmapped = await findUnmapped(tx, incidentIds);
  const intervals = await listIntervalsOf(tx, [...unmapped], shared);
  const adjustments = await loadAdjustmentsOf(tx, unmappedComponent);
  const settings = await loadComponentSettings(tx, unmappedComponent, mark, { shared, now });
  const each = Map.groupBy(intervals, ({ incidentId }) => incidentId);
  const segments = [...each].flatMap(([id, own]) =>
    segmentsOf(aloneInputs(settings, id, { intervals: own, adjustments })),
  );
  const open = segments.filter(({ period }) => !posted.has(period));
  await writeSegments(tx, { unmappedIncidents: incidentIds }, open, { settledAt: now, keptUntil });
  await postCorrections(tx, {
    deps,
    shared,
    posted,
    now,
    componentId: unmappedComponent,
    within: { from: 0, to: null },
    segments: segments.filter(({ period }) => posted.has(period)),
    isOthers: ({ incidentId }) => !incidentIds.includes(incidentId),
  });
}

function aloneInputs(
  settings: Omit<LedgerInputs, "intervals" | "adjustments">,
  incidentId: string,
  { intervals, adjustments }: Pick<LedgerInputs, "intervals" | "adjustments">,
): LedgerInputs {
  return { ...settings, intervals, adjustments: adjustments.filter((one) => one.incidentId === incidentId) };
}
