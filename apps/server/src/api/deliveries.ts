import { isUtf8 } from "node:buffer";
import type { listDeliveries as deliveryList, RouteInput } from "@signalbox/contract";
import { formatId, parseId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findDelivery,
  findDeliveryBody,
  listActionsOfEvents,
  listDeliveries,
  listEventsOfDelivery,
  listRepeats,
} from "@signalbox/database";
import { retryDeliveries } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { withAttempts } from "./actions.ts";
import { scanForBodies } from "./body-search.ts";
import { showEvent } from "./events.ts";
import { explainEvents } from "./explain-events.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows, readCursor, writeCursor } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";
import { readTime } from "./read-time.ts";

type DeliveryRow = NonNullable<Awaited<ReturnType<typeof findDelivery>>>;
type BodyRow = NonNullable<Awaited<ReturnType<typeof findDeliveryBody>>>;

type DeliveryQuery = RouteInput<typeof deliveryList>["query"];

const place = z.tuple([z.int(), z.uuid()]);
const dayMs = 86_400_000;

export function deliveryHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listDeliveries" | "getDelivery" | "downloadDeliveryBody" | "retryDelivery"> {
  const { read } = deps.db;
  const find = async (id: string): Promise<DeliveryRow> => {
    const found = await findDelivery(read, readId("dlv", "delivery", id));
    if (found === null) throw notFound("delivery");
    return found;
  };
  async function listByBody(query: DeliveryQuery) {
    const { source: sourceKey, state, path, value } = query;
    const [from, to] = [readTime(query.from), readTime(query.to)];
    const isDay = from !== undefined && to !== undefined && to - from <= dayMs;
    if (path === undefined || value === undefined) throw refuse("path", "`path` and `value` are given together.");
    if (sourceKey === undefined && !isDay)
      throw refuse("source", "Bodies are read one by one: choose a source, or a day by `from` and `to`.");
    const after = query.cursor === undefined ? null : readCursor(place, query.cursor);
    const page = { after: after === null ? null : { receivedAt: after[0], id: after[1] }, limit: query.limit };
    const scan = await scanForBodies(read, { path, value }, { sourceKey, state, from, to }, page);
    const rows = scan.ids.length === 0 ? [] : await listDeliveries(read, { ids: scan.ids }, { ...page, after: null });
    return {
      items: rows.map(showDelivery),
      nextCursor: scan.next === null ? null : writeCursor([scan.next.receivedAt, scan.next.id]),
      scanned: scan.scanned,
    };
  }
  return {
    async listDeliveries({ query }) {
      const ownId = parseId("dlv", query.q ?? "");
      if (ownId !== null) {
        const found = await findDelivery(read, ownId);
        return { items: found === null ? [] : [showDelivery(found)], nextCursor: null, scanned: null };
      }
      if (query.path !== undefined || query.value !== undefined) return listByBody(query);
      const page = await pageOfRows(query, {
        key: place,
        fetch: ({ after, limit }) =>
          listDeliveries(
            read,
            {
              sourceKey: query.source,
              state: query.state,
              from: readTime(query.from),
              to: readTime(query.to),
              words: query.q || undefined,
            },
            { after: after === null ? null : { receivedAt: after[0], id: after[1] }, limit },
          ),
        keyOf: (row) => [row.receivedAt, row.id] as [number, string],
        item: showDelivery,
      });
      return { ...page, scanned: null };
    },

    async getDelivery({ params }, call) {
      const delivery = await find(params.id);
      const events = await listEventsOfDelivery(read, delivery);
      const [body, repeats, actions, decisions] = await Promise.all([
        findDeliveryBody(read, delivery),
        listRepeats(read, delivery.id),
        listActionsOfEvents(read, [delivery.id, ...new Set(events.flatMap(({ manualActId }) => manualActId ?? []))]),
        explainEvents(deps, call, { deliveryId: delivery.id }),
      ]);
      return {
        ...showDelivery(delivery),
        idBasis: delivery.idBasis,
        bodySha256: delivery.bodySha256.toString("hex"),
        kept: body === null ? null : showBody(body),
        repeats: repeats.map((repeat) => ({ seenAt: toIso(repeat.seenAt), conflict: repeat.conflict })),
        events: events.map(showEvent),
        eventCount: delivery.eventCount,
        decisions,
        actions: await withAttempts(deps.db, actions),
      };
    },

    async retryDelivery({ params }, call) {
      const { id } = await find(params.id);
      const retried = await retryDeliveries(deps, { deliveryIds: [id], actor: actorOfCall(call) });
      if (retried.length === 0) throw new ApiProblem("not-allowed", "Only a failed delivery can be processed again.");
      return showDelivery(await find(params.id));
    },

    // Never as what it claims to be: a browser that opens it must not run it.
    async downloadDeliveryBody({ params }) {
      const delivery = await find(params.id);
      const kept = await findDeliveryBody(read, delivery);
      if (kept === null) throw new ApiProblem("gone", "Its body is no longer kept: retention has taken it.");
      return new Response(new Uint8Array(kept.body), {
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "content-disposition": `attachment; filename="${formatId("dlv", delivery.id)}.txt"`,
        },
      });
    },
  };
}

function refuse(field: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path: `query.${field}`, message }] } });
}

function showDelivery(row: DeliveryRow) {
  return {
    id: formatId("dlv", row.id),
    source: row.source,
    sender: row.sender,
    deliveryId: row.senderDeliveryId,
    state: row.state,
    duplicates: row.duplicates,
    receivedAt: toIso(row.receivedAt),
    // One that is tried again still has the reason of before.
    reason: row.state === "received" ? null : row.reason,
    finishedAt: toIsoOrNull(row.finishedAt),
    events: row.eventCount,
    type: row.type,
    summary: row.summary,
    mappingVersion: row.mappingVersion,
    conflict: row.conflict,
  };
}

function showBody(row: BodyRow) {
  const isText = isUtf8(row.body);
  const { timestampAt, ...verification } = row.verification;
  return {
    method: row.method,
    headers: row.headers,
    query: row.query,
    remoteAddress: row.remoteAddress,
    verification: { ...verification, timestampAt: toIsoOrNull(timestampAt) },
    bytes: row.body.length,
    text: isText ? row.body.toString("utf8") : null,
    base64: isText ? null : row.body.toString("base64"),
  };
}
