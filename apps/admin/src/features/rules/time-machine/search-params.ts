import { z } from "zod";

/** What the time machine's page shows; all of it stands in the URL. */
export const timeMachineSearch = z.object({
  run: z.string().optional().catch(undefined),
  show: z
    .enum(["ticket", "status-post", "page", "page-at-night", "message", "http", "remediate"])
    .optional()
    .catch(undefined),
  outcome: z.enum(["gained", "lost", "changed"]).optional().catch(undefined),
  kind: z.enum(["ticket", "status-post", "page", "message", "http", "remediate"]).optional().catch(undefined),
  night: z.enum(["true", "false"]).optional().catch(undefined),
  row: z.coerce.number().int().positive().optional().catch(undefined),
});
