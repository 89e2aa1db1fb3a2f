import { connectionKindByKey } from "@signalbox/connections";
import { closingLink, idempotencyKey, nextLink } from "@signalbox/core";
import {
  addPerformJobs,
  appendLink,
  findRun,
  hasToldRun,
  loadConnectionForCall,
  lockObligations,
  type StoredObligation,
  type Tx,
} from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";

/** Writes how a remediation ended into the open tickets of its incident, once. Safe to run twice: which tickets have it is
 *  read from their links. Returns how many tickets get it. */
export async function tellRun(
  deps: Pick<PerformDeps, "db" | "now" | "newId">,
  { runId }: { runId: string },
): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const run = await findRun(tx, runId);
    if (run === null || run.incidentId === null) return 0;
    const obligations = await lockObligations(tx, { incidentIds: [run.incidentId], componentScopes: [] });
    let told = 0;
    for (const ticket of obligations) {
      if (!isOpenTicket(ticket, run.incidentId) || !(await takesComments(tx, ticket.connectionId))) continue;
      if (await hasToldRun(tx, ticket.id, runId)) continue;
      await comment(deps, tx, ticket, runId);
      told += 1;
    }
    return told;
  });
}

function isOpenTicket(one: StoredObligation, incidentId: string): boolean {
  return (
    one.kind === "ticket" &&
    one.status === "open" &&
    closingLink(one.links) === null &&
    one.incidents.some(({ id, isResolved }) => id === incidentId && !isResolved)
  );
}

async function takesComments(tx: Tx, connectionId: number): Promise<boolean> {
  const connection = await loadConnectionForCall(tx, connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  return kind !== null && config?.success === true && kind.capabilities(config.data).update;
}

async function comment(
  deps: Pick<PerformDeps, "now" | "newId">,
  tx: Tx,
  ticket: StoredObligation,
  runId: string,
): Promise<void> {
  const now = deps.now();
  const count = ticket.links.filter(({ verb }) => verb === "update").length;
  const made = await appendLink(tx, {
    id: deps.newId(),
    obligationId: ticket.id,
    verb: "update",
    fields: { run: runId },
    idempotencyKey: idempotencyKey(ticket.reference, "update", count + 1),
    now,
  });
  const isItsTurn = nextLink(ticket) === null && ticket.links.every(({ state }) => state !== "running");
  if (made !== null && isItsTurn) await addPerformJobs(tx, [{ ...made, runAt: now }]);
}
