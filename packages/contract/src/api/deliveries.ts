import { isJsonPath } from "@signalbox/core";
import { z } from "zod";
import { actionDetail } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { decision, event, eventType } from "./events.ts";
import { pageOf, pageQuery, timeRangeQuery } from "./page.ts";
import { idParams, instant, objectKey } from "./scalar.ts";

export const deliveryState = z.enum(["received", "processed", "ignored", "failed"]);

export const delivery = z
  .object({
    id: z.string(),
    source: objectKey,
    sender: z.string(),
    deliveryId: z.string().meta({ description: "the sender's id of it, or what stands for one" }),
    state: deliveryState,
    duplicates: z.number().int().meta({ description: "times it came again" }),
    receivedAt: instant,
    reason: z.string().nullable().meta({ description: "why it was ignored or failed" }),
    finishedAt: instant.nullable(),
    events: z.number().int().meta({ description: "how many it held" }),
    type: eventType.nullable().meta({ description: "of its first event" }),
    summary: z.string().nullable().meta({ description: "of its first event" }),
    mappingVersion: z
      .number()
      .int()
      .nullable()
      .meta({ description: "of the source's mapping that read it; null: its sender's code alone" }),
    conflict: z.boolean().meta({ description: "the same id came with another body" }),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof delivery>;

export const verification = z
  .object({
    scheme: z.string(),
    signed: z.boolean(),
    secret: z.string().nullable().meta({ description: "label of the secret that matched" }),
    header: z.string().nullable(),
    bytes: z.number().int().nullable(),
    timestampAt: instant.nullable(),
  })
  .meta({ id: "Verification" });

export const deliveryDetail = delivery
  .extend({
    idBasis: z.enum(["sender", "hashed", "derived", "fresh"]),
    bodySha256: z.string(),
    kept: z
      .object({
        method: z.string(),
        headers: z.array(z.tuple([z.string(), z.string()])),
        query: z.string().nullable(),
        remoteAddress: z.string().nullable(),
        verification,
        bytes: z.number().int(),
        text: z.string().nullable().meta({ description: "null where the body is no UTF-8: use `base64`" }),
        base64: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "null once retention took it" }),
    repeats: z.array(z.object({ seenAt: instant, conflict: z.boolean() })).meta({
      description: "the newest 50 of those kept: the first 100, and 10 with another body; the rest is counted",
    }),
    events: z.array(event),
    eventCount: z.number().int(),
    decisions: z.array(decision),
    actions: z.array(actionDetail),
  })
  .meta({ id: "DeliveryDetail" });
export type DeliveryDetail = z.infer<typeof deliveryDetail>;

export const listDeliveries = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries",
  summary: "Deliveries, received last first",
  query: pageQuery.extend(timeRangeQuery.shape).extend({
    source: objectKey.optional(),
    state: deliveryState.optional(),
    q: z.string().max(200).optional().meta({ description: "an id of ours or of the sender, or words of its events" }),
    path: z
      .string()
      .max(200)
      .refine((text) => isJsonPath(text), "write a path as $.data.monitor.id or $.alerts[*].labels.job")
      .optional()
      .meta({ description: "where a body holds `value`; only within a `source`, or `from` and `to` of a day at most" }),
    value: z.string().min(1).max(200).optional(),
  }),
  status: 200,
  answer: pageOf(delivery).extend({
    scanned: z.number().int().nullable().meta({
      description:
        "with `path`: how many bodies were read; there may be more behind `nextCursor` though few were found",
    }),
  }),
});
export const getDelivery = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}",
  summary: "One delivery: verification, body, events, decisions, actions",
  params: idParams,
  status: 200,
  answer: deliveryDetail,
});
export const downloadDeliveryBody = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}/body",
  summary: "The body byte for byte, as an attachment",
  params: idParams,
  status: 200,
  answer: "text/plain",
});
export const retryDelivery = defineRoute({
  method: "POST",
  path: "/api/v1/deliveries/{id}/retry",
  summary: "Process a failed delivery again; what was applied stays applied",
  params: idParams,
  status: 202,
  answer: delivery,
});
