import { type ConnectionForCall, findAction, loadConnectionForCall } from "@signalbox/database";
import type { PerformDeps } from "./perform-deps.ts";

/** An action and whom it calls, read before anything is locked: it may be over by the time of the claim. */
export interface Callee {
  action: NonNullable<Awaited<ReturnType<typeof findAction>>>;
  /** Null: it is gone, or the action never had one. */
  connection: ConnectionForCall | null;
}

/** Null: there is no such action. */
export async function loadCallee(deps: Pick<PerformDeps, "db">, actionId: string): Promise<Callee | null> {
  const action = await findAction(deps.db.read, actionId);
  if (action === null) return null;
  const { connectionId } = action;
  return { action, connection: connectionId === null ? null : await loadConnectionForCall(deps.db.read, connectionId) };
}
