import type { Callee } from "@signalbox/database";
import type { RunbookBook } from "../runbook/runbook-book.ts";
import type { PerformDeps } from "./perform-deps.ts";

/** Before anything is locked: the allow-list of local commands as it is now, for an action that runs one of them. Null for
 *  every other, and where this worker has none. */
export async function prepareBook(deps: PerformDeps, { action, connection }: Callee): Promise<RunbookBook | null> {
  if (deps.runbooks === undefined || action.kind !== "remediate") return null;
  return connection?.kind === "local-command" ? deps.runbooks.read() : null;
}
