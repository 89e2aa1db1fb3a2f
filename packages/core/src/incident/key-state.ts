import type { EventChange } from "../event/normalised-event.ts";
import type { FactKind } from "./fact.ts";

/** A key is down (open, or acknowledged by somebody) or not. */
export type KeyState = "closed" | "open" | "acknowledged";

/** Every state × every statement, in the order of their times. */
export const nextKeyState: Record<KeyState, Record<FactKind, KeyState>> = {
  closed: { began: "open", opened: "open", acknowledged: "closed", updated: "closed", resolved: "closed" },
  open: { began: "open", opened: "open", acknowledged: "acknowledged", updated: "open", resolved: "closed" },
  acknowledged: {
    began: "acknowledged",
    opened: "acknowledged",
    acknowledged: "acknowledged",
    updated: "acknowledged",
    resolved: "closed",
  },
};

export type IncidentStatus = "open" | "acknowledged" | "resolved";

/**
 * What an event did to its incident, by its status before and after. `same`: the status stayed, see `applyEvent`.
 * An incident that was made resolved, and one whose past alone changed, order nothing: `none`.
 */
export const changeByStatus: Record<
  IncidentStatus | "absent",
  Record<IncidentStatus, Exclude<EventChange, "updated"> | "same">
> = {
  absent: { open: "opened", acknowledged: "opened", resolved: "none" },
  open: { open: "same", acknowledged: "acknowledged", resolved: "resolved" },
  // Back to open without a resolve in between: a late resolve was followed by an opening that is known already.
  acknowledged: { open: "none", acknowledged: "same", resolved: "resolved" },
  resolved: { open: "reopened", acknowledged: "reopened", resolved: "none" },
};
