import type { Severity } from "@signalbox/core";
import { z } from "zod";

/** ISO 8601 in UTC. */
export const instant = z.iso.datetime().meta({ description: "ISO 8601, UTC" });
/** Addresses a configuration object: source, component, team, connection. */
export const objectKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "lower-case letters, digits, - and _; at most 63");
/** An id as it was printed; what no longer exists answers 404, so its form is not judged here. */
export const printedId = z.string().min(1).max(100);
// Spelled out, so that the browser is not sent the core with its evaluators for six words.
export const severity = z.enum(["critical", "high", "medium", "low", "info", "unknown"]) satisfies z.ZodType<Severity>;
/** Exact decimal text, never a JSON number. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const reason = z.string().trim().min(1, "say why").max(1000);
export const roles = ["viewer", "ops", "approver", "finance", "admin"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

export const keyParams = z.object({ key: objectKey });
export const idParams = z.object({ id: printedId });
