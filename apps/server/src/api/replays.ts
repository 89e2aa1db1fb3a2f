import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import { previewReplay, type ReplayedEvent, type ReplayPreview, replayDelivery } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showEvent } from "./events.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";

export function replayHandlers(deps: ServerDeps): Pick<Handlers, "previewReplay" | "replayDelivery"> {
  return {
    async previewReplay({ params, query }, call) {
      const deliveryId = readId("dlv", "delivery", params.id);
      const takeReading = query.take === undefined ? [] : query.take.split(",").map(Number);
      const seen = await previewReplay(deps, { deliveryId, takeReading, actor: actorOfCall(call) });
      if ("outcome" in seen) throw notTakeable("query.take", seen.ordinal);
      return showPlan(seen, null);
    },
    async replayDelivery({ params, body }, call) {
      const deliveryId = readId("dlv", "delivery", params.id);
      const done = await replayDelivery(deps, { deliveryId, actor: actorOfCall(call), ...body });
      switch (done.outcome) {
        case "done":
          return showPlan(done, done.ordered);
        case "retried":
          return showPlan({ plan: { outcome: "failed" }, changed: [], closedMonths: [] }, 0);
        case "not-takeable":
          throw notTakeable("body.takeReading", done.ordinal);
        case "not-sendable": {
          const path = "body.sendAnyway";
          const message = `${done.id} is nothing that can be sent: only what stands as over, and never a page or a remediation`;
          throw new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
        }
        default:
          throw refusal(done.outcome);
      }
    },
  };
}

function notTakeable(path: string, ordinal: number): ApiProblem {
  const message = `event ${ordinal} reads as it did, or is none of this delivery: there is no new reading to take`;
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}

function showPlan({ plan, changed, closedMonths }: ReplayPreview, ordered: number | null) {
  const seen = { changed: changed.map(showChanged), closedMonths, ordered };
  switch (plan.outcome) {
    case "failed":
      return { outcome: plan.outcome, reason: null, events: [], ...seen };
    case "planned":
      return { outcome: plan.outcome, reason: null, events: plan.events.map(showReplayed), ...seen };
    case "unreadable":
    case "ignored":
      return { outcome: plan.outcome, reason: plan.reason, events: plan.events.map(showReplayed), ...seen };
    default:
      throw refusal(plan.outcome);
  }
}

function refusal(outcome: "not-found" | "not-processed" | "gone"): ApiProblem {
  switch (outcome) {
    case "not-found":
      return notFound("delivery");
    case "not-processed":
      return new ApiProblem("not-allowed", "It is not processed yet: wait a moment.");
    case "gone":
      return new ApiProblem("gone", "Its body is no longer kept: retention has taken it.");
  }
}

function showChanged({ was, now, isWithdrawn }: ReplayPreview["changed"][number]) {
  const state = ({ status, severity, openedAt, resolvedAt }: typeof now) => ({
    status,
    severity,
    openedAt: toIso(openedAt),
    resolvedAt: toIsoOrNull(resolvedAt),
  });
  return {
    id: formatId("inc", now.id),
    title: now.title,
    was: was === null ? null : state(was),
    now: state(now),
    isWithdrawn,
  };
}

function showReplayed({ ordinal, reading, differences, stored, incident, orders }: ReplayedEvent) {
  return {
    ordinal,
    reading,
    differences,
    event: stored === null ? null : showEvent(stored),
    incident:
      incident === null ? null : { id: formatId("inc", incident.id), title: incident.title, status: incident.status },
    orders: orders.map(({ slot: _, ...order }) => order),
  };
}
