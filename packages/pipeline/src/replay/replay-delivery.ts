import type { EpochMs } from "@signalbox/core";
import { appendJournal, listPostedPeriods, notifyLive, type Tx } from "@signalbox/database";
import type { ActDeps } from "../incident/manual-act.ts";
import { retryDeliveriesIn } from "../incident/retry-delivery.ts";
import { pageNotBefore } from "../process/flapping-notice.ts";
import { ObligationBook } from "../process/obligation-book.ts";
import { writeBook } from "../process/write-book.ts";
import { loadRouting } from "../routing/load-routing.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import {
  compareWith,
  type PreparedOrder,
  type PreparedReplay,
  planReplay,
  type ReplayPlan,
  readAgain,
} from "./plan-replay.ts";
import { type ChangedIncident, takeNewReading } from "./take-new-reading.ts";

export interface ReplayAct {
  deliveryId: string;
  actor: { kind: "person" | "token"; name: string };
  reason: string;
  /** Places of events that read otherwise today: what today's code reads holds from now on. */
  takeReading: readonly number[];
  /** Ids of orders whose incident has ended, that a person wants sent all the same. Never a page. */
  sendAnyway: readonly string[];
}

export type ReplayOutcome =
  | ({ outcome: "done"; ordered: number } & ReplayPreview)
  /** It had failed: it is processed again as if it had just come. */
  | { outcome: "retried" }
  | { outcome: "not-found" | "not-processed" | "gone" }
  | { outcome: "not-sendable"; id: string }
  | { outcome: "not-takeable"; ordinal: number };

export interface ReplayPreview {
  plan: ReplayPlan;
  /** What the readings that are taken make of incidents. */
  changed: ChangedIncident[];
  /** Closed months in which that changes the ledger: they get lines of correction. */
  closedMonths: string[];
}

/** What a replay would do. It is done, looked at, and rolled back: the preview can't be about something else. */
export async function previewReplay(
  deps: ActDeps,
  act: Omit<ReplayAct, "reason" | "sendAnyway">,
): Promise<ReplayPreview | NotTakeable> {
  const routing = await loadRouting(deps.db);
  const seen = new Seen();
  try {
    await deps.db.transaction(async (tx) => {
      seen.is = await prepare(tx, { ...deps, routing, now: deps.now() }, { ...act, reason: "preview" });
      throw seen;
    });
  } catch (error) {
    if (error !== seen) throw error;
  }
  return seen.is!;
}

class Seen extends Error {
  is: (ReplayPreview & Pick<PreparedReplay, "prepared" | "obligations">) | NotTakeable | null = null;
}

type NotTakeable = { outcome: "not-takeable"; ordinal: number };

async function prepare(
  tx: Tx,
  deps: { routing: RoutingSnapshot; now: EpochMs; newId(): string },
  act: Omit<ReplayAct, "sendAnyway">,
): Promise<(ReplayPreview & Pick<PreparedReplay, "prepared" | "obligations">) | NotTakeable> {
  const changed = act.takeReading.length === 0 ? [] : await takeReadings(tx, deps, act);
  if ("outcome" in changed) return changed;
  const months = changed.length === 0 ? [] : await closedMonths(tx, spanOf(changed));
  return { ...(await planReplay(tx, deps, act.deliveryId)), changed, closedMonths: months };
}

async function takeReadings(
  tx: Tx,
  deps: { routing: RoutingSnapshot; now: EpochMs; newId(): string },
  act: Omit<ReplayAct, "sendAnyway">,
): Promise<ChangedIncident[] | NotTakeable> {
  const again = await readAgain(tx, deps.routing, act.deliveryId);
  const pairs = "pairs" in again ? again.pairs : [];
  const readings = act.takeReading.map((ordinal) => pairs.find((pair) => pair.ordinal === ordinal));
  const missing = readings.findIndex((pair) => pair === undefined || compareWith(pair) === "same");
  if (missing !== -1) return { outcome: "not-takeable", ordinal: act.takeReading[missing]! };
  const taken = readings.flatMap((pair) => pair ?? []);
  return (
    (await takeNewReading(tx, deps, { ...act, readings: taken })) ?? {
      outcome: "not-takeable",
      ordinal: act.takeReading[0]!,
    }
  );
}

