import { z } from "zod";
import { actionDetail } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { event } from "./events.ts";
import { idParams, instant, objectKey, reason, severity } from "./scalar.ts";

export const replayOrder = z.object({
  id: z.string().meta({ description: "for `sendAnyway`" }),
  rule: z.string(),
  kind: actionDetail.shape.kind,
  connection: objectKey,
  standing: z.enum(["there", "missing", "over"]).meta({
    description:
      "there: done or open already; missing: goes out; over: its incident has ended, so only where it is chosen",
  }),
});

export const replayedEvent = z.object({
  ordinal: z.number().int(),
  reading: z.enum(["same", "differs", "new", "gone"]).meta({
    description: "differs: reads differently today; new: was not read before; gone: is not read any more",
  }),
  differences: z.array(z.object({ field: z.string(), was: z.string(), now: z.string() })),
  event: event.nullable().meta({ description: "as it was read when it came" }),
  incident: z.object({ id: z.string(), title: z.string(), status: z.string() }).nullable(),
  orders: z.array(replayOrder),
});

const incidentState = z.object({
  status: z.enum(["open", "acknowledged", "resolved"]),
  severity,
  openedAt: instant,
  resolvedAt: instant.nullable(),
});

export const replay = z
  .object({
    outcome: z.enum(["planned", "failed", "unreadable", "ignored"]).meta({
      description: "failed: it is processed again as if it had just come; unreadable and ignored: by today's code",
    }),
    reason: z.string().nullable(),
    events: z.array(replayedEvent),
    changed: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          was: incidentState.nullable().meta({ description: "null: there was no such incident" }),
          now: incidentState,
          isWithdrawn: z.boolean().meta({ description: "nothing is left that says that it was ever down" }),
        }),
      )
      .meta({ description: "what the new readings that are taken make of incidents" }),
    closedMonths: z
      .array(z.string())
      .meta({ description: "closed months whose ledger gets lines of correction by that" }),
    ordered: z.number().int().nullable().meta({ description: "how much was ordered; null: this is a preview" }),
  })
  .meta({ id: "Replay" });
export type Replay = z.infer<typeof replay>;

export const previewReplay = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}/replay",
  summary: "What a replay by today's code and rules would do; changes nothing",
  params: idParams,
  query: z.object({
    take: z
      .string()
      .regex(/^\d{1,6}(,\d{1,6}){0,99}$/, "numbers of events, with commas between them")
      .optional()
      .meta({ description: "as if the new readings of these events were taken" }),
  }),
  status: 200,
  answer: replay,
});
export const replayDelivery = defineRoute({
  method: "POST",
  path: "/api/v1/deliveries/{id}/replay",
  summary:
    "Process a stored delivery again: what is missing for incidents that are not over goes out; a new reading is taken on request",
  params: idParams,
  body: z.object({
    reason,
    takeReading: z
      .array(z.number().int().min(0))
      .max(100)
      .default([])
      .meta({ description: "ordinals of events that do not read as they did: today's reading holds from now on" }),
    sendAnyway: z
      .array(z.string().max(40))
      .max(500)
      .default([])
      .meta({ description: "ids of orders that are `over`, to be sent all the same; never a page or a remediation" }),
  }),
  status: 200,
  answer: replay,
});
