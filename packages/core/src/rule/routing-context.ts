import { severities } from "../event/severity.ts";

/** What a value is where rules and templates see it. `time` is ISO 8601 UTC text in the context and a timestamp in CEL. */
export type RoutingValueType = "text" | "int" | "number" | "bool" | "time" | "json";

/** One field that conditions and templates can name. */
export interface RoutingField {
  type: RoutingValueType;
  /** true: may be null. Comparing null with a text or number of a condition is an error that the rule shows. */
  nullable: boolean;
  about: string;
  /** The closed set of words that the field can hold, where there is one. */
  values?: readonly string[];
  /** true: what something costs, which not everybody may see. */
  money?: true;
}

/** An object that conditions and templates can name; `nullable` objects are null as a whole. */
export interface RoutingObject {
  nullable: boolean;
  about: string;
  fields: Readonly<Record<string, RoutingField>>;
}

const changes = ["opened", "reopened", "acknowledged", "updated", "resolved", "none"] as const;

/** The one list of what rules and templates see: types, check, binder and completion are derived from it. */
export const routingSchema = {
  event: {
    nullable: false,
    about: "what happened just now",
    fields: {
      id: { type: "text", nullable: false, about: "evt_…" },
      type: {
        type: "text",
        nullable: false,
        about: "what the sender reports",
        values: ["opened", "acknowledged", "updated", "resolved", "test"],
      },
      change: { type: "text", nullable: false, about: "what it did to its incident", values: changes },
      severity: { type: "text", nullable: false, about: "how bad this event says it is", values: severities },
      summary: { type: "text", nullable: false, about: "one line; may be empty" },
      url: { type: "text", nullable: true, about: "the sender's page about it" },
      correlationKey: { type: "text", nullable: false, about: "finds the incident together with the source" },
      occurredAt: { type: "time", nullable: false, about: "when it happened" },
      startedAt: {
        type: "time",
        nullable: true,
        about: "on resolved: when the problem began, where the sender says so",
      },
      receivedAt: { type: "time", nullable: false, about: "when its delivery was received" },
    },
  },
  incident: {
    nullable: false,
    about: "the problem it belongs to, after this event was applied",
    fields: {
      id: { type: "text", nullable: false, about: "inc_…" },
      key: { type: "text", nullable: false, about: "its correlation key" },
      status: {
        type: "text",
        nullable: false,
        about: "its state",
        values: ["open", "acknowledged", "resolved"],
      },
      title: { type: "text", nullable: false, about: "one line, at most 255 characters" },
      severity: { type: "text", nullable: false, about: "how bad it is now", values: severities },
      url: { type: "text", nullable: true, about: "the sender's page about it" },
      origin: {
        type: "text",
        nullable: false,
        about: "real, or made to try things",
        values: ["real", "test", "drill"],
      },
      openedAt: { type: "time", nullable: false, about: "when the problem began" },
      acknowledgedAt: { type: "time", nullable: true, about: "when somebody took it" },
      resolvedAt: { type: "time", nullable: true, about: "when the problem ended" },
      reopened: { type: "int", nullable: false, about: "how often it was opened again" },
      inMaintenance: { type: "bool", nullable: false, about: "its component is in a maintenance window now" },
      muted: { type: "bool", nullable: false, about: "its monitor is muted" },
      flapping: { type: "bool", nullable: false, about: "its monitor opens again and again" },
      costSoFar: {
        type: "number",
        nullable: true,
        money: true,
        about: "what it has cost by now, in component.currency, asked alone; null where its component has no rate",
      },
    },
  },
  monitor: {
    nullable: true,
    about: "as the sender names it; null where the sender names none",
    fields: {
      id: { type: "text", nullable: false, about: "the sender's id of it" },
      name: { type: "text", nullable: false, about: "the sender's name of it" },
    },
  },
  component: {
    nullable: true,
    about: "the thing the business runs; null while the monitor is mapped to none",
    fields: {
      key: { type: "text", nullable: false, about: "its key" },
      name: { type: "text", nullable: false, about: "its name" },
      tier: { type: "int", nullable: true, about: "1 (most important) to 9; null where none is set" },
      costPerMinute: { type: "text", nullable: true, money: true, about: 'decimal text such as "120.00"' },
      currency: { type: "text", nullable: true, about: "ISO 4217, such as EUR" },
      slaTarget: { type: "text", nullable: true, about: 'percent as decimal text such as "99.95"' },
      incidentsIn24h: {
        type: "int",
        nullable: true,
        about: "how many other incidents of it opened in the last 24 hours; null in events of before this was kept",
      },
      budgetLeft: {
        type: "number",
        nullable: true,
        about:
          "seconds of outage that its SLA target still bears this month, negative once it is missed; null without a target, and where no rule that is live asks",
      },
    },
  },
  contract: {
    nullable: true,
    about: "what customers were promised of its component; null where nothing was, and where no rule that is live asks",
    fields: {
      creditAtRisk: {
        type: "number",
        nullable: false,
        money: true,
        about: "what falls due in all with the bound that more downtime crosses next, in contract.currency",
      },
      currency: {
        type: "text",
        nullable: true,
        about: "ISO 4217: the component's where a fee is in it; null without a credit",
      },
    },
  },
  team: {
    nullable: true,
    about: "the component's owners; null where nobody owns it",
    fields: {
      key: { type: "text", nullable: false, about: "its key" },
      name: { type: "text", nullable: false, about: "its name" },
      lead: { type: "text", nullable: true, about: "who is paged second" },
    },
  },
  source: {
    nullable: false,
    about: "the webhook URL it came to",
    fields: {
      key: { type: "text", nullable: false, about: "its key" },
      name: { type: "text", nullable: false, about: "its name" },
      sender: { type: "text", nullable: false, about: "the kind of monitoring tool" },
    },
  },
  onCall: {
    nullable: true,
    about: "who is on call for the team; null where the team has none",
    fields: {
      email: { type: "text", nullable: true, about: "the answer where it is an address, or its email field" },
      name: { type: "text", nullable: true, about: "the answer's name field, else the answer as text" },
      answer: { type: "json", nullable: true, about: "what the look-up selected, as it came" },
      askedAt: { type: "time", nullable: true, about: "when it was asked; null for the fallback and for rotations" },
      ageSeconds: { type: "int", nullable: true, about: "how old it was; null for the fallback and for rotations" },
      basis: {
        type: "text",
        nullable: false,
        about: "where the answer comes from: a look-up, the fallback, or a rotation kept here",
        values: ["fresh", "last-good", "fallback", "rotation", "override"],
      },
    },
  },
} as const satisfies Record<string, RoutingObject>;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Values {
  text: string;
  int: number;
  number: number;
  bool: boolean;
  time: string;
  json: Json;
}

