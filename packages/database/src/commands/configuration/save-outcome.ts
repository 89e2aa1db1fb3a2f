import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { type PgColumn, type SQL, sql } from "../../drizzle.ts";
import { type ChangedBy, type ConfigSubject, journalChange } from "./changed-by.ts";

/** `conflict`: somebody saved meanwhile, or the object is retired; `revision` of the call was not the one that is stored. */
export type SaveOutcome = { outcome: "saved"; id: number; revision: number } | { outcome: "conflict" };

/** Saves only over this revision of what is in use; undefined: over any. For `onConflictDoUpdate`. */
export function onlyOver(
  columns: { revision: PgColumn; retiredAt: PgColumn },
  revision: number | undefined,
): { setWhere?: SQL } {
  if (revision === undefined) return {};
  return { setWhere: sql`${columns.revision} = ${revision} and ${columns.retiredAt} is null` };
}

/** What an upsert by key returned, with its journal line. `created` where the row is new or was retired before. */
export async function concludeSave(
  tx: Tx,
  by: ChangedBy,
  subject: { kind: ConfigSubject; key: string; details?: Record<string, unknown> },
  rows: readonly { id: number; revision: number }[],
): Promise<SaveOutcome> {
  const saved = rows[0];
  if (saved === undefined) return { outcome: "conflict" };
  await journalChange(tx, by, subject.kind, subject.key, saved.revision === 1 ? "created" : "updated", subject.details);
  return { outcome: "saved", ...saved };
}

const tables = {
  source: "sources",
  connection: "connections",
  team: "teams",
  component: "components",
  calendar: "calendars",
  rotation: "rotations",
  customer: "customers",
} as const;

/** Takes an object out of use; what refers to it stays. False where there is none, or where it has another revision. */
export async function retireObject(
  tx: Tx,
  by: ChangedBy,
  kind: keyof typeof tables,
  key: string,
  revision?: number,
): Promise<boolean> {
  const at = new Date(by.now).toISOString();
  const retired = await selectRows<{ id: number }>(
    tx,
    sql`update ${sql.identifier(tables[kind])} set retired_at = ${at}, updated_at = ${at}, revision = revision + 1
        where key = ${key} and retired_at is null and (${revision ?? null}::integer is null or revision = ${revision ?? null})
        returning id`,
  );
  if (retired.length === 0) return false;
  await journalChange(tx, by, kind, key, "retired");
  return true;
}
