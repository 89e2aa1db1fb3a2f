import { appendJournal, notifyLive } from "@signalbox/database";
import type { ActDeps } from "../incident/manual-act.ts";
import { retryDeliveriesIn } from "../incident/retry-delivery.ts";
import { pageNotBefore } from "../process/flapping-notice.ts";
import { ObligationBook } from "../process/obligation-book.ts";
import { writeBook } from "../process/write-book.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { type PreparedOrder, planReplay, type ReplayPlan } from "./plan-replay.ts";

export interface ReplayAct {
  deliveryId: string;
  actor: { kind: "person" | "token"; name: string };
  reason: string;
  /** Ids of orders whose incident has ended, that a person wants sent all the same. Never a page. */
  sendAnyway: readonly string[];
}

export type ReplayOutcome =
  | { outcome: "done"; ordered: number; plan: ReplayPlan }
  /** It had failed: it is processed again as if it had just come. */
  | { outcome: "retried" }
  | { outcome: "not-found" | "not-processed" | "gone" }
  | { outcome: "not-sendable"; id: string };

/** What a replay would do, without doing it. */
export async function previewReplay(deps: ActDeps, deliveryId: string): Promise<ReplayPlan> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => (await planReplay(tx, { routing, now: deps.now() }, deliveryId)).plan);
}

/** Processes a stored delivery again by today's code and rules. For incidents that are not over what is missing goes out,
 *  pages too; for others only what a person chose. A second replay finds everything there, and does nothing. */
export async function replayDelivery(deps: ActDeps, act: ReplayAct): Promise<ReplayOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const { plan, prepared, obligations } = await planReplay(tx, { routing, now }, act.deliveryId);
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
      details: { reason: act.reason, ordered },
    });
    await notifyLive(tx, "delivery", act.deliveryId);
    return { outcome: "done", ordered: chosen.length, plan };
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
