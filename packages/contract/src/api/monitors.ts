import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, objectKey, reason } from "./scalar.ts";

const monitorId = z.string().min(1).max(1000).meta({ description: "as the sender names it" });

export const monitor = z
  .object({
    id: monitorId,
    name: z.string(),
    source: z.string(),
    component: z.string().nullable(),
    firstSeenAt: instant,
    lastSeenAt: instant,
    incidents: z.number().int(),
    unresolvedIncidents: z.number().int(),
    muteId: z.number().int().nullable().meta({ description: "of the mute that holds" }),
    mutedUntil: instant.nullable(),
  })
  .meta({ id: "Monitor" });
export type Monitor = z.infer<typeof monitor>;
export const listMonitors = defineRoute({
  method: "GET",
  path: "/api/v1/monitors",
  summary: "Monitors seen so far, those seen last first",
  query: pageQuery.extend({
    source: objectKey.optional(),
    unmapped: z.stringbool().optional(),
    q: z.string().max(200).optional().meta({ description: "part of the name or the id" }),
  }),
  status: 200,
  answer: pageOf(monitor),
});
export const mapMonitor = defineRoute({
  method: "POST",
  path: "/api/v1/monitors/map",
  summary: "Let a monitor, and all that fit the same glob, stand for a component; open incidents get it at once",
  body: z.object({
    source: objectKey,
    monitor: monitorId,
    component: objectKey,
    match: z.string().min(1).max(300).meta({
      description: "a glob over the id or the name: * any text, ? one character, [a-z], a backslash before a sign",
    }),
  }),
  status: 200,
  answer: z.object({
    monitors: z.number().int().meta({ description: "how many it caught that had no component" }),
    incidents: z.number().int().meta({ description: "how many open ones got the component" }),
  }),
});

export const mute = z
  .object({
    id: z.number().int(),
    source: objectKey,
    monitor: z.object({ id: z.string(), name: z.string() }),
    from: instant,
    until: instant,
    reason: z.string(),
    by: z.string(),
    liftedAt: instant.nullable(),
    liftedBy: z.string().nullable(),
  })
  .meta({ id: "Mute" });
export type Mute = z.infer<typeof mute>;
export const muteMinutesMax = 7 * 24 * 60;
export const listMutes = defineRoute({
  method: "GET",
  path: "/api/v1/mutes",
  summary: "Mutes, made last first",
  query: pageQuery.extend({ holding: z.stringbool().optional() }),
  status: 200,
  answer: pageOf(mute),
});
export const muteMonitor = defineRoute({
  method: "POST",
  path: "/api/v1/mutes",
  summary: "Page nobody for a monitor for some time; what still is down then is paged",
  body: z.object({
    source: objectKey,
    monitor: monitorId,
    minutes: z.number().int().min(1).max(muteMinutesMax).default(120),
    reason,
  }),
  status: 201,
  answer: mute,
});
export const liftMute = defineRoute({
  method: "POST",
  path: "/api/v1/mutes/{id}/lift",
  summary: "End a mute before its time",
  params: z.object({ id: z.coerce.number().int().positive() }),
  status: 200,
  answer: mute,
});
