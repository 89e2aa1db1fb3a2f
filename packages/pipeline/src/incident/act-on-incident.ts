import { type IncidentRow, insertManualAct } from "@signalbox/database";
import { applyEvents } from "../process/apply-events.ts";
import { loadRouting } from "../routing/load-routing.ts";
import {
  type ActDeps,
  type IncidentAct,
  type IncidentActOutcome,
  lockIncidentsWithKeys,
  manualEvent,
  sourceOf,
} from "./manual-act.ts";

type ActKind = "resolved" | "acknowledged";

/** Ends an incident that its sender does not end. What it opened outside is closed; a later opening within the window
 *  re-opens it. */
export function resolveIncidentByHand(deps: ActDeps, act: IncidentAct): Promise<IncidentActOutcome> {
  return actOnIncident(deps, act, "resolved");
}

/** Says that somebody has taken an incident. */
export function acknowledgeIncidentByHand(deps: ActDeps, act: IncidentAct): Promise<IncidentActOutcome> {
  return actOnIncident(deps, act, "acknowledged");
}

const manualKinds = { resolved: "resolve", acknowledged: "acknowledge" } as const;
const from: Record<ActKind, readonly IncidentRow["status"][]> = {
  resolved: ["open", "acknowledged"],
  acknowledged: ["open"],
};

async function actOnIncident(deps: ActDeps, given: IncidentAct, type: ActKind): Promise<IncidentActOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const incident = (await lockIncidentsWithKeys(tx, [given.incidentId], now)).get(given.incidentId);
    if (incident === undefined) return { outcome: "not-found" };
    if (!from[type].includes(incident.status)) return { outcome: "already", incident };
    const id = deps.newId();
    const { actor, reason } = given;
    await insertManualAct(tx, { id, at: now, kind: manualKinds[type], author: actor.name, reason });
    const { correlationKey } = incident;
    const event = { id, type, now, actor, act: { reason }, correlationKey, source: sourceOf(routing, incident) };
    const [applied] = await applyEvents(tx, { routing, now, newId: deps.newId, beforeWrite: () => {} }, [
      manualEvent(event),
    ]);
    return { outcome: "done", incident: applied?.incident ?? incident };
  });
}
