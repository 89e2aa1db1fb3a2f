import { z } from "zod";
import { actionDetail, obligation } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { event } from "./events.ts";
import { pageOf, pageQuery, timeRangeQuery } from "./page.ts";
import { idParams, instant, objectKey, printedId, reason, severity } from "./scalar.ts";

export const incidentStatus = z.enum(["open", "acknowledged", "resolved"]);

export const incident = z
  .object({
    id: z.string(),
    source: objectKey,
    key: z.string().meta({ description: "correlation key" }),
    status: incidentStatus,
    title: z.string(),
    severity,
    component: objectKey.nullable(),
    openedAt: instant,
    acknowledgedAt: instant.nullable(),
    resolvedAt: instant.nullable(),
    componentName: z.string().nullable(),
    team: objectKey.nullable(),
    tier: z.number().int().nullable(),
    monitor: z.object({ id: z.string(), name: z.string() }).nullable(),
    url: z.string().nullable(),
    origin: z.enum(["real", "test", "drill"]),
    reopened: z.number().int(),
    muted: z.boolean().meta({ description: "its monitor is muted now" }),
    mutedUntil: instant.nullable(),
    muteId: z.number().int().nullable(),
    maintenanceUntil: instant.nullable().meta({ description: "its component is in a maintenance window until then" }),
    unrouted: z.string().nullable().meta({
      description: "why nothing was ordered when it opened: no rule matched, and `otherwise` had nothing to do",
    }),
    flapping: z.boolean(),
    flappingSince: instant
      .nullable()
      .meta({ description: "since then its monitor opens again and again; nobody is paged for it" }),
    staleSince: instant
      .nullable()
      .meta({ description: "unresolved, and its source has said nothing about it for the time set there" }),
    mergedInto: z.string().nullable(),
  })
  .meta({ id: "Incident" });
export type Incident = z.infer<typeof incident>;

/** One line of an incident's story, oldest first; `ref` is the id or key that the line is about. */
export const timelineEntry = z
  .object({
    at: instant,
    kind: z.enum(["event", "journal", "action"]),
    what: z.string().meta({ description: "the change, the journal's verb, or the action's kind and verb" }),
    actor: z.string().nullable(),
    text: z.string(),
    state: z.string().nullable().meta({ description: "of an action; the severity of an event; until when, of a mute" }),
    ref: z
      .object({
        kind: z.enum(["event", "delivery", "action", "obligation", "failure", "connection", "incident"]),
        id: z.string(),
      })
      .nullable(),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const incidentDetail = incident
  .extend({
    intervals: z.array(
      z.object({ startedAt: instant, endedAt: instant.nullable(), severity, marked: z.string().nullable() }),
    ),
    mergedHere: z
      .array(z.object({ id: z.string(), title: z.string(), status: incidentStatus }))
      .meta({ description: "incidents for which this one stands too" }),
    events: z.array(event).meta({ description: "the newest 200" }),
    obligations: z.array(obligation),
    actions: z.array(actionDetail),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: "IncidentDetail" });
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const listIncidents = defineRoute({
  method: "GET",
  path: "/api/v1/incidents",
  summary: "Incidents, opened last first",
  query: pageQuery.extend(timeRangeQuery.shape).extend({
    status: z.enum([...incidentStatus.options, "unresolved"]).optional(),
    severity: severity.optional(),
    component: objectKey.optional(),
    source: objectKey.optional(),
    unrouted: z
      .stringbool()
      .optional()
      .meta({ description: "of those that opened: whether nothing was ordered for them" }),
    q: z.string().max(200).optional().meta({ description: "part of the title or the key" }),
  }),
  status: 200,
  answer: pageOf(incident),
});
export const getIncident = defineRoute({
  method: "GET",
  path: "/api/v1/incidents/{id}",
  summary: "One incident with its story",
  params: idParams,
  status: 200,
  answer: incidentDetail,
});
export const acknowledgeIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/acknowledge",
  summary: "Acknowledge by hand",
  params: idParams,
  body: z.object({ reason: z.string().trim().max(1000).default("") }),
  status: 200,
  answer: incident,
});
export const resolveIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/resolve",
  summary: "Resolve by hand, with a reason; what it opened outside is closed",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: incident,
});
export const openIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents",
  summary: "Open by hand what no monitoring tool has seen; it acts like any other",
  body: z.object({
    component: objectKey,
    severity,
    title: z.string().trim().min(1, "say what is wrong").max(255),
    reason,
  }),
  status: 201,
  answer: incident,
});
export const noteOnIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/notes",
  summary: "Write a note to it; it goes nowhere else",
  params: idParams,
  body: z.object({ note: z.string().trim().min(1, "write something").max(4000) }),
  status: 204,
  answer: null,
});
export const mergeIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/merge",
  summary: "Treat it as another one: what it opened is closed with a link to the other's, which stands for both",
  params: idParams,
  body: z.object({ into: printedId, reason }),
  status: 200,
  answer: incident,
});
export const unmergeIncident = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/unmerge",
  summary: "Undo a merge: its own tickets and posts are opened again, nobody is paged",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: incident,
});
