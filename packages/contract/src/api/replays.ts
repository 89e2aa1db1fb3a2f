import { z } from "zod";
import { actionDetail } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { event } from "./events.ts";
import { idParams, objectKey, reason } from "./scalar.ts";

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

export const replay = z
  .object({
    outcome: z.enum(["planned", "failed", "unreadable", "ignored"]).meta({
      description: "failed: it is processed again as if it had just come; unreadable and ignored: by today's code",
    }),
    reason: z.string().nullable(),
    events: z.array(replayedEvent),
    ordered: z.number().int().nullable().meta({ description: "how much was ordered; null: this is a preview" }),
  })
  .meta({ id: "Replay" });
export type Replay = z.infer<typeof replay>;

export const previewReplay = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}/replay",
  summary: "What a replay by today's code and rules would do; changes nothing",
  params: idParams,
  status: 200,
  answer: replay,
});
export const replayDelivery = defineRoute({
  method: "POST",
  path: "/api/v1/deliveries/{id}/replay",
  summary: "Process a stored delivery again: what is missing for incidents that are not over goes out",
  params: idParams,
  body: z.object({
    reason,
    sendAnyway: z
      .array(z.string().max(40))
      .max(500)
      .default([])
      .meta({ description: "ids of orders that are `over`, to be sent all the same; never a page or a remediation" }),
  }),
  status: 200,
  answer: replay,
});
