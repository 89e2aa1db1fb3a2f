import { z } from "zod";
import { isObject } from "./is-object.ts";
import type { Outage } from "./status-post.ts";

/** Numbers that both versions of Cachet use for an incident. */
export const cachetStatus = { investigating: 1, identified: 2, fixed: 4 } as const;

/** Cachet's number for a component's status: 1 operational, 2 performance issues, 3 partial and 4 major outage. */
export const cachetOutage: Record<Exclude<Outage, "under_maintenance">, number> = {
  operational: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
};

/** Under this key our reference stands in an incident's metadata, which the page does not show. */
export const cachetMetaKey = "signalbox";

/** A component's id: a whole number, in a form written as text. */
export const cachetComponentId = z.union([z.int().min(1), z.string().regex(/^[1-9]\d{0,9}$/)], {
  error: "the id of a component in Cachet is a whole number",
});

export function cachetReference(meta: unknown): unknown {
  return isObject(meta) ? meta[cachetMetaKey] : null;
}
