import type { EpochMs, LedgerPolicy } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, gt, gte, isNull, lt, or, sql } from "../../drizzle.ts";
import { policies, policiesDropped } from "../../schema/policies.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

/** Makes a policy hold from an instant on, as the next version. What held then ends there; versions that would begin later
 *  are dropped, and kept apart. Returns the version. */
export async function setPolicy(
  tx: Tx,
  by: ChangedBy,
  policy: { body: Omit<LedgerPolicy, "version">; from: EpochMs },
): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('signalbox policies'))`);
  const last = await tx.select({ version: sql<number>`coalesce(max(${policies.version}), 0)::integer` }).from(policies);
  const version = last[0]!.version + 1;
  const dropped = await tx.delete(policies).where(gte(policies.validFrom, policy.from)).returning();
  if (dropped.length > 0) {
    await tx.insert(policiesDropped).values(
      dropped.map(({ version, body, validFrom, createdAt }) => ({
        version,
        body,
        validFrom,
        createdAt,
        droppedAt: by.now,
      })),
    );
  }
  await tx
    .update(policies)
    .set({ validTo: policy.from })
    .where(and(lt(policies.validFrom, policy.from), or(isNull(policies.validTo), gt(policies.validTo, policy.from))));
  await tx.insert(policies).values({
    version,
    body: { ...policy.body },
    author: by.actor.name,
    createdAt: by.now,
    validFrom: policy.from,
  });
  const replaced = dropped.map((row) => row.version);
  await journalChange(tx, by, "policy", String(version), "set", {
    from: new Date(policy.from).toISOString(),
    replaced,
  });
  return version;
}
