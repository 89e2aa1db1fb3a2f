import { formatEventId, formatId, parseEventId, toIso, toIsoOrNull } from "@signalbox/core";
import { findEvent, listEvents } from "@signalbox/database";
import { acceptEvent, skipEvent } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { explainEvents } from "./explain-events.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readFilterId } from "./read-id.ts";
import { readTime } from "./read-time.ts";

const place = z.tuple([z.int(), z.uuid(), z.int()]);
type EventRow = NonNullable<Awaited<ReturnType<typeof findEvent>>>;

export function eventHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listEvents" | "getEvent" | "explainEvent" | "acceptEvent" | "skipEvent"> {
  const { read } = deps.db;
  const concludeSetAside = async (
    event: { deliveryId: string; ordinal: number },
    outcome: "done" | "not-found" | "not-set-aside",
  ) => {
    const found = await findEvent(read, event);
    if (outcome === "not-found" || found === null) throw notFound("event");
    if (outcome === "not-set-aside") {
      throw new ApiProblem("not-allowed", "This event is not set aside: it has its incident, or somebody has decided.");
    }
    return showEvent(found);
  };
  return {
    listEvents: ({ query }) =>
      pageOfRows(query, {
        key: place,
        fetch: ({ after, limit }) =>
          listEvents(
            read,
            {
              sourceKey: query.source,
              type: query.type,
              change: query.change,
              incidentId: readFilterId("inc", query.incident),
              from: readTime(query.from),
              to: readTime(query.to),
              words: query.q || undefined,
            },
            {
              after: after === null ? null : { receivedAt: after[0], deliveryId: after[1], ordinal: after[2] },
              limit,
            },
          ),
        keyOf: (row) => [row.receivedAt, row.deliveryId, row.ordinal] as [number, string, number],
        item: showEvent,
      }),

    async getEvent({ params }) {
      const id = parseEventId(params.id);
      const found = id === null ? null : await findEvent(read, id);
      if (found === null) throw notFound("event");
      return showEvent(found);
    },

    async acceptEvent({ params, body }, call) {
      const event = readEventId(params.id);
      const startedAt = readTime(body.startedAt) ?? null;
      const done = await acceptEvent(deps, { event, actor: actorOfCall(call), reason: body.reason, startedAt });
      if (done.outcome === "start-needed") {
        throw new ApiProblem("invalid", `Say when the outage began: before ${toIso(done.endedAt)}, when it ended.`);
      }
      return concludeSetAside(event, done.outcome);
    },

    async skipEvent({ params, body }, call) {
      const event = readEventId(params.id);
      const { outcome } = await skipEvent(deps, { event, actor: actorOfCall(call), reason: body.reason });
      return concludeSetAside(event, outcome);
    },

    async explainEvent({ params }, call) {
      const id = parseEventId(params.id);
      const [explained] = id === null ? [] : await explainEvents(deps, call, id);
      if (explained === undefined) throw notFound("event");
      return explained;
    },
  };
}

function readEventId(printed: string): { deliveryId: string; ordinal: number } {
  const id = parseEventId(printed);
  if (id === null) throw notFound("event");
  return id;
}

export function showEvent(row: EventRow) {
  return {
    id: formatEventId(row.deliveryId, row.ordinal),
    type: row.type,
    change: row.change,
    correlationKey: row.correlationKey,
    occurredAt: toIso(row.occurredAt),
    monitor: row.monitorExternalId === null ? null : { id: row.monitorExternalId, name: row.monitorName ?? "" },
    severity: row.severity,
    summary: row.summary,
    url: row.url,
    incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
    source: row.source,
    deliveryId: row.manualActId === null ? formatId("dlv", row.deliveryId) : null,
    receivedAt: toIso(row.receivedAt),
    timeBasis: row.timeBasis,
    component: row.component,
    labels: row.labels,
    drift: row.drift ?? [],
    supersededAt: toIsoOrNull(row.supersededAt),
  };
}
