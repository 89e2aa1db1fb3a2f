import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { instant } from "./scalar.ts";

export const liveSettings = z
  .object({
    environment: z.object({ name: z.string(), production: z.boolean() }),
    outbound: z.object({
      enabled: z.boolean(),
      reason: z.string().nullable(),
      by: z.string().nullable().meta({ description: "who paused it; `SIGNALBOX_OUTBOUND` where the environment did" }),
      since: instant.nullable(),
      waiting: z.number().int().meta({ description: "actions that wait for it, counted up to 10,000" }),
    }),
    publicUrl: z.string().meta({ description: "base of every URL that is shown or sent" }),
    insecureHttp: z.boolean().meta({ description: "served beyond loopback without TLS: the app shows a red band" }),
    version: z.string(),
    now: instant,
  })
  .meta({ id: "Settings" });
export type LiveSettings = z.infer<typeof liveSettings>;

export const getSettings = defineRoute({
  method: "GET",
  path: "/api/v1/settings",
  summary: "What the frame of the app shows",
  status: 200,
  answer: liveSettings,
});
export const nameEnvironment = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/environment",
  summary: "Name this installation; production shows a red band",
  body: z.object({ name: z.string().trim().max(40), production: z.boolean() }),
  status: 200,
  answer: liveSettings,
});
export const switchOutbound = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/outbound",
  summary: "Pause every call to the outside, or let them go on; what waits is then sent one after the other",
  body: z.object({ enabled: z.boolean(), reason: z.string().trim().min(1).max(500) }),
  status: 200,
  answer: liveSettings,
});

const months = z.number().int().min(1).max(1_200);
const kept = {
  bodiesMonths: months.meta({ description: "bodies and headers of deliveries; without them nothing can be replayed" }),
  attemptsMonths: months.meta({ description: "requests to the outside and their answers" }),
  eventsMonths: months.meta({ description: "events with what the rules saw; without them nobody can tell why" }),
};
export const retention = z
  .object({
    ...kept,
    held: z
      .array(z.object({ table: z.string(), month: z.string(), why: z.string() }))
      .meta({ description: "months that are past their time and still there" }),
  })
  .meta({ id: "Retention" });
export type RetentionInfo = z.infer<typeof retention>;
export const getRetention = defineRoute({
  method: "GET",
  path: "/api/v1/settings/retention",
  summary: "How long bodies, attempts and events are kept, in whole months; ids, journal and ledger are for ever",
  status: 200,
  answer: retention,
});
export const setRetention = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/retention",
  summary: "Change how long they are kept; months that are past it go within a day",
  body: z.object(kept),
  status: 200,
  answer: retention,
});
