import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { decimal, instant, keyParams, objectKey } from "./scalar.ts";

export const component = z
  .object({
    key: objectKey,
    name: z.string(),
    tier: z.number().int().nullable(),
    team: objectKey.nullable(),
    cost: z.object({ perMinute: decimal, currency: z.string() }).nullable(),
    slaTarget: decimal.nullable(),
    monitors: z.array(z.object({ source: objectKey, match: z.string() })),
    costCentre: z.string().nullable(),
    glAccount: z.string().nullable(),
    unresolvedIncidents: z.number().int(),
    revision: z.number().int(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Component", description: "settings as they hold now" });
export type Component = z.infer<typeof component>;
export const listComponents = defineRoute({
  method: "GET",
  path: "/api/v1/components",
  summary: "Components, by key",
  query: pageQuery.extend({ team: objectKey.optional(), retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(component),
});
export const datedSetting = z
  .object({
    setting: z.enum(["tier", "team", "cost", "slaTarget", "monitor"]),
    value: z.string(),
    from: instant,
    to: instant.nullable(),
  })
  .meta({ id: "DatedSetting" });
export const getComponent = defineRoute({
  method: "GET",
  path: "/api/v1/components/{key}",
  summary: "One component with the history of its settings",
  params: keyParams,
  status: 200,
  answer: component.extend({ history: z.array(datedSetting) }).meta({ id: "ComponentDetail" }),
});

export const team = z
  .object({
    key: objectKey,
    name: z.string(),
    lead: z.string().nullable(),
    onCall: z.record(z.string(), z.unknown()).nullable().meta({ description: "how it is looked up" }),
    components: z.number().int(),
    revision: z.number().int(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Team" });
export type Team = z.infer<typeof team>;
export const listTeams = defineRoute({
  method: "GET",
  path: "/api/v1/teams",
  summary: "Teams, by key",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(team),
});
