import { argumentCharactersMax, type ParameterSpec, refuseParameter } from "@signalbox/core";
import { z } from "zod";
import { lineOfText, wholeNumber } from "../config/scalar.ts";
import { listOf, strictShape } from "../config/strict-shape.ts";

const value = z
  .string({ error: "a value is a text: put it in quotes" })
  .max(argumentCharactersMax, `at most ${argumentCharactersMax} characters`);
const common = { about: lineOfText.exactOptional(), default: value.exactOptional() };

/** One argument of a runbook. Its text must match the pattern (RE2) as a whole. */
const parameterEntry = z
  .discriminatedUnion(
    "type",
    [
      strictShape("a parameter", {
        type: z.literal("text"),
        pattern: z.string({ error: "a text needs a pattern: which values are allowed?" }).min(1).max(256),
        ...common,
      }),
      strictShape("a parameter", {
        type: z.literal("integer"),
        least: wholeNumber(-1_000_000_000, 1_000_000_000),
        most: wholeNumber(-1_000_000_000, 1_000_000_000),
        ...common,
      }),
      strictShape("a parameter", { type: z.literal("choice"), of: listOf(value.min(1), "of", 100).min(1), ...common }),
    ],
    { error: "a parameter has type: text (with pattern), integer (with least and most) or choice (with of)" },
  )
  .superRefine((spec, context) => {
    const refusal = refuseParameter(spec as ParameterSpec);
    if (refusal !== null) context.addIssue({ code: "custom", message: refusal });
  });

/** The arguments that a runbook takes, by name. */
export const parameterEntries = z.record(
  z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, "a parameter's name has lower-case letters, digits and _"),
  parameterEntry,
  { error: "parameters are written by name: {unit: {type: choice, of: [web, worker]}}" },
) as unknown as z.ZodType<Record<string, ParameterSpec>>;
