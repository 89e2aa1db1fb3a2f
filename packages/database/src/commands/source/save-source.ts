import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { sources } from "../../schema/sources.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";

export type SourceRow = {
  key: string;
  name: string;
  sender: string;
  /** SHA-256 of the hook token. */
  tokenHash: Buffer;
  auth: Record<string, unknown>;
  settings: Record<string, unknown>;
};

/** Makes or changes a source by its key; a retired one comes back. `changed` names what changed, for the journal. */
export async function saveSource(
  tx: Tx,
  by: ChangedBy,
  source: SourceRow,
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  const rows = await tx
    .insert(sources)
    .values({ ...source, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: sources.key,
      set: { ...source, updatedAt: by.now, retiredAt: null, revision: sql`${sources.revision} + 1` },
      ...onlyOver(sources, options.revision),
    })
    .returning({ id: sources.id, revision: sources.revision });
  return concludeSave(
    tx,
    by,
    { kind: "source", key: source.key, details: { sender: source.sender, changed: options.changed ?? [] } },
    rows,
  );
}
