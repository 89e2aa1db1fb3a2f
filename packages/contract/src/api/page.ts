import { z } from "zod";
import { instant } from "./scalar.ts";

/** Keyset paging: pass `nextCursor` of the answer before; null there means that this was the last page. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/)
    .optional(),
});

export const timeRangeQuery = z.object({
  from: instant.optional().meta({ description: "inclusive" }),
  to: instant.optional().meta({ description: "exclusive" }),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