type FieldValue<F extends RoutingField> =
  | (F extends { values: readonly (infer Word)[] } ? Word : Values[F["type"]])
  | (F["nullable"] extends true ? null : never);

type ObjectValue<O extends RoutingObject> =
  | { -readonly [Name in keyof O["fields"]]: FieldValue<O["fields"][Name]> }
  | (O["nullable"] extends true ? null : never);

/** What one calendar says about `now`. */
export interface CalendarAnswer {
  businessHours: boolean;
  quietHours: boolean;
  holiday: boolean;
}

/** Who is on call by a rotation kept here; null where nobody is. */
export interface RotationAnswer {
  email: string | null;
  name: string | null;
}

/**
 * What conditions see for one event: plain JSON, times as ISO 8601 UTC text, stored as `events.context`, so that each
 * decision can be explained and asked again. Every key is present; what is not known is null, never left out.
 */
export type RoutingContext = {
  -readonly [Name in keyof typeof routingSchema]: ObjectValue<(typeof routingSchema)[Name]>;
} & {
  /** The sender's labels. A label that is missing makes a condition that names it not evaluable. */
  labels: Record<string, string>;
  /** By calendar key: what it said at `now` (see `answerCalendar`). CEL: `calendar.quietHours("berlin")`. */
  calendar: Record<string, CalendarAnswer>;
  /** By rotation key: who was on call first at `now`. CEL: `rotation.email("payments")`. Left out of older events. */
  rotation?: Record<string, RotationAnswer>;
  /** The instant of processing. */
  now: string;
};

/** The names that conditions can begin with, in the order of the manual. */
export const routingNames = [
  ...Object.keys(routingSchema),
  "labels",
  "calendar",
  "rotation",
  "now",
] as readonly string[];

/** Paths of the fields that tell what something costs: `incident.costSoFar` … */
export const moneyPaths: ReadonlySet<string> = new Set(
  Object.entries(routingSchema).flatMap(([name, { fields }]) =>
    Object.entries<RoutingField>(fields).flatMap(([field, { money }]) => (money ? [`${name}.${field}`] : [])),
  ),
);

/** Why `name.field` can't be, or null where it can or `name` is no object of the schema. */
export function unknownField(name: string, field: string): string | null {
  if (!Object.hasOwn(routingSchema, name)) return null;
  const known = Object.keys(routingSchema[name as keyof typeof routingSchema].fields);
  return known.includes(field) ? null : `"${name}" has no field "${field}"; it has: ${known.join(", ")}`;
}
