import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { connections } from "../../schema/connections.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";

export type ConnectionRow = {
  key: string;
  name: string;
  kind: string;
  /** What its kind reads; credentials stand as `{"kept": true}`. */
  config: Record<string, unknown>;
};

/** Makes or changes a connection by its key; a retired one comes back. `changed` names what changed, for the journal. */
export async function saveConnection(
  tx: Tx,
  by: ChangedBy,
  connection: ConnectionRow,
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  const rows = await tx
    .insert(connections)
    .values({ ...connection, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: connections.key,
      set: { ...connection, updatedAt: by.now, retiredAt: null, revision: sql`${connections.revision} + 1` },
      ...onlyOver(connections, options.revision),
    })
    .returning({ id: connections.id, revision: connections.revision });
  return concludeSave(
    tx,
    by,
    { kind: "connection", key: connection.key, details: { kind: connection.kind, changed: options.changed ?? [] } },
    rows,
  );
}
