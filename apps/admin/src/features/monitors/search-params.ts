import { z } from "zod";

/** Left out: those of no component, which wait for somebody. */
export const monitorSearch = z.object({
  mapped: z.enum(["yes", "all"]).optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  q: z.string().optional().catch(undefined),
});
export type MonitorSearch = z.infer<typeof monitorSearch>;
