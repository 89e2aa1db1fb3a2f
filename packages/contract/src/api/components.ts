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
const moment = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: "a day, 2026-01-01 (midnight in the ledger's time zone), or an instant" });
const held = {
  from: moment.optional().meta({ description: "left out: from the beginning" }),
  until: moment.optional().meta({ description: "left out: until the next begins" }),
};
// Spelled out, so that the browser is not sent the core with what checks the config file.
export const componentTimelines = z
  .object({
    team: z.array(z.object({ value: objectKey, ...held })).max(500),
    tier: z.array(z.object({ value: z.number().int(), ...held })).max(500),
    cost: z.array(z.object({ perMinute: z.string().max(30), currency: z.string().max(10), ...held })).max(500),
    sla: z.array(z.object({ target: z.string().max(30), ...held })).max(500),
  })
  .meta({ id: "ComponentTimelines", description: "dated settings, oldest first; as in the config file" });
export type ComponentTimelines = z.infer<typeof componentTimelines>;
export const componentDetail = component
  .extend({ history: z.array(datedSetting), timelines: componentTimelines })
  .meta({ id: "ComponentDetail" });
export type ComponentDetail = z.infer<typeof componentDetail>;
export const getComponent = defineRoute({
  method: "GET",
  path: "/api/v1/components/{key}",
  summary: "One component with the history of its settings",
  params: keyParams,
  status: 200,
  answer: componentDetail,
});
export const saveComponent = defineRoute({
  method: "PUT",
  path: "/api/v1/components/{key}",
  summary: "Make a component, or change it: its dated settings are whole timelines. Its monitors are mapped elsewhere",
  params: keyParams,
  body: componentTimelines.extend({
    name: z.string().trim().max(500),
    costCentre: z.string().trim().max(500).nullable(),
    glAccount: z.string().trim().max(500).nullable(),
    revision: z.number().int().min(0).meta({ description: "the one that was read; 0 makes a new component" }),
  }),
  status: 200,
  answer: componentDetail,
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
