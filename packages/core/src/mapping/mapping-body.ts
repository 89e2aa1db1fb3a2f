import type { EventType } from "../event/normalised-event.ts";
import type { Severity } from "../event/severity.ts";

/** How a field of a mapping is read: `text` as it is, `time` as an instant, `flag` as true or false, `words` by a table. */
export type MappingFieldKind = "type" | "severity" | "text" | "time" | "flag" | "labels";

/** Every field of an event that a mapping can say, in the order in which people see them. */
export const mappingFields = {
  type: { kind: "type", label: "What happened", about: "opened, acknowledged, updated, resolved or test" },
  correlationKey: {
    kind: "text",
    label: "Correlation key",
    about: "what finds the incident: the same from opened to resolved",
  },
  severity: { kind: "severity", label: "Severity", about: "critical, high, medium, low or info" },
  summary: { kind: "text", label: "Summary", about: "one line for people" },
  monitorId: { kind: "text", label: "Monitor", about: "what the tool watches: maps to a component" },
  monitorName: { kind: "text", label: "Monitor's name", about: "for people; left out, it is the monitor" },
  startedAt: { kind: "time", label: "Began at", about: "when the problem began" },
  acknowledgedAt: { kind: "time", label: "Acknowledged at", about: "when somebody took it" },
  resolvedAt: { kind: "time", label: "Resolved at", about: "when it ended" },
  sentAt: { kind: "time", label: "Sent at", about: "the time of the message, where none of the above is said" },
  url: { kind: "text", label: "Link", about: "an http(s) address for people" },
  labels: { kind: "labels", label: "Labels", about: "more for rules to ask" },
  test: { kind: "flag", label: "Is a test", about: "a test event opens nothing" },
  deliveryId: {
    kind: "text",
    label: "Delivery id",
    about: "unique for each delivery, and the same when it is sent again",
  },
} as const satisfies Record<string, { kind: MappingFieldKind; label: string; about: string }>;

export type MappingField = keyof typeof mappingFields;

/** Where a value stands: a JSON path (`$.alert.id`) or an expression in CEL; of several the first that holds something. */
export type Places = string | string[];

/** What a word of the tool's means; `ignored`: that delivery holds no event. */
export type WordMeaning = EventType | "ignored";

/**
 * How the deliveries of one source are read, over what its sender's own code reads: only what stands here is replaced. Stored
 * and written in the config file as it is.
 */
export interface MappingBody {
  /** A JSON path: each item of this list is one event. */
  list?: string;
  fields: {
    /** Without `from` the words are added to those that the sender's own code knows. */
    type?: Places | { from?: Places; words?: Record<string, WordMeaning> };
    severity?: Places | { from?: Places; words?: Record<string, Severity> };
    labels?: Places | Record<string, Places>;
  } & { [Field in TimeField]?: Places | { from: Places; format?: string } } & { [Field in TextField]?: Places };
  /** What it is tested by: it is saved only while each of them gives what is expected. */
  samples?: MappingSample[];
}

type FieldOf<Kind extends MappingFieldKind> = {
  [Field in MappingField]: (typeof mappingFields)[Field]["kind"] extends Kind ? Field : never;
}[MappingField];
export type TimeField = FieldOf<"time">;
type TextField = FieldOf<"text" | "flag">;

/** A payload with the events that it must give; a field that is left out there may be anything. None: it is ignored. */
export interface MappingSample {
  name?: string;
  body: string;
  query?: string;
  headers?: Record<string, string>;
  /** ISO text; left out, no time is too far in the future. */
  receivedAt?: string;
  expect: ExpectedEvent[];
}

export interface ExpectedEvent {
  type?: EventType;
  correlationKey?: string;
  occurredAt?: string | null;
  startedAt?: string | null;
  monitor?: { id: string; name: string } | null;
  severity?: Severity;
  summary?: string;
  url?: string | null;
  labels?: Record<string, string>;
}
