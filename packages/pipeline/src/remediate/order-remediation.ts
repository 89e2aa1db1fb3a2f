import { connectionKindByKey } from "@signalbox/connections";
import { checkArguments, idempotencyKey } from "@signalbox/core";
import {
  addPerformJobs,
  appendJournal,
  findConnection,
  findIncident,
  findOpeningEvent,
  insertSingleAction,
  notifyLive,
} from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { loadStoredBook } from "../runbook/stored-book.ts";
import { termsOf } from "./runbook-terms.ts";

export type OrderOutcome =
  | { outcome: "ordered"; actionId: string }
  | { outcome: "not-found" }
  | { outcome: "refused"; field: "connection" | "runbook" | "arguments" | null; sentence: string };

/** A person orders a known fix for an incident. It goes the way that a rule's order goes; what is destructive waits for the
 *  yes of somebody else. */
export async function orderRemediation(
  deps: Pick<PerformDeps, "db" | "now" | "newId">,
  order: {
    incidentId: string;
    connection: string;
    runbook: string;
    arguments: Record<string, string>;
    by: { kind: "person" | "token"; name: string };
    reason: string;
  },
): Promise<OrderOutcome> {
  const { by, runbook, reason } = order;
  return deps.db.transaction(async (tx) => {
    const incident = await findIncident(tx, order.incidentId);
    if (incident === null) return { outcome: "not-found" };
    if (incident.status === "resolved") {
      return {
        outcome: "refused",
        field: null,
        sentence: "The incident is resolved: there is nothing to mend any more.",
      };
    }
    if (incident.origin === "drill") {
      return { outcome: "refused", field: null, sentence: "This is a drill: nothing is broken that could be mended." };
    }
    const connection = await findConnection(tx, order.connection);
    const kind = connection === null || connection.retiredAt !== null ? null : connectionKindByKey(connection.kind);
    const config = kind?.configSchema.safeParse(connection?.config);
    const remediation = config?.success === true ? (kind?.remediation?.(config.data) ?? null) : null;
    if (connection === null || remediation === null) {
      const sentence = `There is no connection "${order.connection}" that runs remediations.`;
      return { outcome: "refused", field: "connection", sentence };
    }
    const terms = termsOf(remediation, await loadStoredBook(tx), runbook);
    if (terms === null) {
      return { outcome: "refused", field: "runbook", sentence: `${connection.key} has no runbook "${runbook}".` };
    }
    const checked = checkArguments(terms.parameters, order.arguments);
    if (checked.outcome === "refused") {
      const sentence = checked.problems.map(({ message }) => message).join("; ");
      return { outcome: "refused", field: "arguments", sentence };
    }
    const now = deps.now();
    const id = deps.newId();
    // Values of a person are no templates: written so that they render as what they are.
    const literal = Object.fromEntries(Object.entries(checked.values).map(([name, value]) => [name, asLiteral(value)]));
    await insertSingleAction(tx, {
      id,
      madeAt: now,
      incidentId: incident.id,
      kind: "remediate",
      verb: "send",
      connectionId: connection.id,
      event: await findOpeningEvent(tx, incident.id),
      fields: { runbook, arguments: literal },
      idempotencyKey: idempotencyKey(`sbx-${id.replaceAll("-", "")}`, "send", 1),
      orderedBy: by.name,
    });
    await addPerformJobs(tx, [{ id, kind: "remediate", runAt: now }]);
    await appendJournal(tx, {
      at: now,
      actorKind: by.kind,
      actor: by.name,
      verb: "remediation.ordered",
      subjectKind: "incident",
      subjectId: incident.id,
      details: { actionId: id, runbook, connection: connection.key, reason: `${runbook}: ${reason}` },
    });
    await notifyLive(tx, "incident", incident.id);
    return { outcome: "ordered", actionId: id };
  });
}

function asLiteral(value: string): string {
  return value.replaceAll("{", "{{ '{' }}");
}
