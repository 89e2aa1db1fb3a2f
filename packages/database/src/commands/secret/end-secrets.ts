import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, inArray, isNull, or } from "../../drizzle.ts";
import { secrets } from "../../schema/secrets.ts";

/** Takes secrets out of use at once. */
export async function retireSecrets(tx: Tx, ids: readonly string[], now: EpochMs): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(secrets)
    .set({ retiredAt: now })
    .where(and(inArray(secrets.id, [...ids]), isNull(secrets.retiredAt)));
}

/** Lets secrets serve until `at` at the latest; those that end sooner stay as they are. */
export async function expireSecrets(tx: Tx, ids: readonly string[], at: EpochMs): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(secrets)
    .set({ expiresAt: at })
    .where(and(inArray(secrets.id, [...ids]), or(isNull(secrets.expiresAt), gt(secrets.expiresAt, at))));
}

/** Lets a secret serve until `at`, or until further notice. */
export async function setSecretExpiry(tx: Tx, id: string, at: EpochMs | null): Promise<void> {
  await tx.update(secrets).set({ expiresAt: at }).where(eq(secrets.id, id));
}
