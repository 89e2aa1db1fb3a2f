import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { eventType } from "./events.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant, keyParams, objectKey, severity } from "./scalar.ts";

export {
  type MappingBody,
  type MappingField,
  type MappingFieldKind,
  type MappingSample,
  mappingFields,
  type Places,
} from "@signalbox/core";

const mapping = z
  .record(z.string(), z.unknown())
  .meta({ description: "{list, fields, samples}, as under `mapping` of a source in the config file" });

export const mappingVersion = z
  .object({
    version: z.number().int(),
    author: z.string(),
    note: z.string(),
    origin: z.enum(["config", "browser"]),
    createdAt: instant,
  })
  .meta({ id: "MappingVersion" });
export type MappingVersion = z.infer<typeof mappingVersion>;

const mappingDetail = mappingVersion.extend({ mapping }).meta({ id: "MappingDetail" });
export type MappingDetail = z.infer<typeof mappingDetail>;

export const mappingProblem = z
  .object({ path: z.string().meta({ description: "such as fields.type.words.snoozed" }), message: z.string() })
  .meta({ id: "MappingProblem" });

export const mappedEvent = z
  .object({
    type: eventType,
    correlationKey: z.string(),
    occurredAt: instant.nullable(),
    startedAt: instant.nullable(),
    monitor: z.object({ id: z.string(), name: z.string() }).nullable(),
    severity,
    summary: z.string(),
    url: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
  })
  .meta({ id: "MappedEvent" });
export type MappedEvent = z.infer<typeof mappedEvent>;

const misfit = z.object({
  field: z.string().meta({ description: "its path in the payload" }),
  detail: z.string(),
  about: z.string().meta({ description: "the field of the event that it is read for" }),
});

export const mappingTrial = z
  .object({
    ok: z.boolean().meta({ description: "it can be saved" }),
    problems: z.array(mappingProblem),
    outcome: z.enum(["events", "ignored", "unreadable", "invalid"]),
    reason: z.string().nullable(),
    events: z.array(mappedEvent),
    misfits: z.array(misfit),
    differences: z.array(z.string()).meta({ description: "how the sample differs from what is expected of it" }),
    values: z
      .array(z.object({ path: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }))
      .meta({ description: "the scalars of the sample, each with the JSON path that finds it" }),
  })
  .meta({ id: "MappingTrial" });
export type MappingTrial = z.infer<typeof mappingTrial>;

export const getMapping = defineRoute({
  method: "GET",
  path: "/api/v1/sources/{key}/mapping",
  summary: "How the deliveries of a source are read, over what its sender's code reads",
  params: keyParams,
  status: 200,
  answer: z.object({ source: objectKey, senderName: z.string(), current: mappingDetail.nullable() }),
});
export const listMappings = defineRoute({
  method: "GET",
  path: "/api/v1/sources/{key}/mappings",
  summary: "Versions of a source's mapping, newest first",
  params: keyParams,
  query: pageQuery,
  status: 200,
  answer: pageOf(mappingVersion),
});
export const getMappingVersion = defineRoute({
  method: "GET",
  path: "/api/v1/sources/{key}/mappings/{version}",
  summary: "One version of a source's mapping",
  params: keyParams.extend({ version: z.coerce.number().int().min(1).max(2_000_000_000) }),
  status: 200,
  answer: mappingDetail,
});
export const tryMapping = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/mapping/try",
  summary: "What a mapping makes of one of its samples; nothing is saved",
  params: keyParams,
  body: z.object({ mapping, sample: z.number().int().min(0).max(100).default(0) }),
  status: 200,
  answer: mappingTrial,
});
export const guessMapping = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/mapping/guess",
  summary: "The mapping that holds, with a sample more and guesses for what can't be read of it; nothing is saved",
  params: keyParams,
  body: z.object({
    delivery: z.string().max(100).optional().meta({ description: "a delivery of the source; left out: `body`" }),
    body: z.string().max(262_144).optional(),
  }),
  status: 200,
  answer: z.object({ mapping }),
});
export const saveMapping = defineRoute({
  method: "PUT",
  path: "/api/v1/sources/{key}/mapping",
  summary: "Save a mapping as the next version; refused while a sample of its own does not give what is expected",
  params: keyParams,
  body: z.object({
    mapping,
    version: z.number().int().nullable().meta({ description: "that was read; null: there was none" }),
    note: z.string().trim().max(1000).default(""),
  }),
  status: 200,
  answer: mappingDetail,
});

export const compareDelivery = defineRoute({
  method: "GET",
  path: "/api/v1/deliveries/{id}/last-good",
  summary: "What no longer fits in a delivery, beside the last one of its source that could be read whole",
  params: idParams,
  status: 200,
  answer: z
    .object({
      misfits: z.array(
        misfit.extend({
          here: z.string().nullable().meta({ description: "what stands there; null: nothing" }),
          before: z.string().nullable().meta({ description: "what stood there in the last good one" }),
        }),
      ),
      lastGood: z
        .object({ id: z.string(), receivedAt: instant, text: z.string().nullable() })
        .nullable()
        .meta({ description: "null: there is none whose body is kept" }),
    })
    .meta({ id: "DeliveryComparison" }),
});
export type DeliveryComparison = z.infer<(typeof compareDelivery)["answer"]>;
