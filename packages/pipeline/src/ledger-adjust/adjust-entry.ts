import { type EpochMs, type Part, parseMinor } from "@signalbox/core";
import {
  type AdjustmentRow,
  appendJournal,
  approveAdjustment,
  type Database,
  findAdjustment,
  findComponents,
  findLedgerLine,
  insertAdjustment,
  loadApprovalLimits,
  markComponentsDirty,
  moveIncident,
  notifyLive,
  type Tx,
  unmappedComponent,
  withdrawAdjustment,
} from "@signalbox/database";
import { countAround } from "./count-around.ts";
import { type AdjustedField, planAdjustment } from "./plan-adjustment.ts";

export interface AdjustDeps {
  db: Pick<Database, "transaction">;
  now(): EpochMs;
  newId(): string;
}

export interface AdjustRequest {
  entryId: string;
  field: AdjustedField;
  to: string;
  reason: string;
  author: string;
  /** Only says what it would change. */
  isPreview: boolean;
}

/** By currency, in minor units as text. */
type CostChange = { currency: string; minor: string }[];

export type AdjustOutcome =
  | { outcome: "done"; id: string | null; needsApproval: boolean; costChange: CostChange }
  | { outcome: "not-found" }
  | { outcome: "refused"; reason: string };

/** Changes what an entry says, with a reason. Above the amount that is set, and where nobody knows the amount, it waits for a
 *  second person. */
export async function adjustEntry(deps: AdjustDeps, request: AdjustRequest): Promise<AdjustOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const found = await findLedgerLine(tx, request.entryId);
    if (found === null) return { outcome: "not-found" };
    const planned =
      request.field === "component"
        ? await planMove(tx, request.to, found.componentId)
        : await planTime(tx, { ...request, field: request.field }, found, now);
    if (planned.outcome === "refused") return planned;
    const { row, costChange } = planned;
    const needsApproval = row.verdict === "component" || (await exceeds(tx, costChange));
    if (request.isPreview) return { outcome: "done", id: null, needsApproval, costChange };
    const id = deps.newId();
    const { incidentId } = found;
    const { field, to, reason, author } = request;
    await insertAdjustment(tx, {
      ...row,
      id,
      incidentId,
      componentId: found.componentId,
      field,
      toValue: to,
      reason,
      author,
      at: now,
      costChange,
      needsApproval,
    });
    await journal(tx, { id, incidentId, by: author, verb: "ledger.adjusted", reason, now });
    if (!needsApproval) await takeEffect(tx, { ...row, incidentId, componentId: found.componentId, toValue: to }, now);
    return { outcome: "done", id, needsApproval, costChange };
  });
}

export type DecideOutcome = "done" | "not-found" | "not-waiting" | "own";

/** The yes of a second person to one that waits. */
export async function approveAdjustmentBy(deps: AdjustDeps, id: string, by: string): Promise<DecideOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const approved = await approveAdjustment(tx, id, { name: by, now });
    if (approved === null) return whyNot(await findAdjustment(tx, id), by);
    await journal(tx, {
      id,
      incidentId: approved.incidentId,
      by,
      verb: "ledger.adjustment-approved",
      reason: approved.reason,
      now,
    });
    await takeEffect(tx, approved, now);
    return "done";
  });
}

/** Takes back one that waits. */
export async function withdrawAdjustmentBy(deps: AdjustDeps, id: string, by: string): Promise<DecideOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const withdrawn = await withdrawAdjustment(tx, id, { name: by, now });
    if (withdrawn === null) return (await findAdjustment(tx, id)) === null ? "not-found" : "not-waiting";
    await journal(tx, {
      id,
      incidentId: withdrawn.incidentId,
      by,
      verb: "ledger.adjustment-withdrawn",
      reason: withdrawn.reason,
      now,
    });
    return "done";
  });
}

function whyNot(row: AdjustmentRow | null, by: string): DecideOutcome {
  if (row === null) return "not-found";
  return row.author === by && row.approvedAt === null && row.withdrawnAt === null && row.needsApproval
    ? "own"
    : "not-waiting";
}

type Row = Pick<AdjustmentRow, "verdict" | "impact" | "startsAt" | "endsAt" | "fromValue">;
type Planned = { outcome: "planned"; row: Row; costChange: CostChange } | { outcome: "refused"; reason: string };
type Found = NonNullable<Awaited<ReturnType<typeof findLedgerLine>>>;

