import {
  argumentCharactersMax,
  type ParameterSpec,
  type RunbookTerms,
  readDuration,
  refuseParameter,
} from "@signalbox/core";
import { z } from "zod";
import { isObject } from "./is-object.ts";

const lineMax = 500;
const weekMs = 7 * 24 * 3_600_000;
const line = z.string().trim().min(1).max(lineMax, `at most ${lineMax} characters`);
const value = z
  .string({ error: "a value is a text: put it in quotes" })
  .max(argumentCharactersMax, `at most ${argumentCharactersMax} characters`);
const common = { about: line.exactOptional(), default: value.exactOptional() };
const bound = z.int().min(-1_000_000_000).max(1_000_000_000);

const parameter = z
  .discriminatedUnion(
    "type",
    [
      z.strictObject({ type: z.literal("text"), pattern: z.string().min(1).max(256), ...common }),
      z.strictObject({ type: z.literal("integer"), least: bound, most: bound, ...common }),
      z.strictObject({ type: z.literal("choice"), of: z.array(value.min(1)).min(1).max(100), ...common }),
    ],
    { error: "a parameter has type: text (with pattern), integer (with least and most) or choice (with of)" },
  )
  .superRefine((spec, context) => {
    const refusal = refuseParameter(spec as ParameterSpec);
    if (refusal !== null) context.addIssue({ code: "custom", message: refusal });
  });

const runbook = {
  key: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "a key has lower-case letters, digits, - and _"),
  name: line.exactOptional(),
  about: line.exactOptional(),
  destructive: z.boolean({ error: "destructive is true or false: say which" }),
  coolDown: z
    .string()
    .refine((text) => (readDuration(text) ?? Number.POSITIVE_INFINITY) <= weekMs, "coolDown is 0s to 7d")
    .exactOptional(),
  parameters: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, "a parameter's name has letters, digits, _ . and -"),
      parameter,
    )
    .exactOptional(),
};
type RunbookEntry = z.infer<z.ZodObject<typeof runbook>>;

/** The known fixes of a connection, each with what it is where it runs: nothing else can be ordered there. */
export function runbookEntries<Own extends z.core.$ZodLooseShape>(own: Own) {
  return z
    .array(z.strictObject({ ...runbook, ...own }))
    .min(1, "name at least one runbook")
    .max(200, "at most 200 runbooks")
    .superRefine((entries, context) => {
      const keys = entries.map((entry) => (entry as { key: string }).key);
      for (const [index, key] of keys.entries()) {
        if (keys.indexOf(key) === index) continue;
        context.addIssue({ code: "custom", path: [index, "key"], message: `the key "${key}" stands twice` });
      }
    });
}

/** What holds for each of them. */
export function runbookTerms(entries: readonly RunbookEntry[]): RunbookTerms[] {
  return entries.map(({ key, name = key, about = "", destructive, coolDown, parameters = {} }) => ({
    key,
    name,
    about,
    destructive,
    coolDownMs: coolDown === undefined ? null : readDuration(coolDown),
    parameters: parameters as RunbookTerms["parameters"],
  }));
}

export type ArgumentValue = string | number;

/** The runbook that an action names, with its arguments: numbers where the parameter is one. Null: there is none. */
export function orderedRunbook<Entry extends RunbookEntry>(
  entries: readonly Entry[],
  scope: Readonly<Record<string, unknown>>,
): { entry: Entry; values: Record<string, ArgumentValue> } | null {
  const action = isObject(scope.action) ? scope.action : {};
  const entry = entries.find(({ key }) => key === action.runbook);
  if (entry === undefined) return null;
  const given = isObject(action.arguments) ? action.arguments : {};
  const values: Record<string, ArgumentValue> = {};
  for (const [name, spec] of Object.entries(entry.parameters ?? {})) {
    const text = given[name];
    if (typeof text === "string") values[name] = spec.type === "integer" ? Number(text) : text;
  }
  return { entry, values };
}
