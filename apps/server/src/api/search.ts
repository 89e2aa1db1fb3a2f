import type { SearchHit } from "@signalbox/contract";
import { formatId, parseEventId, parseId, toIso } from "@signalbox/core";
import {
  findAction,
  findDelivery,
  findIncident,
  findObligation,
  listDeliveries,
  listIncidents,
  type NamedHit,
  type OutsideHit,
  searchNames,
  searchOutside,
} from "@signalbox/database";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";

type IncidentRow = NonNullable<Awaited<ReturnType<typeof findIncident>>>;
type DeliveryRow = NonNullable<Awaited<ReturnType<typeof findDelivery>>>;

const nothingMore = { detail: null, status: null, source: null, incidentId: null, at: null };

export function searchHandlers({ db: { read } }: ServerDeps): Pick<Handlers, "search"> {
  async function byId(text: string): Promise<SearchHit[] | null> {
    const incidentId = parseId("inc", text);
    const deliveryId = parseId("dlv", text) ?? parseEventId(text)?.deliveryId ?? null;
    const obligationId = parseId("obl", text);
    const actionId = parseId("act", text);
    if (deliveryId !== null) return ofOne(await findDelivery(read, deliveryId), showDelivery);
    if (obligationId !== null) {
      const found = await findObligation(read, obligationId);
      return found === null ? [] : await outside(found.reference, 1);
    }
    const action = actionId === null ? null : await findAction(read, actionId);
    const id = incidentId ?? action?.incidentId ?? null;
    if (id !== null) return ofOne(await findIncident(read, id), showIncident);
    return actionId === null ? null : [];
  }

  async function outside(text: string, limit: number): Promise<SearchHit[]> {
    return (await searchOutside(read, { text, limit })).map(showOutside);
  }

  return {
    async search({ query: { q, limit } }) {
      const exact = await byId(q);
      if (exact !== null) return { items: exact };
      const page = { after: null, limit };
      const [incidents, deliveries, obligations, named] = await Promise.all([
        listIncidents(read, { text: q }, page),
        listDeliveries(read, { words: q }, page),
        outside(q, limit),
        searchNames(read, { text: q, limit }),
      ]);
      return {
        items: [
          ...obligations,
          ...incidents.map(showIncident),
          ...deliveries.map(showDelivery),
          ...named.map(showNamed),
        ],
      };
    },
  };
}

function ofOne<Row>(row: Row | null, show: (row: Row) => SearchHit): SearchHit[] {
  return row === null ? [] : [show(row)];
}

function showIncident({ id, title, status, component, openedAt }: IncidentRow): SearchHit {
  return {
    ...nothingMore,
    kind: "incident",
    id: formatId("inc", id),
    title,
    detail: component,
    status,
    at: toIso(openedAt),
  };
}

function showDelivery(row: DeliveryRow): SearchHit {
  return {
    ...nothingMore,
    kind: "delivery",
    id: formatId("dlv", row.id),
    title: row.summary ?? row.senderDeliveryId,
    detail: row.senderDeliveryId,
    status: row.state,
    source: row.source,
    at: toIso(row.receivedAt),
  };
}

function showOutside({ id, kind, status, externalId, connection, incidentId, title, openedAt }: OutsideHit): SearchHit {
  return {
    ...nothingMore,
    kind: "obligation",
    id: formatId("obl", id),
    title: `${kind} ${externalId ?? "not opened yet"} in ${connection}`,
    detail: title,
    status,
    incidentId: formatId("inc", incidentId),
    at: toIso(Date.parse(openedAt)),
  };
}

function showNamed({ kind, key, name, detail }: NamedHit): SearchHit {
  const isMonitor = kind === "monitor";
  return {
    ...nothingMore,
    kind,
    id: key,
    title: name === "" ? key : name,
    detail: isMonitor ? key : detail,
    source: isMonitor ? detail : null,
  };
}
