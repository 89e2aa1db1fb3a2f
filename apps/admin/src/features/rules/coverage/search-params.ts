import { z } from "zod";

/** What is asked of the coverage, as it stands in the URL. */
export const coverageSearch = z.object({
  of: z.literal("draft").optional().catch(undefined),
  component: z.string().optional().catch(undefined),
  change: z.enum(["opened", "reopened", "acknowledged", "updated", "resolved"]).optional().catch(undefined),
  severity: z.enum(["critical", "high", "medium", "low", "info", "unknown"]).optional().catch(undefined),
  /** The moment that is looked at, by the clock on the wall: 2026-03-29T03:12. Its day says which week is shown. */
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
    .optional()
    .catch(undefined),
});
export type CoverageSearch = z.infer<typeof coverageSearch>;
