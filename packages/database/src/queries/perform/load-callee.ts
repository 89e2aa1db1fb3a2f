import type { Reader } from "../../doors/select-rows.ts";
import { eq } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { connections } from "../../schema/connections.ts";
import { obligations } from "../../schema/obligations.ts";
import type { ConnectionForCall } from "./load-action-context.ts";
import type { ActionRow } from "./lock-action.ts";

/** An action and whom it calls, read before anything is locked: it may be over by the time of the claim. */
export interface Callee {
  action: ActionRow;
  /** Null: it is gone, or the action never had one. */
  connection: ConnectionForCall | null;
  /** Of a page that went on to somebody else: whom. */
  escalationTo: string | null;
}

/** Null: there is no such action. */
export async function loadCallee(reader: Reader, actionId: string): Promise<Callee | null> {
  const [found] = await reader
    .select({ action: actions, connection: connections, escalationTo: obligations.escalationTo })
    .from(actions)
    .leftJoin(connections, eq(connections.id, actions.connectionId))
    .leftJoin(obligations, eq(obligations.id, actions.obligationId))
    .where(eq(actions.id, actionId));
  return found ?? null;
}
