import type { EpochMs, NormalisedEvent } from "@signalbox/core";
import { findIncident, type IncidentRow, lockIncidents, lockKeys, type Tx } from "@signalbox/database";
import { type IncomingEvent, incomingEvent } from "../process/incoming-event.ts";
import type { ProcessDeps } from "../process/process-deps.ts";
import type { RoutingComponent, RoutingSnapshot, RoutingSource } from "../routing/routing-snapshot.ts";

/** What a person, or a token, does about an incident. */
export interface IncidentAct {
  incidentId: string;
  actor: { kind: "person" | "token"; name: string };
  /** Why; shown with the incident. */
  reason: string;
}

export type IncidentActOutcome =
  | { outcome: "done"; incident: IncidentRow }
  /** It stands so already, or is past it: nothing was written. */
  | { outcome: "already"; incident: IncidentRow }
  | { outcome: "not-found" };

export type ActDeps = Pick<ProcessDeps, "db" | "now" | "newId">;

/** Locks incidents with their keys; the keys first, as everywhere: whoever comes second sees what the first has done. */
export async function lockIncidentsWithKeys(
  tx: Tx,
  ids: readonly string[],
  now: EpochMs,
): Promise<Map<string, IncidentRow>> {
  const found: NonNullable<Awaited<ReturnType<typeof findIncident>>>[] = [];
  for (const id of ids) {
    const row = await findIncident(tx, id);
    if (row !== null) found.push(row);
  }
  const keys = new Map(found.map((row) => [`${row.sourceId} ${row.correlationKey}`, row]));
  await lockKeys(
    tx,
    [...keys.values()].map(({ sourceId, correlationKey }) => ({ sourceId, correlationKey, lastSeenAt: now })),
  );
  const locked = await lockIncidents(tx, found.map(({ id }) => id).toSorted());
  return new Map(locked.map((row) => [row.id, row]));
}

/** The source of an incident; retired ones are known, too. */
export function sourceOf(routing: RoutingSnapshot, incident: { sourceId: number }): RoutingSource {
  const source = routing.sources.get(incident.sourceId);
  if (source === undefined) throw new Error(`source ${incident.sourceId} is not in revision ${routing.revision}`);
  return source;
}

/** What a person did, as an event of now. */
export function manualEvent(given: {
  id: string;
  type: NormalisedEvent["type"];
  now: EpochMs;
  actor: IncidentAct["actor"];
  act: NonNullable<IncomingEvent["act"]>;
  correlationKey: string;
  source: RoutingSource;
  /** Left out: what the act says. */
  summary?: string;
  severity?: NormalisedEvent["severity"];
  component?: RoutingComponent;
}): IncomingEvent {
  const { id, type, now, actor, act, correlationKey, source, component } = given;
  return incomingEvent(
    {
      receivedAt: now,
      deliveryId: id,
      ordinal: 0,
      manualActId: id,
      source,
      normaliserVersion: 0,
      actor,
      act,
      ...(component && { component }),
      event: {
        type,
        correlationKey,
        occurredAt: now,
        startedAt: null,
        monitor: null,
        severity: given.severity ?? "unknown",
        summary: given.summary ?? act.reason,
        url: null,
        labels: {},
        drift: [],
      },
    },
    "adjusted",
  );
}
