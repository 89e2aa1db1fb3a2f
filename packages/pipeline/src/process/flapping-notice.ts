import { type EpochMs, type EventChange, formatDuration } from "@signalbox/core";
import type { IncidentRow, JournalEntry } from "@signalbox/database";
import type { AppliedEvent } from "./apply-events.ts";
import type { KeyWork } from "./key-work.ts";
import type { Raised } from "./raised.ts";

/** When a page may go out at the earliest: while the incident's monitor flaps one notice stands for all of them. Where it
 *  then stays down, its page goes out after all. Null: now. */
export function pageNotBefore(at: {
  incident: Pick<IncidentRow, "flappingUntil">;
  change: EventChange;
  now: EpochMs;
}): EpochMs | null {
  const { incident, change, now } = at;
  const isOpening = change === "opened" || change === "reopened";
  return isOpening || (incident.flappingUntil ?? 0) > now ? incident.flappingUntil : null;
}

/** Says that a monitor flaps, in place of a page that was ordered for what just opened. None where nobody would be paged. */
export function flappingNotices({ incoming, incident, change, context, routed }: AppliedEvent): Raised[] {
  const isOpening = change === "opened" || change === "reopened";
  if (incident === null || context === null || routed === null || !incident.flapping || !isOpening) return [];
  const isQuiet = context.incident.inMaintenance || context.incident.muted;
  if (isQuiet || routed.orders.every(({ ordered }) => ordered.kind !== "page")) return [];
  const { source, event } = incoming;
  const { opens, withinMs } = source.flapping;
  const name = event.monitor?.name || event.monitor?.id || incident.correlationKey;
  const within = formatDuration(withinMs);
  return [
    {
      kind: "monitor-flapping",
      cause: flappingCause(source.key, event.monitor?.id ?? null, incident.correlationKey),
      subjectKind: "incident",
      subjectId: incident.id,
      reason: `${name} of ${source.key} opens again and again: ${opens} times within ${within}`,
      advice: `Nobody else is paged for it, and its tickets stay open, until it has been calm for ${within}; what then is still down pages. Its downtime counts. Look at the incident; mute the monitor where it is wrong.`,
      details: { source: source.key, monitor: event.monitor?.id ?? null, incidentId: incident.id },
    },
  ];
}

/** Tells of each incident when it begins to flap. */
export function flappingBegan(keys: readonly KeyWork[], now: EpochMs): JournalEntry[] {
  const began = keys.flatMap(({ incidents, stored }) =>
    [...incidents.values()].filter(({ id, flapping }) => flapping && stored.get(id)?.flapping !== true),
  );
  return began.map(({ id }) => ({
    at: now,
    actorKind: "system",
    actor: "signalbox",
    verb: "incident.flapping",
    subjectKind: "incident",
    subjectId: id,
    details: {
      reason: "its monitor opens again and again: one notice in place of pages, tickets stay open until it is calm",
    },
  }));
}

/** One open failure per monitor, or per key where the sender names none. */
export function flappingCause(sourceKey: string, monitor: string | null, correlationKey: string): string {
  return `${sourceKey} ${monitor ?? correlationKey}`;
}
