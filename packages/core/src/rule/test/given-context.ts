import {
  type RoutingContext,
  type RoutingField,
  type RoutingObject,
  routingSchema,
  unknownField,
} from "../routing-context.ts";
import type { RulePath } from "../rule-problem.ts";
import type { GivenContext } from "../rule-set-body.ts";

/** Something that a test says the rules see, and that they can't. */
export interface GivenProblem {
  path: RulePath;
  message: string;
}

const names = [...Object.keys(routingSchema), "labels"];

/** What is wrong with a test's `given`: names, fields and values that rules never see. */
export function checkGiven(given: GivenContext): GivenProblem[] {
  return Object.entries(given).flatMap(([name, fields]): GivenProblem[] => {
    if (!names.includes(name)) {
      return [{ path: [name], message: `rules see no "${name}"; what can be given: ${names.join(", ")}` }];
    }
    const object = objectOf(name);
    if (fields === null) {
      if (object?.nullable === true) return [];
      return [{ path: [name], message: `"${name}" is always there: give fields of it` }];
    }
    return Object.entries(fields).flatMap(([field, value]) => {
      const message = object === null ? wrongValue(labelField, value) : checkField(name, object, field, value);
      return message === null ? [] : [{ path: [name, field], message }];
    });
  });
}

/** A context with what the test gives in the place of what was found. */
export function applyGiven(context: RoutingContext, given: GivenContext): RoutingContext {
  const changed: Record<string, unknown> = { ...context };
  for (const [name, fields] of Object.entries(given)) {
    const found = changed[name] as Record<string, unknown> | null;
    changed[name] = fields === null ? null : { ...(found ?? blankOf(name)), ...fields };
  }
  return changed as RoutingContext;
}

const labelField: RoutingField = { type: "text", nullable: false, about: "" };

function objectOf(name: string): RoutingObject | null {
  return Object.hasOwn(routingSchema, name) ? routingSchema[name as keyof typeof routingSchema] : null;
}

function checkField(name: string, object: RoutingObject, field: string, value: unknown): string | null {
  return unknownField(name, field) ?? wrongValue(object.fields[field]!, value);
}

function wrongValue(field: RoutingField, value: unknown): string | null {
  if (field.type === "json") return null;
  if (value === null) return field.nullable ? null : "it is never empty: write a value";
  const words: Record<Exclude<RoutingField["type"], "json">, string> = {
    text: "a text",
    int: "a whole number",
    number: "a number",
    bool: "true or false",
    time: "a time such as 2026-11-20T08:15:00Z",
  };
  if (!fits[field.type](value)) return `${words[field.type]} is needed`;
  if (field.values !== undefined && !field.values.some((word) => word === value)) {
    return `it is one of ${field.values.join(", ")}`;
  }
  return null;
}

const fits = {
  text: (value: unknown) => typeof value === "string",
  int: (value: unknown) => Number.isSafeInteger(value),
  number: (value: unknown) => Number.isFinite(value),
  bool: (value: unknown) => typeof value === "boolean",
  time: (value: unknown) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value)),
};

// An object that the delivery leads to none of, as a component of an unmapped monitor.
function blankOf(name: string): Record<string, unknown> {
  const blanks = { text: "", int: 0, number: 0, bool: false, time: "1970-01-01T00:00:00.000Z", json: null };
  const fields = Object.entries(objectOf(name)?.fields ?? {});
  return Object.fromEntries(
    fields.map(([field, { type, nullable, values }]) => [field, nullable ? null : (values?.[0] ?? blanks[type])]),
  );
}