async function planMove(tx: Tx, key: string, before: number | null): Promise<Planned> {
  const [component] = await findComponents(tx, [key]);
  if (component === undefined) return { outcome: "refused", reason: `There is no component "${key}".` };
  if (component.id === before) return { outcome: "refused", reason: `It belongs to ${key} already.` };
  const row: Row = {
    verdict: "component",
    impact: null,
    startsAt: null,
    endsAt: null,
    fromValue: before === null ? null : String(before),
  };
  return { outcome: "planned", row, costChange: [] };
}

async function planTime(
  tx: Tx,
  request: AdjustRequest & { field: Exclude<AdjustedField, "component"> },
  { line, incidentId, componentId }: Found,
  now: EpochMs,
): Promise<Planned> {
  const at = line.kind === "segment" ? line.segment.startedAt : Date.parse(line.posting.entry.startedAt);
  const impact = line.kind === "segment" ? line.segment.impact : line.posting.entry.impact;
  const around = await countAround(tx, { incidentId, componentId, at, now });
  const found = around.parts.find(
    ({ segment }) => segment.incidentId === incidentId && segment.startedAt === at && segment.impact === impact,
  );
  if (found === undefined) return { outcome: "refused", reason: "It is not what it was: load the ledger again." };
  const planned = planAdjustment(found.segment, request, now);
  if (planned.outcome === "refused") return planned;
  const { verdict, from, to, before } = planned;
  const adjustment = {
    id: "preview",
    incidentId,
    decidedAt: now,
    verdict,
    impact: planned.impact,
    from,
    to,
    reason: request.reason,
  };
  return {
    outcome: "planned",
    row: { verdict, impact: planned.impact, startsAt: from, endsAt: to, fromValue: before },
    costChange: changeOfCost(around.parts, around.with(adjustment)),
  };
}

function changeOfCost(before: readonly Part[], after: readonly Part[]): CostChange {
  const sums = new Map<string, bigint>();
  for (const [parts, sign] of [
    [before, -1n],
    [after, 1n],
  ] as const) {
    for (const { segment } of parts) {
      if (segment.currency === null || segment.costMinor === null) continue;
      sums.set(segment.currency, (sums.get(segment.currency) ?? 0n) + sign * segment.costMinor);
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ currency, minor: minor.toString() }));
}

/** Whether a change is larger than what one person may decide; what no amount is set for always is. */
async function exceeds(tx: Tx, change: CostChange): Promise<boolean> {
  const limits = await loadApprovalLimits(tx);
  return change.some(({ currency, minor }) => {
    const limit = limits[currency];
    const amount = BigInt(minor) < 0n ? -BigInt(minor) : BigInt(minor);
    return limit === undefined ? amount > 0n : amount > parseMinor(limit, currency);
  });
}

async function takeEffect(
  tx: Tx,
  {
    verdict,
    startsAt,
    endsAt,
    incidentId,
    componentId,
    toValue,
  }: Pick<AdjustmentRow, "verdict" | "startsAt" | "endsAt" | "incidentId" | "componentId" | "toValue">,
  now: EpochMs,
): Promise<void> {
  if (verdict === "component") {
    const [component] = await findComponents(tx, [toValue!]);
    if (component === undefined) throw new Error(`component "${toValue}" is gone`);
    const { before, ...whole } = await moveIncident(tx, incidentId, component.id, now);
    await markComponentsDirty(
      tx,
      new Map([
        [before ?? unmappedComponent, whole],
        [component.id, whole],
      ]),
    );
  } else {
    await markComponentsDirty(tx, new Map([[componentId ?? unmappedComponent, { from: startsAt!, to: endsAt }]]));
  }
  await notifyLive(tx, "ledger", incidentId);
}

async function journal(
  tx: Tx,
  what: { id: string; incidentId: string; by: string; verb: string; reason: string; now: EpochMs },
): Promise<void> {
  await appendJournal(tx, {
    at: what.now,
    actorKind: "person",
    actor: what.by,
    verb: what.verb,
    subjectKind: "incident",
    subjectId: what.incidentId,
    details: { adjustment: what.id, reason: what.reason },
  });
}
