import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { instant } from "./scalar.ts";

export const searchKinds = [
  "obligation",
  "incident",
  "delivery",
  "source",
  "connection",
  "component",
  "team",
  "rule",
  "monitor",
] as const;

export const searchHit = z
  .object({
    kind: z.enum(searchKinds),
    id: z
      .string()
      .meta({ description: "the printed id; of configuration the key, of a monitor the sender's id of it" }),
    title: z.string(),
    detail: z.string().nullable(),
    status: z.string().nullable(),
    source: z.string().nullable().meta({ description: "of a monitor and a delivery" }),
    incidentId: z.string().nullable().meta({ description: "of what stands outside for an incident" }),
    at: instant.nullable(),
  })
  .meta({ id: "SearchHit" });
export type SearchHit = z.infer<typeof searchHit>;

export const search = defineRoute({
  method: "GET",
  path: "/api/v1/search",
  summary: "Anything by an id, a ticket's number, a name or words, some of each kind",
  query: z.object({
    q: z.string().trim().min(1).max(200),
    limit: z.coerce.number().int().min(1).max(20).default(6).meta({ description: "of each kind" }),
  }),
  status: 200,
  answer: z.object({ items: z.array(searchHit) }),
});
