import { z } from "zod";

/** Filters of the ledger, as they stand in the URL; what is no filter is left out. */
export const ledgerSearch = z.object({
  period: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional()
    .catch(undefined),
  knownOn: z.iso.date().optional().catch(undefined),
  component: z.string().optional().catch(undefined),
  team: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  customer: z.string().optional().catch(undefined),
  status: z.enum(["open", "final", "void"]).optional().catch(undefined),
});
export type LedgerSearch = z.infer<typeof ledgerSearch>;
