import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findIncident,
  listActionsOf,
  listComponents,
  listEvents,
  listIncidents,
  listIntervals,
  listJournalOf,
  listMergedInto,
  listObligations,
} from "@signalbox/database";
import {
  acknowledgeIncidentByHand,
  type MergeOutcome,
  mergeIncidents,
  noteOnIncident,
  openIncidentByHand,
  resolveIncidentByHand,
  unmergeIncident,
} from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { withAttempts } from "./actions.ts";
import { showEvent } from "./events.ts";
import { type ApiCall, actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { tellStory } from "./incident-story.ts";
import { showObligation } from "./obligations.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";
import { readTime } from "./read-time.ts";

type IncidentRow = NonNullable<Awaited<ReturnType<typeof findIncident>>>;

export function incidentHandlers(
  deps: ServerDeps,
): Pick<
  Handlers,
  | "listIncidents"
  | "getIncident"
  | "acknowledgeIncident"
  | "resolveIncident"
  | "openIncident"
  | "noteOnIncident"
  | "mergeIncident"
  | "unmergeIncident"
> {
  const { read } = deps.db;
  const act = async (verb: typeof resolveIncidentByHand, printed: string, reason: string, call: ApiCall) => {
    const incidentId = readId("inc", "incident", printed);
    const done = await verb(deps, { incidentId, actor: actorOfCall(call), reason });
    if (done.outcome === "not-found") throw notFound("incident");
    if (done.outcome === "already") {
      throw new ApiProblem("not-allowed", `This incident is ${done.incident.status} already.`);
    }
    return showIncident((await findIncident(read, incidentId))!);
  };
  const concludeMerge = async (incidentId: string, done: MergeOutcome) => {
    if (done.outcome === "not-found") throw notFound("incident");
    if (done.outcome === "refused") throw new ApiProblem("not-allowed", done.reason);
    return showIncident((await findIncident(read, incidentId))!);
  };
  return {
    acknowledgeIncident: ({ params, body }, call) => act(acknowledgeIncidentByHand, params.id, body.reason, call),
    resolveIncident: ({ params, body }, call) => act(resolveIncidentByHand, params.id, body.reason, call),

    async openIncident({ body }, call) {
      const [component] = await listComponents(
        read,
        { key: body.component, retired: false, now: deps.now() },
        { after: null, limit: 1 },
      );
      if (component === undefined) throw unknownComponent(body.component);
      const opened = await openIncidentByHand(deps, { ...body, actor: actorOfCall(call) });
      if (opened.outcome === "unknown-component") throw unknownComponent(body.component);
      return showIncident((await findIncident(read, opened.incidentId))!);
    },

    async noteOnIncident({ params, body }, call) {
      const incidentId = readId("inc", "incident", params.id);
      const isWritten = await noteOnIncident(deps, { incidentId, actor: actorOfCall(call), reason: body.note });
      if (!isWritten) throw notFound("incident");
    },

    async mergeIncident({ params, body }, call) {
      const incidentId = readId("inc", "incident", params.id);
      const into = readId("inc", "incident", body.into);
      const given = { incidentId, into, actor: actorOfCall(call), reason: body.reason };
      return concludeMerge(incidentId, await mergeIncidents(deps, given));
    },

    async unmergeIncident({ params, body }, call) {
      const incidentId = readId("inc", "incident", params.id);
      const given = { incidentId, actor: actorOfCall(call), reason: body.reason };
      return concludeMerge(incidentId, await unmergeIncident(deps, given));
    },

    listIncidents: ({ query }) =>
      pageOfRows(query, {
        key: z.tuple([z.int(), z.uuid()]),
        fetch: ({ after, limit }) =>
          listIncidents(
            read,
            {
              status: query.status,
              severity: query.severity,
              componentKey: query.component,
              sourceKey: query.source,
              from: readTime(query.from),
              to: readTime(query.to),
              unrouted: query.unrouted,
              text: query.q || undefined,
            },
            { after: after === null ? null : { openedAt: after[0], id: after[1] }, limit },
          ),
        keyOf: (row) => [row.openedAt, row.id] as [number, string],
        item: showIncident,
      }),

    async getIncident({ params }) {
      const incident = await findIncident(read, readId("inc", "incident", params.id));
      if (incident === null) throw notFound("incident");
      const [intervals, events, obligations, actions, journal, merged] = await Promise.all([
        listIntervals(read, incident.id),
        listEvents(read, { incidentId: incident.id }, { after: null, limit: 200 }),
        listObligations(read, { incidentId: incident.id }, { after: null, limit: 200 }),
        listActionsOf(read, { incidentId: incident.id }),
        listJournalOf(read, { kind: "incident", id: incident.id }),
        listMergedInto(read, incident.id),
      ]);
      const shownActions = await withAttempts(deps.db, actions);
      const shownEvents = events.map(showEvent);
      return {
        ...showIncident(incident),
        intervals: intervals.map((interval) => ({
          startedAt: toIso(interval.startedAt),
          endedAt: toIsoOrNull(interval.endedAt),
          severity: interval.severity,
          marked: interval.marked,
        })),
        mergedHere: merged.map(({ id, title, status }) => ({ id: formatId("inc", id), title, status })),
        events: shownEvents,
        obligations: obligations.map(showObligation),
        actions: shownActions,
        timeline: tellStory({ events: shownEvents, actions: shownActions, journal }),
      };
    },
  };
}

function unknownComponent(key: string): ApiProblem {
  const message = `There is no component "${key}".`;
  return new ApiProblem("invalid", message, { more: { errors: [{ path: "body.component", message }] } });
}

function showIncident(row: IncidentRow) {
  return {
    id: formatId("inc", row.id),
    source: row.source,
    key: row.correlationKey,
    status: row.status,
    title: row.title,
    severity: row.severity,
    component: row.component,
    openedAt: toIso(row.openedAt),
    acknowledgedAt: toIsoOrNull(row.acknowledgedAt),
    resolvedAt: toIsoOrNull(row.resolvedAt),
    componentName: row.componentName,
    team: row.team,
    tier: row.tier,
    monitor: row.monitorExternalId === null ? null : { id: row.monitorExternalId, name: row.monitorName ?? "" },
    url: row.url,
    origin: row.origin,
    reopened: row.reopened,
    muted: row.mutedUntil !== null,
    mutedUntil: toIsoOrNull(row.mutedUntil),
    muteId: row.muteId,
    maintenanceUntil: toIsoOrNull(row.maintenanceUntil),
    unrouted: row.unrouted,
    flapping: row.flapping,
    flappingSince: toIsoOrNull(row.flappingSince),
    staleSince: toIsoOrNull(row.staleSince),
    mergedInto: row.mergedInto === null ? null : formatId("inc", row.mergedInto),
  };
}
