import { z } from "zod";

/** The month, as it stands in the URL; left out: the present one. */
export const slaSearch = z.object({
  period: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional()
    .catch(undefined),
});
