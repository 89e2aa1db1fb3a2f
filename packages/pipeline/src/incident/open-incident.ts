import type { Severity } from "@signalbox/core";
import { bumpConfigRevision, ensureManualSource, insertManualAct, manualSourceKey } from "@signalbox/database";
import { applyEvents } from "../process/apply-events.ts";
import { loadRouting } from "../routing/load-routing.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { type ActDeps, type IncidentAct, manualEvent } from "./manual-act.ts";

export type OpenOutcome = { outcome: "done"; incidentId: string } | { outcome: "unknown-component" };

/** Opens an incident that no monitoring tool has seen. Rules, tickets, pages and ledger take it like any other; it ends when
 *  somebody resolves it. */
export async function openIncidentByHand(
  deps: ActDeps,
  given: Omit<IncidentAct, "incidentId"> & { component: string; severity: Severity; title: string },
): Promise<OpenOutcome> {
  const { routing, sourceId } = await loadWithManualSource(deps);
  const component = [...routing.components.values()].find((one) => one.key === given.component);
  const source = routing.sources.get(sourceId);
  if (component === undefined) return { outcome: "unknown-component" };
  if (source === undefined) throw new Error(`source ${sourceId} is not in revision ${routing.revision}`);
  const { actor, reason, severity, title } = given;
  return deps.db.transaction(async (tx) => {
    const [now, id] = [deps.now(), deps.newId()];
    await insertManualAct(tx, { id, at: now, kind: "open", author: actor.name, reason, details: { title, severity } });
    const event = { id, now, actor, act: { reason }, source, component, severity };
    const [applied] = await applyEvents(tx, { routing, now, newId: deps.newId, beforeWrite: () => {} }, [
      manualEvent({ ...event, type: "opened", correlationKey: `hand-${id}`, summary: title }),
    ]);
    if (applied?.incidentId == null) throw new Error("an opening by hand made no incident");
    return { outcome: "done", incidentId: applied.incidentId };
  });
}

// Made when it is needed first: who never opens one by hand never sees it.
async function loadWithManualSource(deps: ActDeps): Promise<{ routing: RoutingSnapshot; sourceId: number }> {
  const routing = await loadRouting(deps.db);
  const known = [...routing.sources.values()].find((source) => source.key === manualSourceKey);
  if (known !== undefined) return { routing, sourceId: known.id };
  const sourceId = await deps.db.transaction(async (tx) => {
    const id = await ensureManualSource(tx, deps.now());
    await bumpConfigRevision(tx);
    return id;
  });
  return { routing: await loadRouting(deps.db), sourceId };
}
