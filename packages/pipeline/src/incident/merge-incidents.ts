import { type EventChange, formatId } from "@signalbox/core";
import {
  endMerges,
  type IncidentRow,
  insertManualAct,
  listMergedInto,
  lockObligations,
  mergeIncident,
  type Tx,
} from "@signalbox/database";
import type { Cause } from "../process/action-recorder.ts";
import type { AppliedEvent, ApplyDeps } from "../process/apply-events.ts";
import { loadIncidentFigures } from "../process/incident-figures.ts";
import { loadWorld } from "../process/load-world.ts";
import { ObligationBook } from "../process/obligation-book.ts";
import { routeEvent } from "../process/route-event.ts";
import { routingContext } from "../process/routing-context.ts";
import { writeEvents } from "../process/write-events.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { type ActDeps, type IncidentAct, lockIncidentsWithKeys, manualEvent, sourceOf } from "./manual-act.ts";

export type MergeOutcome =
  | { outcome: "done" }
  | { outcome: "not-found" }
  /** It can't be done now; the reason is a sentence for the person. */
  | { outcome: "refused"; reason: string };

/**
 * Lets people and outside systems treat one incident as another: what it opened is closed with a link to the other's, which
 * from now on stands for both, and what is said about it later is told there. It keeps its key, component and times.
 */
export async function mergeIncidents(deps: ActDeps, given: IncidentAct & { into: string }): Promise<MergeOutcome> {
  const { incidentId, into } = given;
  if (incidentId === into) return { outcome: "refused", reason: "An incident can't be merged into itself." };
  return act(deps, given, { into }, async (tx, tools, locked) => {
    const [incident, target] = [locked.get(incidentId)!, locked.get(into)!];
    const refusal = refuseMerge(incident, target);
    if (refusal !== null) return { outcome: "refused", reason: refusal };
    const made = await tools.start({ kind: "merge", verb: "incident.merged", change: "updated", incident, into });
    const book = await tools.openBook([...locked.keys()], null);
    for (const one of locked.values()) {
      const isMoving = one.id !== into && one.status !== "resolved";
      if (isMoving) book.merge({ ...made.cause, incidentId: one.id }, into);
    }
    await mergeIncident(tx, { id: incidentId, into, now: tools.apply.now });
    await tools.write(made.applied, book);
    return { outcome: "done" };
  });
}

/** Undoes a merge: it leaves what the other opened, and while it lasts its own tickets and posts are opened again. Nobody is
 *  paged: a person is at it. */
export async function unmergeIncident(deps: ActDeps, given: IncidentAct): Promise<MergeOutcome> {
  const { incidentId } = given;
  return act(deps, given, {}, async (tx, tools, locked) => {
    const incident = locked.get(incidentId)!;
    const into = incident.mergedInto;
    if (into === null) return { outcome: "refused", reason: "This incident is not merged into another." };
    const made = await tools.start({ kind: "unmerge", verb: "incident.unmerged", change: "reopened", incident, into });
    const book = await tools.openBook([incidentId, into], made.cause.component);
    book.settle(made.cause);
    if (incident.status !== "resolved") {
      const { orders } = routeEvent(tools.apply.routing, made.context, "reopened");
      for (const { ordered, connection } of orders) {
        if (ordered.slot !== null && ordered.kind !== "page") book.order(ordered, connection, made.context, made.cause);
      }
    }
    await endMerges(tx, [incidentId]);
    await tools.write(made.applied, book);
    return { outcome: "done" };
  });
}

function refuseMerge(incident: IncidentRow, target: IncidentRow): string | null {
  if (incident.status === "resolved") return "This incident has ended meanwhile: there is nothing left to merge.";
  if (target.status === "resolved") return "The other incident has ended meanwhile.";
  if (incident.mergedInto !== null) return "This incident is merged into another already.";
  if (target.mergedInto !== null) {
    return `The other incident is itself merged into ${formatId("inc", target.mergedInto)}: merge into that one.`;
  }
  if (incident.origin !== target.origin) return "A real incident and one of a test or drill can't be merged.";
  return null;
}

type Tools = Awaited<ReturnType<typeof toolsOf>>;

async function act(
  deps: ActDeps,
  given: IncidentAct,
  { into }: { into?: string },
  work: (tx: Tx, tools: Tools, locked: ReadonlyMap<string, IncidentRow>) => Promise<MergeOutcome>,
): Promise<MergeOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const apply: ApplyDeps = { routing, now: deps.now(), newId: deps.newId, beforeWrite: () => {} };
    const { incidentId } = given;
    const ids = into === undefined ? [incidentId] : [incidentId, into];
    // What was merged into it before goes along; all are locked at once, so that two merges never wait in a circle.
    const following = into === undefined ? [] : await listMergedInto(tx, incidentId);
    const locked = await lockIncidentsWithKeys(tx, [...ids, ...following.map(({ id }) => id)], apply.now);
    if (ids.some((id) => !locked.has(id))) return { outcome: "not-found" };
    const joined = into === undefined ? [] : await listMergedInto(tx, incidentId);
    if (joined.some(({ id }) => !locked.has(id))) {
      return { outcome: "refused", reason: "Somebody merged another into this one just now: look again." };
    }
    return work(tx, await toolsOf(tx, apply, given), locked);
  });
}

/** Recording an act as an event, and changing what stands outside by it. */
async function toolsOf(tx: Tx, apply: ApplyDeps, { actor, reason }: IncidentAct) {
  const { routing, now, newId } = apply;
  return {
    apply,
    async start(given: {
      kind: "merge" | "unmerge";
      verb: string;
      change: EventChange;
      incident: IncidentRow;
      into: string;
    }) {
      const { kind, verb, change, incident, into } = given;
      const id = newId();
      const details = { incidentId: incident.id, into };
      await insertManualAct(tx, { id, at: now, kind, author: actor.name, reason, details });
      const source = sourceOf(routing, incident);
      const act = { verb, reason, details: { into } };
      const { correlationKey, severity } = incident;
      const incoming = manualEvent({ id, type: "updated", now, actor, act, correlationKey, source, severity });
      const world = await loadWorld(tx, apply, [source.id]);
      const figures = (await loadIncidentFigures(tx, apply, [incident])).get(incident.id)!;
      const context = routingContext({ routing, incoming, change, incident, figures, world, now });
      const component = context.component?.key ?? null;
      const cause: Cause = { incoming, incidentId: incident.id, component };
      const { monitorId, componentId } = incident;
      const applied: AppliedEvent = {
        incoming,
        change,
        incidentId: incident.id,
        monitorId,
        componentId,
        incident,
        context,
        routed: null,
      };
      return { context, cause, applied };
    },
    async openBook(incidentIds: readonly string[], component: string | null): Promise<ObligationBook> {
      const componentScopes = component === null ? [] : [component];
      const obligations = await lockObligations(tx, { incidentIds, componentScopes });
      return new ObligationBook(obligations, apply);
    },
    write: (applied: AppliedEvent, book: ObligationBook) =>
      writeEvents(tx, apply, { applied: [applied], keys: [], book: book.result(), raised: [] }),
  };
}
