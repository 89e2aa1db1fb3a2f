import { appendJournal, findIncident, insertManualAct, notifyLive } from "@signalbox/database";
import type { ActDeps, IncidentAct } from "./manual-act.ts";

/** Writes a note to an incident, one that has ended too. It changes nothing else and goes nowhere. False: there is none. */
export async function noteOnIncident(deps: ActDeps, given: IncidentAct): Promise<boolean> {
  const { incidentId, actor, reason } = given;
  return deps.db.transaction(async (tx) => {
    if ((await findIncident(tx, incidentId)) === null) return false;
    const now = deps.now();
    await insertManualAct(tx, {
      id: deps.newId(),
      at: now,
      kind: "note",
      author: actor.name,
      reason,
      details: { incidentId },
    });
    await appendJournal(tx, {
      at: now,
      actorKind: actor.kind,
      actor: actor.name,
      verb: "incident.noted",
      subjectKind: "incident",
      subjectId: incidentId,
      details: { note: reason },
    });
    await notifyLive(tx, "incident", incidentId);
    return true;
  });
}
