import { type RoutingContext, type RoutingField, type RoutingObject, routingSchema } from "../routing-context.ts";
import { CalendarBook } from "./calendar-book.ts";
import { RotationBook } from "./rotation-book.ts";

/** Conditions see the first characters of a longer text, and the first items of a longer list, so that none takes long. */
const boundTextMax = 4_096;
const boundItemsMax = 200;

/** A context as CEL values, made once per event: whole numbers as int, times as timestamps, objects as maps. */
export interface BoundContext {
  readonly values: Readonly<Record<string, unknown>>;
  /** The objects that are null for this event, such as `component`. */
  readonly absent: ReadonlySet<string>;
  readonly labels: ReadonlyMap<string, string>;
}

/** Maps instead of objects: a label named `constructor` or `__proto__` is then a label like any other. */
export function bindContext(context: RoutingContext): BoundContext {
  const labels = new Map(Object.entries(context.labels).map(([name, text]) => [name, cut(text)]));
  const values: Record<string, unknown> = {
    labels,
    calendar: new CalendarBook(context.calendar),
    // Events from before there were rotations have none in their context.
    rotation: new RotationBook(context.rotation ?? {}),
    now: new Date(context.now),
  };
  const absent = new Set<string>();
  for (const [name, object] of Object.entries(routingSchema)) {
    const given = context[name as keyof typeof routingSchema] as Record<string, unknown> | null;
    if (given === null || given === undefined) absent.add(name);
    values[name] = given === null || given === undefined ? null : bindObject(given, object);
  }
  return { values, absent, labels };
}

function bindObject(given: Record<string, unknown>, object: RoutingObject): Map<string, unknown> {
  return new Map(Object.entries(object.fields).map(([name, field]) => [name, bindField(given[name], field)]));
}

function bindField(value: unknown, field: RoutingField): unknown {
  if (value === null || value === undefined) return null;
  if (field.type === "time" && typeof value === "string") return new Date(value);
  if (field.type === "number" && typeof value === "number") return value;
  return bindJson(value, 0);
}

function bindJson(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cut(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (depth > 16) return null;
  if (Array.isArray(value)) return value.slice(0, boundItemsMax).map((item) => bindJson(item, depth + 1));
  const entries = Object.entries(value).slice(0, boundItemsMax);
  return new Map(entries.map(([key, item]) => [key, bindJson(item, depth + 1)]));
}

function cut(text: string): string {
  return text.length > boundTextMax ? text.slice(0, boundTextMax) : text;
}
