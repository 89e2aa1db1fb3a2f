import { formatId } from "@signalbox/core";
import { previewReplay, type ReplayedEvent, type ReplayPlan, replayDelivery } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showEvent } from "./events.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";

export function replayHandlers(deps: ServerDeps): Pick<Handlers, "previewReplay" | "replayDelivery"> {
  return {
    async previewReplay({ params }) {
      return showPlan(await previewReplay(deps, readId("dlv", "delivery", params.id)), null);
    },
    async replayDelivery({ params, body }, call) {
      const deliveryId = readId("dlv", "delivery", params.id);
      const done = await replayDelivery(deps, { deliveryId, actor: actorOfCall(call), ...body });
      switch (done.outcome) {
        case "done":
          return showPlan(done.plan, done.ordered);
        case "retried":
          return showPlan({ outcome: "failed" }, 0);
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

function showPlan(plan: ReplayPlan, ordered: number | null) {
  switch (plan.outcome) {
    case "failed":
      return { outcome: plan.outcome, reason: null, events: [], ordered };
    case "planned":
      return { outcome: plan.outcome, reason: null, events: plan.events.map(showReplayed), ordered };
    case "unreadable":
    case "ignored":
      return { outcome: plan.outcome, reason: plan.reason, events: plan.events.map(showReplayed), ordered };
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
