import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { instant } from "./scalar.ts";

const part = z.enum(["api", "worker"]);
export const ownSign = z
  .object({
    name: z.string().meta({ description: "disk:<place>, clock, lane:<task>, part:<part>, signal" }),
    isWell: z.boolean(),
    words: z.string().meta({ description: "what was measured, with its unit and its bound" }),
    measuredAt: instant,
  })
  .meta({ id: "OwnSign" });
export type OwnSign = z.infer<typeof ownSign>;

export const blindSpan = z
  .object({
    id: z.number().int(),
    part,
    startsAt: instant,
    endsAt: instant.nullable(),
    reason: z.string(),
  })
  .meta({ id: "BlindSpan", description: "a time in which no process of a part was alive" });
export type BlindSpan = z.infer<typeof blindSpan>;

export const overview = z
  .object({
    failures: z.object({
      open: z.number().int(),
      taken: z.number().int().meta({ description: "of the open ones: somebody looks after them" }),
      nobodyReached: z.number().int().meta({ description: "of the open ones: no page got through by any path" }),
    }),
    lateActions: z.number().int(),
    signs: z.array(ownSign),
    parts: z.array(z.object({ part, beatAt: instant, isAlive: z.boolean() })),
    deadMansSignal: z.object({
      host: z.string().nullable().meta({ description: "where it goes; the rest of the URL is a secret" }),
      lastAt: instant.nullable().meta({ description: "when it last got through" }),
      trouble: z.string().nullable(),
    }),
    blindSpans: z.array(blindSpan).meta({ description: "of the last 7 days, newest first" }),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof overview>;

export const getOverview = defineRoute({
  method: "GET",
  path: "/api/v1/overview",
  summary: "Is all well? Signalbox's own health, and what waits for a person",
  status: 200,
  answer: overview,
});
export const listBlindSpans = defineRoute({
  method: "GET",
  path: "/api/v1/blind-spans",
  summary: "Times in which Signalbox itself was not there, newest first; at most 200",
  query: z.object({
    from: instant.optional().meta({ description: "ended after it" }),
    to: instant.optional().meta({ description: "began before it" }),
  }),
  status: 200,
  answer: z.object({ items: z.array(blindSpan) }),
});
export const setDeadMansSignal = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/dead-mans-signal",
  summary: "The outside URL that is called each minute while all is well; null: none. It is kept like a password",
  body: z.object({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable(),
  }),
  status: 200,
  answer: overview.shape.deadMansSignal,
});
