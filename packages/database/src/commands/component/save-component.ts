import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { components } from "../../schema/components.ts";
import { type ChangedBy, journalChanges } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";
import { inChunks } from "./in-chunks.ts";

export type ComponentRow = {
  key: string;
  name: string;
  costCentre: string | null;
  glAccount: string | null;
};

/** Makes or changes a component by its key; a retired one comes back. Its dated settings are saved apart. `changed` names
 *  what changed, for the journal. */
export async function saveComponent(
  tx: Tx,
  by: ChangedBy,
  component: ComponentRow,
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  const rows = await tx
    .insert(components)
    .values({ ...component, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: components.key,
      set: { ...component, updatedAt: by.now, retiredAt: null, revision: sql`${components.revision} + 1` },
      ...onlyOver(components, options.revision),
    })
    .returning({ id: components.id, revision: components.revision });
  return concludeSave(
    tx,
    by,
    { kind: "component", key: component.key, details: { changed: options.changed ?? [] } },
    rows,
  );
}

/** Makes many at once. Returns their ids by key; null where a key is taken: then the transaction must be undone. */
export async function insertComponents(
  tx: Tx,
  by: ChangedBy,
  rows: readonly ComponentRow[],
): Promise<Map<string, number> | null> {
  const ids = new Map<string, number>();
  await inChunks(rows, async (some) => {
    const made = await tx
      .insert(components)
      .values(some.map((row) => ({ ...row, createdAt: by.now, updatedAt: by.now })))
      .onConflictDoNothing({ target: components.key })
      .returning({ id: components.id, key: components.key });
    for (const { id, key } of made) ids.set(key, id);
    await journalChanges(
      tx,
      by,
      made.map(({ key }) => ({ subjectKind: "component", subjectId: key, happened: "created" })),
    );
  });
  return ids.size === rows.length ? ids : null;
}