async function closedMonths(tx: Tx, { from, to }: { from: EpochMs; to: EpochMs | null }): Promise<string[]> {
  const posted = [...(await listPostedPeriods(tx)).values()];
  return posted
    .filter(({ startsAt, endsAt }) => endsAt > from && (to === null || startsAt <= to))
    .map(({ period }) => period);
}

function spanOf(changed: readonly ChangedIncident[]): { from: EpochMs; to: EpochMs | null } {
  const rows = changed.flatMap(({ was, now }) => (was === null ? [now] : [was, now]));
  const ends = rows.map(({ resolvedAt }) => resolvedAt);
  return {
    from: Math.min(...rows.map(({ openedAt }) => openedAt)),
    to: ends.includes(null) ? null : Math.max(...ends.map((end) => end!)),
  };
}

/** Processes a stored delivery again by today's code and rules. For incidents that are not over what is missing goes out,
 *  pages too; for others only what a person chose. A second replay finds everything there, and does nothing. */
export async function replayDelivery(deps: ActDeps, act: ReplayAct): Promise<ReplayOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const made = await prepare(tx, { ...deps, routing, now }, act);
    if ("outcome" in made) return made;
    const { plan, prepared, obligations, changed, closedMonths } = made;
    const actor = { actorKind: act.actor.kind, actor: act.actor.name };
    if (plan.outcome === "failed") {
      await retryDeliveriesIn(tx, { deliveryIds: [act.deliveryId], by: { actor, now } });
      return { outcome: "retried" };
    }
    if (plan.outcome === "not-found" || plan.outcome === "not-processed" || plan.outcome === "gone")
      return { outcome: plan.outcome };
    const refused = act.sendAnyway.find((id) => !isSendable(prepared, id));
    if (refused !== undefined) return { outcome: "not-sendable", id: refused };
    const chosen = prepared.filter(
      ({ standing, id }) => standing === "missing" || (standing === "over" && act.sendAnyway.includes(id)),
    );
    const book = new ObligationBook(obligations, { routing, now, newId: deps.newId });
    for (const one of chosen) carryOut(book, one, now);
    await writeBook(tx, book.result(), now);
    const ordered = chosen.map(({ rule, kind, connection, standing }) => ({ rule, kind, connection, standing }));
    await appendJournal(tx, {
      ...actor,
      at: now,
      verb: "delivery.replayed",
      subjectKind: "delivery",
      subjectId: act.deliveryId,
      details: { reason: act.reason, ordered, ...(act.takeReading.length === 0 ? {} : { readAnew: act.takeReading }) },
    });
    await notifyLive(tx, "delivery", act.deliveryId);
    return { outcome: "done", ordered: chosen.length, plan, changed, closedMonths };
  });
}

// Nobody is paged about what is over, and nothing is mended that works.
const neverLate: readonly string[] = ["page", "remediate"];

function isSendable(prepared: readonly PreparedOrder[], id: string): boolean {
  return prepared.some((one) => one.id === id && one.standing === "over" && !neverLate.includes(one.kind));
}

// What is opened for an incident that has ended is recorded there, and closed again.
function carryOut(book: ObligationBook, one: PreparedOrder, now: number): void {
  const { order, context, cause, incident } = one;
  const notBefore = pageNotBefore({ incident, change: context.event.change, now });
  if (one.standing === "missing") {
    book.order(order.ordered, order.connection, context, cause, notBefore);
    return;
  }
  book.order({ ...order.ordered, always: true }, order.connection, context, cause);
  book.settle(cause);
}
