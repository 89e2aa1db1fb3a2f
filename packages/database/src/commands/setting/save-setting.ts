import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { settings } from "../../schema/settings.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

/** Keys of `settings` that people set, with what they hold. */
export type SettingKey = "failures" | "environment" | "outbound" | "retention" | "ledger" | "week";

/** @param details for the journal; never a secret. */
export async function saveSetting(
  tx: Tx,
  by: ChangedBy,
  key: SettingKey,
  value: unknown,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insert(settings)
    .values({ key, value, updatedBy: by.actor.name, updatedAt: by.now })
    .onConflictDoUpdate({
      target: settings.key,
      set: { value, updatedBy: by.actor.name, updatedAt: by.now, revision: sql`${settings.revision} + 1` },
    });
  await journalChange(tx, by, "setting", key, "set", details);
}
