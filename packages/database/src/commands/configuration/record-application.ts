import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { desc } from "../../drizzle.ts";
import { configApplications } from "../../schema/settings.ts";
import { type ChangedBy, journalChange } from "./changed-by.ts";

/** What an application of a config file leaves behind: the file without secrets, and a digest of each object that it named as
 *  it was live afterwards. */
export type AppliedConfig = { file: Record<string, unknown>; digests: Record<string, string> };

export async function recordApplication(
  tx: Tx,
  by: ChangedBy,
  applied: { sha256: Buffer; document: AppliedConfig; changes: number },
): Promise<void> {
  await tx.insert(configApplications).values({
    sha256: applied.sha256,
    document: { ...applied.document },
    appliedBy: by.actor.name,
    appliedAt: by.now,
  });
  const details = { sha256: applied.sha256.toString("hex"), changes: applied.changes };
  await journalChange(tx, by, "config", applied.sha256.toString("hex").slice(0, 12), "applied", details);
}

/** The file that was applied last, or null. */
export async function loadLastApplication(reader: Reader): Promise<{ sha256: Buffer; document: AppliedConfig } | null> {
  const rows = await reader
    .select({ sha256: configApplications.sha256, document: configApplications.document })
    .from(configApplications)
    .orderBy(desc(configApplications.id))
    .limit(1);
  const last = rows[0];
  return last === undefined ? null : { sha256: last.sha256, document: last.document as unknown as AppliedConfig };
}
