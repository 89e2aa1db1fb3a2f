import { z } from "zod";
import { instant, objectKey } from "./scalar.ts";

/** One start of a remediation. */
export const run = z
  .object({
    id: z.string(),
    actionId: z.string(),
    incidentId: z.string().nullable(),
    connection: objectKey,
    runbook: z.string(),
    component: objectKey.nullable(),
    componentName: z.string().nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    result: z
      .enum(["succeeded", "failed", "unknown"])
      .nullable()
      .meta({ description: "null: it runs; unknown: it may have run, and nobody knows how it ended" }),
    reason: z.string().nullable(),
    externalId: z.string().nullable().meta({ description: "what it is called where it runs" }),
    externalUrl: z.string().nullable(),
    outputBytes: z.number().int(),
    approvalId: z.string().nullable().meta({ description: "the yes that it used" }),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof run>;
