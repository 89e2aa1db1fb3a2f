import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import { findSenderRequest, listSenderRequests } from "@signalbox/database";
import { type ConfirmOutcome, confirmSubscription, type Outbound } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";
import { findSourceRow } from "./sources.ts";

type RequestRow = NonNullable<Awaited<ReturnType<typeof findSenderRequest>>>;

export function senderRequestHandlers(
  deps: ServerDeps,
  outbound: Outbound,
): Pick<Handlers, "listSenderRequests" | "confirmSubscription"> {
  const { db, env } = deps;
  return {
    async listSenderRequests({ params }) {
      const source = await findSourceRow(deps, params.key);
      return { items: (await listSenderRequests(db.read, source.id)).map(show) };
    },

    async confirmSubscription({ params }, call) {
      const source = await findSourceRow(deps, params.key);
      if (source.retiredAt !== null) throw new ApiProblem("not-allowed", "This source is retired.");
      const deliveryId = readId("dlv", "request", params.id);
      const by = { actor: actorOfCall(call), now: deps.now() };
      const ended = await confirmSubscription({ db, outbound, isOutboundOn: env.outbound }, by, {
        source,
        deliveryId,
      });
      if (ended.outcome !== "confirmed") throw problemOf(ended);
      return show((await findSenderRequest(db.read, { sourceId: source.id, deliveryId }))!);
    },
  };
}

function problemOf(ended: Exclude<ConfirmOutcome, { outcome: "confirmed" }>): ApiProblem {
  switch (ended.outcome) {
    case "not-found":
      return notFound("request");
    case "answered-already":
      return new ApiProblem("not-allowed", "Somebody has confirmed it already.");
    case "body-gone":
      return new ApiProblem("not-allowed", "Its delivery is no longer kept: let the tool ask again.");
    case "outbound-off":
      return new ApiProblem("not-allowed", "Outbound calls are switched off: switch them on, then confirm.");
    case "refused":
      return new ApiProblem(
        "not-allowed",
        `The tool answered ${ended.status}: what it asks may have expired (after three days). Let it ask again.`,
      );
    case "not-reached":
      return new ApiProblem("unavailable", `The tool was not reached (${ended.detail}). Try again in a minute.`);
  }
}

function show(row: RequestRow) {
  return {
    deliveryId: formatId("dlv", row.deliveryId),
    receivedAt: toIso(row.receivedAt),
    kind: row.kind,
    subject: row.subject,
    answeredAt: toIsoOrNull(row.answeredAt),
    answeredBy: row.answeredBy,
  };
}
