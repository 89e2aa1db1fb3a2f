import { findAction, loadConnectionForCall } from "@signalbox/database";
import type { RunbookBook } from "../runbook/runbook-book.ts";
import type { PerformDeps } from "./perform-deps.ts";

/** Before anything is locked: the allow-list of local commands as it is now, for an action that runs one of them. Null for
 *  every other, and where this worker has none. */
export async function prepareBook(deps: PerformDeps, actionId: string): Promise<RunbookBook | null> {
  if (deps.runbooks === undefined) return null;
  const action = await findAction(deps.db.read, actionId);
  if (action === null || action.kind !== "remediate" || action.connectionId === null) return null;
  const connection = await loadConnectionForCall(deps.db.read, action.connectionId);
  return connection?.kind === "local-command" ? deps.runbooks.read() : null;
}
