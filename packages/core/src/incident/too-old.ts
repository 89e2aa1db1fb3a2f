import type { EpochMs } from "../shared/time.ts";
import type { TimedEvent } from "./fact.ts";

export const openingAgeMsMax = 30 * 24 * 60 * 60_000;

/** True where an event says that something began more than 30 days before it was received: a replay or a wrong clock,
 *  unless its key is known. */
export function opensTooLongAgo(event: TimedEvent, receivedAt: EpochMs): boolean {
  const began = event.type === "opened" ? event.at : event.startedAt;
  return began !== null && began < receivedAt - openingAgeMsMax;
}
