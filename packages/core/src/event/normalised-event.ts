import type { EpochMs } from "../shared/time.ts";
import type { Severity } from "./severity.ts";

/** What the sender reports. */
export type EventType = "opened" | "acknowledged" | "updated" | "resolved" | "test";

/** What an event did to its incident; rules branch on this. */
export type EventChange = "opened" | "reopened" | "acknowledged" | "updated" | "resolved" | "none";

/** Where an event's time comes from. */
export type TimeBasis = "sender" | "received" | "adjusted";

/** One happening of a delivery, in our words. Pure data; `ordinal` is its place in the list. */
export interface NormalisedEvent {
  type: EventType;
  /** Finds the incident together with the source; 1 to 512 characters. */
  correlationKey: string;
  /** When it happened by the sender's clock (see product.md, step 4); null where the sender gives no time. */
  occurredAt: EpochMs | null;
  /** On `resolved`: when the outage began, where the sender says so: it proves the whole interval. Else null. */
  startedAt: EpochMs | null;
  monitor: { id: string; name: string } | null;
  /** `unknown` where the sender gives none or a word that is not known. */
  severity: Severity;
  /** One line; empty where the sender gives none. */
  summary: string;
  url: string | null;
  labels: Record<string, string>;
  /** Fields that no longer fit what is known of the sender: shown, never guessed. */
  drift: string[];
}
