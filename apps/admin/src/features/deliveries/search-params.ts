import { z } from "zod";

/** Filters of the list, as they stand in the URL; what is no filter is left out. */
export const deliverySearch = z.object({
  source: z.string().optional().catch(undefined),
  state: z.enum(["received", "processed", "ignored", "failed"]).optional().catch(undefined),
  q: z.string().optional().catch(undefined),
  /** In the bodies of one source: what stands at a path. */
  path: z.string().optional().catch(undefined),
  value: z.string().optional().catch(undefined),
});
export type DeliverySearch = z.infer<typeof deliverySearch>;
