import { z } from "zod";

/** Closed set: what went wrong, for programs. */
export const problemCodes = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "person-required",
  "cross-site",
  "not-found",
  "conflict",
  "gone",
  "too-large",
  "unsupported-media-type",
  "misdirected",
  "too-many",
  "not-allowed",
  "internal",
  "unavailable",
] as const;

/** Every error answer: RFC 9457, `application/problem+json`. */
export const problem = z
  .object({
    type: z.string().meta({ description: "urn:signalbox:problem:<code>" }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(problemCodes),
    detail: z.string().meta({ description: "what happened and what to do, for people" }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "for `invalid`: each field that is wrong" }),
    conflict: z
      .object({ author: z.string(), revision: z.number().int() })
      .optional()
      .meta({ description: "for `conflict`: who saved meanwhile" }),
  })
  .meta({ id: "Problem" });

export type ProblemCode = (typeof problemCodes)[number];
export type Problem = z.infer<typeof problem>;
