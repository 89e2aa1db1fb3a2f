import {
  type DatedPolicy,
  type EpochMs,
  formatMinor,
  type Period,
  periodOf,
  periodSpan,
  policyInForce,
  type Segment,
  secondsText,
  segmentsOf,
  unmappedKey,
  weightedMilliseconds,
} from "@signalbox/core";
import {
  type ComponentWithDowntime,
  type LedgerMark,
  listComponentsDownIn,
  listIntervalsTouching,
  loadAdjustmentsOf,
  loadPolicies,
  type Tx,
  unmappedComponent,
} from "@signalbox/database";
import { loadAffected } from "../settle-ledger/load-affected.ts";
import { loadComponentSettings, loadSharedSettings, type SharedSettings } from "../settle-ledger/load-settings.ts";

/** Sums of a month's entries, as they are printed; currencies apart. */
interface MonthFigures {
  entries: number;
  weightedSeconds: string;
  cost: { currency: string; amount: string }[];
}

/** What other policies would do to a month. */
export interface PolicyPreview {
  period: Period;
  before: MonthFigures;
  after: MonthFigures;
  /** Those whose figures differ, by key. */
  components: { key: string; before: MonthFigures; after: MonthFigures }[];
}

/** The month of now, counted by the policies of today and by others; nothing is written. */
export async function previewPolicies(tx: Tx, policies: readonly DatedPolicy[], now: EpochMs): Promise<PolicyPreview> {
  const present = await loadPolicies(tx);
  const { timeZone } = policyInForce(present, now);
  const period = periodOf(now, timeZone);
  const span = periodSpan(period, timeZone);
  const [today, then] = [await loadSharedSettings(tx, present), await loadSharedSettings(tx, policies)];
  const [before, after]: [Segment[], Segment[]] = [[], []];
  const components: PolicyPreview["components"] = [];
  for (const component of await listComponentsDownIn(tx, span)) {
    const counted = { before: [] as Segment[], after: [] as Segment[] };
    for (const [name, shared] of [
      ["before", today],
      ["after", then],
    ] as const) {
      const all = await countComponent(tx, component, { span, shared, now });
      counted[name] = all.filter((segment) => segment.period === period);
    }
    before.push(...counted.before);
    after.push(...counted.after);
    const figures = { before: sumUp(counted.before), after: sumUp(counted.after) };
    if (JSON.stringify(figures.before) !== JSON.stringify(figures.after)) {
      components.push({ key: component.key ?? unmappedKey, ...figures });
    }
  }
  return { period, before: sumUp(before), after: sumUp(after), components };
}

async function countComponent(
  tx: Tx,
  { id }: ComponentWithDowntime,
  given: { span: LedgerMark; shared: SharedSettings; now: EpochMs },
): Promise<Segment[]> {
  const { span, shared, now } = given;
  if (id === unmappedComponent) return countUnmapped(tx, given);
  const { extent, intervals, adjustments } = await loadAffected(tx, id, span, shared);
  const settings = await loadComponentSettings(tx, id, extent, { shared, now });
  return segmentsOf({ ...settings, intervals, adjustments });
}

// Each alone: nobody knows whether two of them are about one thing.
async function countUnmapped(
  tx: Tx,
  { span, shared, now }: { span: LedgerMark; shared: SharedSettings; now: EpochMs },
): Promise<Segment[]> {
  const intervals = Map.groupBy(
    await listIntervalsTouching(tx, unmappedComponent, span, shared),
    ({ incidentId }) => incidentId,
  );
  const adjustments = await loadAdjustmentsOf(tx, unmappedComponent);
  const settings = await loadComponentSettings(tx, unmappedComponent, span, { shared, now });
  return [...intervals].flatMap(([id, own]) =>
    segmentsOf({
      ...settings,
      intervals: own,
      adjustments: adjustments.filter(({ incidentId }) => incidentId === id),
    }),
  );
}

function sumUp(segments: readonly Segment[]): MonthFigures {
  const minor = new Map<string, bigint>();
  let weightedMs = 0n;
  for (const segment of segments) {
    weightedMs += BigInt(wholeMs(weightedMilliseconds(segment)));
    const { currency, costMinor } = segment;
    if (currency !== null && costMinor !== null) minor.set(currency, (minor.get(currency) ?? 0n) + costMinor);
  }
  return {
    entries: segments.length,
    weightedSeconds: secondsText(weightedMs.toString()),
    cost: [...minor]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount: formatMinor(amount, currency) })),
  };
}

// Entries print whole milliseconds, rounded half up.
function wholeMs(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return fraction >= "5" ? (BigInt(whole) + 1n).toString() : whole;
}
