import { z } from "zod";
import { defineRoute } from "./api-route.ts";

/** Line and column count from 1 in the text that was sent. */
export const configFinding = z
  .object({ path: z.string(), message: z.string(), line: z.number().int(), column: z.number().int() })
  .meta({ id: "ConfigFinding" });
export type ConfigFinding = z.infer<typeof configFinding>;

export const configChange = z
  .object({
    object: z.string(),
    key: z.string(),
    change: z.enum(["create", "update", "retire"]),
    fields: z
      .array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
      .meta({ description: "JSON as text, without credentials" }),
  })
  .meta({ id: "ConfigChange" });
export type ConfigChange = z.infer<typeof configChange>;

const configText = z.object({
  text: z.string().max(1_500_000).meta({ description: "the config file" }),
  prune: z.boolean().default(false).meta({ description: "retire what the file no longer names" }),
  variables: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "what {env: NAME} may name; the server's own environment is never read for a caller" }),
  files: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "deliveries that tests name, as text by their path" }),
});

/** `missing`: variables that the file names and that were not sent. With problems or missing ones nothing is changed. */
export const configPlan = z
  .object({
    ok: z.boolean(),
    changes: z.array(configChange),
    problems: z.array(configFinding),
    warnings: z.array(configFinding),
    missing: z.array(z.string()),
  })
  .meta({ id: "ConfigPlan" });
export type ConfigPlan = z.infer<typeof configPlan>;

export const planConfig = defineRoute({
  method: "POST",
  path: "/api/v1/config/plan",
  summary: "What a config file would change; changes nothing",
  body: configText,
  status: 200,
  answer: configPlan,
});
export const applyConfig = defineRoute({
  method: "POST",
  path: "/api/v1/config/apply",
  summary: "Make a config file live, all of it or nothing",
  body: configText,
  status: 200,
  answer: configPlan.extend({
    made: z
      .array(z.object({ source: z.string(), url: z.string() }))
      .meta({ description: "URLs of sources whose token was made by this; shown this once" }),
  }),
});
export const exportConfig = defineRoute({
  method: "GET",
  path: "/api/v1/config/export",
  summary: "What is live as a config file; credentials as {kept: true}",
  status: 200,
  answer: "application/yaml",
});
