import { z } from "zod";

export const incidentSearch = z.object({
  status: z.enum(["open", "acknowledged", "resolved", "unresolved"]).optional().catch(undefined),
  severity: z.enum(["critical", "high", "medium", "low", "info", "unknown"]).optional().catch(undefined),
  component: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  unrouted: z.literal("true").optional().catch(undefined),
  q: z.string().optional().catch(undefined),
});
export type IncidentSearch = z.infer<typeof incidentSearch>;
